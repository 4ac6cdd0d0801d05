namespace LdapVendorSync.Core.Members;

/// <summary>
/// Compares the members of one group on both sides: links first, then match keys, and nothing is guessed. It decides nothing about what
/// is done; the result does not depend on the order of either side.
/// </summary>
/// <remarks>
/// A key makes a pair only if it is certain from both ends: the person fits this one account, the account fits this one person, and no
/// other person of the source has the person's key. An account that has any key of a person of the source and is not certainly somebody's
/// is in doubt, never extra.
/// </remarks>
public sealed class GroupMembershipComparer
{
    private readonly ComparisonOptions _options;

    /// <summary>A comparer for one or many groups.</summary>
    /// <param name="options">What recognises people and what is compared.</param>
    /// <exception cref="ArgumentException">More than 64 attributes to match on.</exception>
    public GroupMembershipComparer(ComparisonOptions options)
    {
        if (options.MatchOn.Count > KeyIndex.MostAttributes)
            throw new ArgumentException($"At most {KeyIndex.MostAttributes} attributes can recognise a person.", nameof(options));
        _options = options;
    }

    /// <summary>Compares two sets of members.</summary>
    /// <param name="source">
    /// The people of the source group, in the vendor's terms. A person listed twice (the same id and keys) counts once, as listed first;
    /// entries with one id and different keys are in doubt.
    /// </param>
    /// <param name="vendor">The accounts in the vendor group.</param>
    /// <param name="links">Confirmed pairs.</param>
    public GroupComparison Compare(IReadOnlyCollection<GroupMember> source, IReadOnlyCollection<GroupMember> vendor, MemberLinks links)
    {
        Roster? people = null;
        Roster? accounts = null;
        Parallel.Invoke(() => people = Index(source, links), () => accounts = Index(vendor, links));
        return new ComparisonPass(people!, accounts!, links, _options).Run();
    }

    private Roster Index(IReadOnlyCollection<GroupMember> members, MemberLinks links)
    {
        var roster = new Roster(members, _options.MatchOn);

        // Where there are fewer links than people, somebody is looked for by key.
        if (links.Count < members.Count)
            _ = roster.Keys;
        return roster;
    }
}
