using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>Says how many members of a source group have an account that is disabled, expired or locked, and what follows.</summary>
internal static class AccountStateSummary
{
    /// <summary>The sentences for a mapping; none where every account may be used.</summary>
    public static IEnumerable<string> Describe(IEnumerable<GroupContent> parts, DisabledMembers policy)
    {
        var people = parts.SelectMany(part => part.Members).DistinctBy(person => person.Id, StringComparer.Ordinal).ToList();
        var off = people.Where(person => person.Enabled == false).ToList();
        var onAndLocked = people.Count(person => person.Enabled != false && person.AccountState == AccountState.Locked);
        if (off.Count > 0)
            yield return $"At the source, of the members' accounts {Count(off)}: {Consequence(policy)} "
                + $"(disabled_members: {Configuration(policy)}).";
        if (onAndLocked > 0)
            yield return $"At the source {onAndLocked} of the members' accounts {Are(onAndLocked)} locked for a while, "
                + "which changes nothing (locked_accounts: enabled, or a lock that may be over, as lockout_duration is not set).";
    }

    private static string Count(List<GroupMember> people) => string.Join(", ", new[]
    {
        (Count: people.Count(person => person.AccountState is not (AccountState.Expired or AccountState.Locked)), What: "disabled"),
        (Count: people.Count(person => person.AccountState == AccountState.Expired), What: "expired"),
        (Count: people.Count(person => person.AccountState == AccountState.Locked), What: "locked"),
    }.Where(state => state.Count > 0).Select(state => $"{state.Count} {Are(state.Count)} {state.What}"));

    private static string Are(int count) => count == 1 ? "is" : "are";

    private static string Consequence(DisabledMembers policy) => policy switch
    {
        DisabledMembers.Keep => "they count as members all the same",
        DisabledMembers.Disable => "they are disabled at the vendor",
        _ => "they do not count as members",
    };

    private static string Configuration(DisabledMembers policy) => policy switch
    {
        DisabledMembers.Keep => "keep",
        DisabledMembers.Disable => "disable",
        _ => "remove",
    };
}
