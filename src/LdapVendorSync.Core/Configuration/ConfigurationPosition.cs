namespace LdapVendorSync.Core.Configuration;

/// <summary>Where a setting was given.</summary>
/// <param name="Source">The path of a file, or the name of an environment variable.</param>
/// <param name="Line">The line, from 1; 0 where there are no lines.</param>
/// <param name="Column">The column, from 1; 0 where there are no lines.</param>
public readonly record struct ConfigurationPosition(string? Source, int Line, int Column)
{
    /// <summary>The place of what was not given anywhere.</summary>
    public static ConfigurationPosition None { get; }

    /// <inheritdoc />
    public override string ToString() => Line > 0 ? $"{Source}:{Line}:{Column}" : Source ?? string.Empty;
}
