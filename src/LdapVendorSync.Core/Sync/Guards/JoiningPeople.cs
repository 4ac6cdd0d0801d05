using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>People who are needed in a group that does not have them yet, by everything that tells which account is theirs.</summary>
/// <param name="Accounts">The ids of the accounts, as far as they are known.</param>
/// <param name="Keys">All match keys of the people.</param>
public sealed record JoiningPeople(IReadOnlySet<string> Accounts, IReadOnlySet<MatchKey> Keys)
{
    /// <summary>Nobody.</summary>
    public static JoiningPeople Nobody { get; } = new(new HashSet<string>(), new HashSet<MatchKey>());

    private IReadOnlyList<string> Attributes { get; } = [.. Keys.Select(key => key.Attribute).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Whether an account is, or may be, that of one of them.</summary>
    public bool MayBe(GroupMember account) =>
        Accounts.Contains(account.Id) || Attributes.Any(attribute => MatchKey.Of(account, attribute) is { } key && Keys.Contains(key));

    /// <summary>The people of some additions, and others.</summary>
    /// <param name="additions">The additions, planned and made.</param>
    /// <param name="others">Others who are needed, whether or not a run adds them.</param>
    /// <param name="links">Confirmed pairs.</param>
    /// <param name="matchOn">The attributes that recognise people.</param>
    public static JoiningPeople Of(
        IReadOnlyList<MembershipChange> additions, IEnumerable<GroupMember> others, MemberLinks links, IReadOnlyList<string> matchOn)
    {
        var people = additions.Select(change => change.SourceMember).OfType<GroupMember>().Concat(others).ToList();
        var accounts = additions.Select(change => change.VendorMember?.Id).Concat(people.Select(person => links.VendorIdOf(person.Id)));
        var keys = people.SelectMany(person => matchOn.Select(attribute => MatchKey.Of(person, attribute)));
        return new JoiningPeople(
            accounts.OfType<string>().ToHashSet(StringComparer.Ordinal), keys.Where(key => key is not null).Select(key => key!.Value).ToHashSet());
    }
}
