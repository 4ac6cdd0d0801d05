using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Compares two sets of members that arrive one by one, as through a pipeline. Removals come out only if the sets are known to be whole: every
/// read that a member carries has ended, was Complete, and all of its members arrived.
/// </summary>
/// <remarks>
/// Nothing comes out before the end: that two people have one key is known only when everybody has arrived, and identity is never guessed.
/// </remarks>
/// <param name="mapping">The mapping that the changes belong to.</param>
/// <param name="links">Confirmed pairs.</param>
/// <param name="referenceIsComplete">Whether the caller vouches for the reference set, as for one that was made by hand.</param>
public sealed class PipelineComparison(SyncMapping mapping, MemberLinks links, bool referenceIsComplete)
{
    private readonly List<GroupMember> _reference = [];
    private readonly List<GroupMember> _difference = [];

    /// <summary>Takes a member of the side that is right.</summary>
    public void AddReference(GroupMember member) => _reference.Add(member);

    /// <summary>Takes a member of the side that follows.</summary>
    public void AddDifference(GroupMember member) => _difference.Add(member);

    /// <summary>Compares what has arrived.</summary>
    public PipelineComparisonResult Finish()
    {
        var plan = new ChangePlanner(mapping).Plan([Content(_reference)], Content(_difference), links);
        var doubts = Doubts(plan);
        return new PipelineComparisonResult(
            [.. plan.Updates, .. plan.Adds, .. doubts.Count == 0 ? plan.Removals : []],
            doubts.Count == 0 ? [] : plan.Removals,
            doubts,
            plan.Problems,
            plan.Unchanged);
    }

    private static GroupContent Content(List<GroupMember> members) => new(members, Completeness.Complete);

    private List<string> Doubts(MappingPlan plan)
    {
        var doubts = new List<string>();
        if (_reference.Count == 0 && !mapping.AllowEmptySource)
            doubts.Add("The reference set is empty: nobody arrived, which is not proof that the group is empty.");
        else if (!referenceIsComplete)
            doubts.AddRange(DoubtsAboutReads(_reference, "reference", readIsRequired: true));
        doubts.AddRange(DoubtsAboutReads(_difference, "difference", readIsRequired: false));
        doubts.AddRange(plan.SourceCompleteness.Reasons.Select(reason => reason.Message));
        return doubts;
    }

    private static IEnumerable<string> DoubtsAboutReads(List<GroupMember> members, string set, bool readIsRequired)
    {
        var arrived = members.Where(member => member.Read is not null).GroupBy(member => member.Read!);
        foreach (var read in arrived)
        {
            if (DoubtAbout(read.Key, read.ToHashSet(ReferenceEqualityComparer.Instance).Count) is { } doubt)
                yield return doubt;
        }

        if (readIsRequired && members.FirstOrDefault(member => member.Read is null) is { } loose)
            yield return $"'{loose.Label}' in the {set} set comes from no read of a group, so nothing says that the set is whole. If it is, use -ReferenceIsComplete.";
    }

    private static string? DoubtAbout(GroupRead read, int arrived) => read.Completeness switch
    {
        null => $"The read of '{read.Group}' from '{read.System}' was stopped before its end.",
        { HoldsNothing: false } => $"The read of '{read.Group}' from '{read.System}' is not complete. {read.Completeness}",
        _ when arrived != read.MemberCount => $"Only {arrived} of the {read.MemberCount} members of '{read.Group}' from '{read.System}' arrived.",
        _ => null,
    };
}
