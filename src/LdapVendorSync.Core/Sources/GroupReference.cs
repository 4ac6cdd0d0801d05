using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources;

/// <summary>Which group to read.</summary>
/// <param name="Name">A DN, a short name of the config, or a name that the source can search for.</param>
/// <param name="Recurse">Whether members of nested groups count; <see langword="null"/> for the source's own setting.</param>
public sealed record GroupReference(string Name, bool? Recurse = null)
{
    /// <summary>The name that means everybody whom the source's settings count as a person, instead of a group.</summary>
    public const string EverybodyName = Configuration.MappingSettings.Everybody;

    /// <summary>Whether everybody is meant.</summary>
    public bool IsEverybody => Name.Trim() == EverybodyName;

    /// <summary>What an earlier read said of the group, so that it is recognised when it was renamed or another has its name by now.</summary>
    public KnownGroup? Known { get; init; }

    /// <summary>
    /// The groups that were nested in it when it was last read. One of them that cannot be found, or is empty now though it was not, makes the
    /// read Partial, because it may as well be hidden.
    /// </summary>
    public IReadOnlyList<ReadGroup> KnownNested { get; init; } = [];

    /// <summary>Whether a nested group may be empty that was not.</summary>
    public bool NestedMayBeEmpty { get; init; }

    /// <inheritdoc />
    public override string ToString() => Name;
}
