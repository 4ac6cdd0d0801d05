using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Keeps a sync that is tried out to a few people of a group (<c>max_members</c>). What is left of the group is an incomplete read: it
/// removes nobody, and is not what a vendor is told who replaces everything.
/// </summary>
internal static class TryOutLimit
{
    /// <summary>The people who count: the first by their ids, so that every run has the same ones.</summary>
    public static IReadOnlyList<GroupMember> Apply(IReadOnlyList<GroupMember> people, MappingPolicy policy) =>
        Exceeds(people.Count, policy)
            ? [.. people.OrderBy(person => person.Id, StringComparer.Ordinal).Take(policy.MaxMembers!.Value)]
            : people;

    /// <summary>What of the comparison of everybody concerns the people who count; nobody else is taken for somebody who is gone.</summary>
    /// <param name="everybody">The comparison of everybody.</param>
    /// <param name="people">The people who count.</param>
    /// <param name="policy">The limit.</param>
    public static GroupComparison Apply(GroupComparison everybody, IReadOnlyList<GroupMember> people, MappingPolicy policy)
    {
        if (policy.MaxMembers is null)
            return everybody;
        var counting = people.Select(person => person.Id).ToHashSet(StringComparer.Ordinal);
        return everybody with
        {
            Missing = [.. everybody.Missing.Where(person => counting.Contains(person.Id))],
            Matched = [.. everybody.Matched.Where(pair => counting.Contains(pair.Source.Id))],
            Problems = [.. everybody.Problems.Where(problem => problem.Side != ReadSide.Source || counting.Contains(problem.Member.Id))],
        };
    }

    /// <summary>Why the group is not complete; <see langword="null"/> where all of its people count.</summary>
    public static ReadReason? Reason(int people, MappingPolicy policy) => Exceeds(people, policy)
        ? new ReadReason(
            ReadReasonKind.LimitExceeded,
            HoldScope.Mapping,
            FormattableString.Invariant($"Only {policy.MaxMembers} of {people} people count (max_members)."))
        : null;

    /// <summary>Whether a group has more people than count.</summary>
    public static bool Exceeds(int people, MappingPolicy policy) => people > policy.MaxMembers;
}
