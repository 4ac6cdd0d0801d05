using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.History;

/// <summary>Leaves out of people's profiles what the history is not to keep.</summary>
/// <param name="level">How much it keeps.</param>
/// <param name="keys">The attributes by which people are recognised.</param>
internal sealed class ProfileTrimmer(ProfileData level, IEnumerable<string> keys)
{
    private readonly HashSet<string> _keys = new(keys.Select(AttributeNames.Canonical), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether nothing is left out of snapshots.</summary>
    public bool KeepsAll => level == ProfileData.Full;

    /// <summary>Whether the journal keeps values before and after.</summary>
    public bool KeepsValues => level != ProfileData.None;

    /// <summary>What a snapshot keeps of a member: the same object where that is all of it.</summary>
    public GroupMember Trim(GroupMember member) => level switch
    {
        ProfileData.Full => member,
        ProfileData.Changed when member.Attributes.Keys.All(_keys.Contains) => member,
        ProfileData.Changed => member with { Attributes = Keys(member) },
        _ => new GroupMember
        {
            Id = member.Id,
            UserName = IfKey(AttributeNames.UserName, member.UserName),
            Email = IfKey(AttributeNames.Email, member.Email),
            FirstName = IfKey(AttributeNames.FirstName, member.FirstName),
            LastName = IfKey(AttributeNames.LastName, member.LastName),
            DisplayName = IfKey(AttributeNames.DisplayName, member.DisplayName),
            DistinguishedName = IfKey(AttributeNames.DistinguishedName, member.DistinguishedName),
            Enabled = member.Enabled,
            AccountState = member.AccountState,
            AccountStateUntil = member.AccountStateUntil,
            GroupPath = member.GroupPath,
            Attributes = Keys(member),
        },
    };

    /// <summary>What a snapshot keeps of a read besides its members.</summary>
    public SnapshotDetails Trim(SnapshotDetails details) => level == ProfileData.None ? details with { Doubtful = [] } : details;

    /// <summary>What the journal keeps of differences; those without values name the attribute alone.</summary>
    public static IReadOnlyList<AttributeDifference> WithoutValues(IReadOnlyList<AttributeDifference> differences) =>
        [.. differences.Select(difference => new AttributeDifference(difference.Attribute, null, null))];

    private string? IfKey(string attribute, string? value) => _keys.Contains(attribute) ? value : null;

    private Dictionary<string, IReadOnlyList<string>> Keys(GroupMember member) => new(
        member.Attributes.Where(attribute => _keys.Contains(attribute.Key)), StringComparer.OrdinalIgnoreCase);
}
