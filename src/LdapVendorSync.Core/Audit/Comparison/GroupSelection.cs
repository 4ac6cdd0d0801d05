namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>Groups of one side whose members count together, and those whose members do not.</summary>
/// <param name="Name">How the selection is called.</param>
/// <param name="Groups">The numbers of the groups whose members count.</param>
/// <param name="Except">The numbers of the groups whose members do not count.</param>
/// <param name="IsEverybody">Whether everybody of the system counts.</param>
internal sealed record GroupSelection(string Name, IReadOnlyList<int> Groups, IReadOnlyList<int> Except, bool IsEverybody)
{
    /// <summary>The only group, where it is one.</summary>
    public int? Only => Groups.Count == 1 && Except.Count == 0 && !IsEverybody ? Groups[0] : null;
}

/// <summary>Groups of both sides that should have the same members.</summary>
/// <param name="Reference">The selections of groups of the reference, whose members all count.</param>
/// <param name="Difference">The number of the group of the difference.</param>
internal sealed record PairedGroups(IReadOnlyList<GroupSelection> Reference, int Difference)
{
    /// <summary>The only group of the reference, where it is one.</summary>
    public int? Only => Reference is [var selection] ? selection.Only : null;

    /// <summary>How the groups of the reference are called together.</summary>
    public string Name => string.Join(" + ", Reference.Select(selection => selection.Name));
}
