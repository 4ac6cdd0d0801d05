using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Exclusion;

/// <summary>Gathers what earlier runs know of the groups that a mapping leaves out, and notes what this one saw of them.</summary>
/// <param name="context">What the vendors of the run share.</param>
/// <param name="target">The vendor target.</param>
internal sealed class ExclusionMemoryReader(VendorRunContext context, string target)
{
    /// <summary>What is known.</summary>
    public async Task<ExclusionMemory> ReadAsync(
        SyncMapping mapping, IReadOnlyList<GroupContent> parts, CancellationToken cancellationToken)
    {
        var groups = parts.SelectMany(part => part.Except).DistinctBy(group => ExclusionMemory.KeyOf(group.Settings)).ToList();
        if (groups.Count == 0)
            return ExclusionMemory.None;
        var lastMembers = new Dictionary<string, int>();
        var gone = new Dictionary<string, IReadOnlySet<string>>();
        foreach (var group in groups)
        {
            var key = ExclusionMemory.KeyOf(group.Settings);
            var before = await context.History.ExcludedGroups
                .FindAsync(target, mapping.Reference, group.Settings.Source, group.Settings.Group, cancellationToken)
                .ConfigureAwait(false);
            if (before is { } members)
                lastMembers[key] = members;
            gone[key] = await ObserveDanglingAsync(mapping, group, cancellationToken).ConfigureAwait(false);
        }

        return new ExclusionMemory
        {
            LastMembers = lastMembers,
            GoneReferences = gone,
            Links = await ReadLinksAsync(groups, cancellationToken).ConfigureAwait(false),
            LiftsLimits = context.AllowRemovals,
        };
    }

    /// <summary>Remembers the size of the groups, where all of them were believed.</summary>
    public async Task RememberAsync(MappingRun run, CancellationToken cancellationToken)
    {
        if (run.Plan is not { ExclusionDoubts.Count: 0, SourceCompleteness.HoldsMapping: false } plan)
            return;
        foreach (var group in plan.ExcludedGroups)
        {
            await context.History.ExcludedGroups
                .RememberAsync(
                    target,
                    run.Mapping.Reference,
                    group.Settings.Source,
                    group.Settings.Group,
                    group.Content.Members.Count,
                    cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlySet<string>> ObserveDanglingAsync(
        SyncMapping mapping, ExcludedGroup group, CancellationToken cancellationToken)
    {
        var completeness = group.Content.Completeness;
        var references = completeness.Reasons
            .Where(reason => reason is { Kind: ReadReasonKind.DanglingMember, Scope: HoldScope.Person, Reference: not null })
            .Select(reason => reason.Reference!)
            .ToList();
        var reference = mapping.Reference with { Source = group.Settings.Source, SourceGroup = group.Settings.Group };
        var observed = await context.History.DanglingReferences
            .ObserveAsync(
                context.RunId, reference, references, !completeness.HoldsMapping, context.TimeProvider.GetUtcNow(), cancellationToken)
            .ConfigureAwait(false);
        return observed
            .Where(seen => mapping.Policy.DanglingGrace.IsOver(seen.CompleteRuns, seen.Age))
            .Select(seen => seen.Reference)
            .ToHashSet(StringComparer.Ordinal);
    }

    private async Task<Dictionary<string, MemberLinks>> ReadLinksAsync(List<ExcludedGroup> groups, CancellationToken cancellationToken)
    {
        var links = new Dictionary<string, MemberLinks>();
        foreach (var source in groups.Select(group => group.Settings.Source.ToUpperInvariant()).Distinct())
        {
            var stored = await context.History.Links.GetLinksAsync(target, NameOf(source, groups), cancellationToken).ConfigureAwait(false);
            links[source] = new MemberLinks(stored
                .DistinctBy(link => link.VendorId)
                .Select(link => KeyValuePair.Create(link.SourceId, link.VendorId)));
        }

        return links;
    }

    // The history has the name as the configuration spells it where the source is defined.
    private string NameOf(string source, List<ExcludedGroup> groups) =>
        context.Session.Configuration.Sources
            .FirstOrDefault(settings => settings.Name.Equals(source, StringComparison.OrdinalIgnoreCase))?.Name
        ?? groups.First(group => group.Settings.Source.Equals(source, StringComparison.OrdinalIgnoreCase)).Settings.Source;
}
