using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Exclusion;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Compares two sets of members that arrive one by one, as through a pipeline. Removals come out only if the sets are known to be whole:
/// every read that belongs to them has ended, was Complete, and all of its members arrived.
/// </summary>
/// <remarks>
/// Nothing comes out before the end: that two people have one key is known only when everybody has arrived, and identity is never guessed.
/// </remarks>
/// <param name="mapping">The mapping that the changes belong to.</param>
/// <param name="links">Confirmed pairs.</param>
/// <param name="referenceIsComplete">Whether the caller vouches for the reference set, as for one that was made by hand.</param>
/// <param name="isReadOf">
/// Whether a read is of the source group of a part of the mapping; <see langword="null"/> for a mapping that no configuration knows, whose source
/// groups are whatever arrives.
/// </param>
public sealed class PipelineComparison(
    SyncMapping mapping, MemberLinks links, bool referenceIsComplete, Func<MappingSettings, GroupRead, bool>? isReadOf = null)
{
    private readonly ArrivedMembers _reference = new();
    private readonly ArrivedMembers _difference = new();
    private readonly List<(MappingSettings Part, IReadOnlyList<ExcludedGroup> Groups)> _except = [];

    /// <summary>Takes a member of the side that is right.</summary>
    public void AddReference(GroupMember member) => _reference.Add(member);

    /// <summary>Takes a member of the side that follows.</summary>
    public void AddDifference(GroupMember member) => _difference.Add(member);

    /// <summary>
    /// Takes a read that the caller makes for the reference set itself. It counts also if nobody arrives from it; nobody can vouch for it.
    /// </summary>
    public void AddReferenceRead(GroupRead read) => _reference.Add(read);

    /// <summary>Takes a read that the caller makes for the difference set itself.</summary>
    public void AddDifferenceRead(GroupRead read) => _difference.Add(read);

    /// <summary>Takes the groups whose people a part of the mapping leaves out, as they were read.</summary>
    public void LeaveOut(MappingSettings part, IReadOnlyList<ExcludedGroup> groups) => _except.Add((part, groups));

    /// <summary>Compares what has arrived.</summary>
    public PipelineComparisonResult Finish()
    {
        var difference = new GroupContent([.. _difference.ToParts().SelectMany(part => part.Members)], Completeness.Complete);
        var plan = new ChangePlanner(mapping).Plan([.. _reference.ToParts().Select(WithExcept)], difference, links);
        var doubts = Doubts(plan).ToList();
        return new PipelineComparisonResult(
            [.. plan.Updates, .. plan.Adds, .. doubts.Count == 0 ? plan.Removals : []],
            doubts.Count == 0 ? [] : plan.Removals,
            doubts,
            plan.Problems,
            plan.Unchanged)
        {
            HeldAdditions = plan.HeldAdditions,
        };
    }

    // What is of no source group of the mapping may be of any of them: whoever is left out of one is left out then.
    private GroupContent WithExcept(GroupContent content)
    {
        if (_except.Count == 0)
            return content;
        var read = content.Members is [var first, ..] ? first.Read : null;
        var part = read is null ? null : mapping.Parts.FirstOrDefault(part => IsOf(part, read));
        return content with
        {
            Source = part?.Source ?? read?.System,
            Except = [.. _except.Where(found => part is null || found.Part == part).SelectMany(found => found.Groups)],
        };
    }

    private bool IsOf(MappingSettings part, GroupRead read) =>
        isReadOf?.Invoke(part, read) ?? read.Group.Equals(part.SourceGroup, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<string> Doubts(MappingPlan plan) =>
    [
        .. DoubtsAboutEmptiness(),
        .. _reference.Doubts(referenceIsComplete),
        .. referenceIsComplete ? [] : DoubtsAboutOrigin(),
        .. _difference.Doubts(isVouchedFor: false),
        .. plan.LeftOut.Count > 0 && plan.EmptyParts.Count > 0 && !mapping.AllowEmptySource
            ? ["Nobody is left of the reference set but people whom the mapping leaves out (except)."]
            : Array.Empty<string>(),
        .. plan.SourceCompleteness.Reasons.Select(reason => reason.Message),
    ];

    private IEnumerable<string> DoubtsAboutEmptiness()
    {
        // An empty pipe may also mean that something went wrong before it, even where the group may be empty.
        var isAllowed = mapping.AllowEmptySource && (referenceIsComplete || _reference.IsReadByCaller);
        if (_reference.IsEmpty && !isAllowed)
            yield return "The reference set is empty: nobody arrived, which is not proof that the group is empty.";
        if (_reference.IsEmpty || mapping.AllowEmptySource)
            yield break;
        foreach (var read in _reference.Reads.Where(read => read is { MemberCount: 0, Completeness.HoldsNothing: true }))
            yield return $"The group '{read.Group}' of '{read.System}' is empty.";
    }

    private IEnumerable<string> DoubtsAboutOrigin()
    {
        if (_reference.Loose is { } loose)
        {
            yield return $"'{loose.Label}' in the reference set comes from no read of a group, so nothing says that the set is whole. "
                + "If it is, use -ReferenceIsComplete.";
        }

        foreach (var read in _reference.Reads.Where(IsForeign))
        {
            yield return $"'{read.Group}' of '{read.System}' is not a source group of '{mapping.Reference.VendorGroup}', "
                + $"which follows '{mapping.Reference.SourceGroup}'. If it is meant, use -ReferenceIsComplete.";
        }

        if (mapping.Parts.Count == 1)
            yield break;
        foreach (var part in mapping.Parts.Where(part => !HasArrived(part)))
            yield return $"'{mapping.Reference.VendorGroup}' also follows '{part.SourceGroup}', of which nothing arrived.";
    }

    private bool IsForeign(GroupRead read) => isReadOf is not null && !mapping.Parts.Any(part => isReadOf(part, read));

    private bool HasArrived(MappingSettings part) => _reference.Reads.Any(read => IsOf(part, read));
}
