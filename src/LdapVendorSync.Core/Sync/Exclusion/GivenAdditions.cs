using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Guards;

namespace LdapVendorSync.Core.Sync.Exclusion;

/// <summary>
/// Holds additions that were compared elsewhere, perhaps without the configuration, of people whom the mapping leaves out. Of a union only
/// groups count that every part leaves out: which part somebody came from is not known any more.
/// </summary>
/// <param name="context">What the vendors of the run share.</param>
/// <param name="target">The vendor target.</param>
internal sealed class GivenAdditions(VendorRunContext context, string target)
{
    /// <summary>Finds what is held.</summary>
    /// <param name="run">The mapping, with its links.</param>
    /// <param name="additions">Additions, and accounts to enable.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    /// <returns>The hold; <see langword="null"/> where there is none. The mapping fails where a group could not be read.</returns>
    public async Task<GuardHold?> HoldAsync(MappingRun run, IReadOnlyList<MembershipChange> additions, CancellationToken cancellationToken)
    {
        var common = run.Mapping.Parts[0].Except
            .Where(group => run.Mapping.Parts.All(part => part.Except.Any(
                other => ExclusionMemory.KeyOf(other) == ExclusionMemory.KeyOf(group))))
            .ToList();
        if (common.Count == 0 || additions.Count == 0)
            return null;
        var groups = await context.Sources
            .ReadExceptAsync(run.Mapping.Policy with { Except = common }, cancellationToken)
            .ConfigureAwait(false);
        if (groups.Find(group => group.Content.Completeness.Error is not null) is { } unread)
        {
            run.Error = ExclusionText.Unreadable(unread);
            return null;
        }

        var part = new GroupContent([], Completeness.Complete) { Except = groups };
        var memory = await new ExclusionMemoryReader(context, target)
            .ReadAsync(run.Mapping, [part], cancellationToken)
            .ConfigureAwait(false);
        var reasons = new Dictionary<MembershipChange, string>(ReferenceEqualityComparer.Instance);
        foreach (var ofSource in additions.GroupBy(change => SourceOf(run, change), StringComparer.OrdinalIgnoreCase))
            Judge(run, part with { Source = ofSource.Key }, [.. ofSource], memory, reasons);
        return ExclusionText.Hold(run.Mapping, reasons.Values.Distinct(), [.. additions.Where(reasons.ContainsKey)]);
    }

    // The people are in the vendor's terms already.
    private static void Judge(
        MappingRun run,
        GroupContent part,
        List<MembershipChange> additions,
        ExclusionMemory memory,
        Dictionary<MembershipChange, string> reasons)
    {
        var people = additions.ConvertAll(change => change.SourceMember! with { Id = SourceIdentity.Unqualify(change.SourceMember.Id) });
        var projection = new AttributeProjection(run.Mapping.Policy);
        var difference = PartDifference.Of(
            part with { Members = people },
            people,
            projection.Project,
            person => run.Links!.Members.VendorIdOf(
                run.Mapping.IsAcrossSources ? SourceIdentity.Qualify(part.Source!, person.Id) : person.Id),
            run.Mapping.Policy,
            memory);
        var excluded = difference.Excluded
            .DistinctBy(found => found.Person.Id)
            .ToDictionary(found => found.Person.Id, found => found.Group);
        foreach (var (person, change) in people.Zip(additions))
        {
            if (excluded.TryGetValue(person.Id, out var group))
                reasons[change] = $"the mapping leaves out the people of {group}";
            else if (difference.Doubts.TryGetValue(person.Id, out var doubt))
                reasons[change] = doubt.TrimEnd('.');
            else if (difference.GroupDoubts.Count > 0)
                reasons[change] = string.Join("; ", difference.GroupDoubts);
        }
    }

    private static string SourceOf(MappingRun run, MembershipChange change) =>
        change.SourceMember!.Read?.System ?? run.Mapping.Policy.Source;
}
