namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>Groups of two systems that should have the same members.</summary>
/// <param name="Reference">
/// The names or ids of groups of the reference, whose members all count; <c>*</c> stands for everybody of the system.
/// </param>
/// <param name="Difference">The name or id of the group of the difference.</param>
public sealed record GroupPair(IReadOnlyList<string> Reference, string Difference)
{
    /// <summary>Stands for everybody of the reference.</summary>
    public const string Everybody = "*";

    /// <summary>The names or ids of groups of the reference whose members do not count.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];
}
