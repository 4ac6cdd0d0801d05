using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>People whom a run adds to a group, by everything that tells which account is theirs.</summary>
/// <param name="Accounts">The ids of the accounts, as far as they are known.</param>
/// <param name="Keys">All match keys of the people.</param>
public sealed record JoiningPeople(IReadOnlySet<string> Accounts, IReadOnlySet<MatchKey> Keys)
{
    /// <summary>Nobody.</summary>
    public static JoiningPeople Nobody { get; } = new(new HashSet<string>(), new HashSet<MatchKey>());

    /// <summary>Whether an account is, or may be, that of one of them.</summary>
    public bool MayBe(GroupMember account) =>
        Accounts.Contains(account.Id) || Keys.Any(key => MatchKey.Of(account, key.Attribute) == key);

    /// <summary>The people of some additions.</summary>
    /// <param name="additions">The additions, planned and made.</param>
    /// <param name="links">Confirmed pairs.</param>
    /// <param name="matchOn">The attributes that recognise people.</param>
    public static JoiningPeople Of(IReadOnlyList<MembershipChange> additions, MemberLinks links, IReadOnlyList<string> matchOn)
    {
        var people = additions.Select(change => change.SourceMember).OfType<GroupMember>().ToList();
        var accounts = additions.Select(change => change.VendorMember?.Id).Concat(people.Select(person => links.VendorIdOf(person.Id)));
        var keys = people.SelectMany(person => matchOn.Select(attribute => MatchKey.Of(person, attribute)));
        return new JoiningPeople(
            accounts.OfType<string>().ToHashSet(StringComparer.Ordinal), keys.Where(key => key is not null).Select(key => key!.Value).ToHashSet());
    }
}
