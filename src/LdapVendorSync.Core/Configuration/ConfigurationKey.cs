namespace LdapVendorSync.Core.Configuration;

/// <summary>One key of the configuration, for documentation and completion.</summary>
/// <param name="Path">Where it stands: <c>vendor_apps[].auth.method</c>; <c>[]</c> is any item, <c>&lt;key&gt;</c> any key.</param>
/// <param name="Type">What it holds, in words.</param>
/// <param name="Default">The default as the file would write it; <see langword="null"/> where there is none.</param>
/// <param name="Description">What it is.</param>
/// <param name="Variable">The environment variable that overrides it; <c>&lt;NAME&gt;</c> stands for the name or index of an item.</param>
public sealed record ConfigurationKey(string Path, string Type, string? Default, string Description, string Variable)
{
    /// <summary>Whether it must be given.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether it is a secret; it then may also be given as a file under the same key with <c>_file</c> at its end.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The values it may have, where they can be listed.</summary>
    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    /// <summary>The limits on its value, in words.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>Further names of the key.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>
    /// The plain environment variable that fills it where it is left out; <c>&lt;NAME&gt;</c> stands for the source's or vendor's name.
    /// </summary>
    public string? SecretVariable { get; init; }

    /// <summary>The setting under which it exists, such as <c>type: ldap</c>; <see langword="null"/> for always.</summary>
    public string? Condition { get; init; }
}
