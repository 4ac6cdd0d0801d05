using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Undo;

namespace LdapVendorSync.Core.Sync;

/// <summary>The links of one vendor target: loaded for a mapping, and saved once its changes are through.</summary>
/// <param name="history">The history.</param>
/// <param name="runId">The run.</param>
/// <param name="target">The canonical target of the vendor.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class LinkBook(HistoryDatabase history, string runId, string target, TimeProvider timeProvider)
{
    // A link that stands is confirmed once a day, so that those of people who are gone can be told from it.
    private static readonly TimeSpan ConfirmAfter = TimeSpan.FromDays(1);

    /// <summary>
    /// The links between the sources of a mapping and the vendor. Where two sources claim one account, the one listed first has it.
    /// </summary>
    public async Task<LoadedLinks> LoadAsync(SyncMapping mapping, CancellationToken cancellationToken)
    {
        var links = new List<Link>();
        foreach (var source in mapping.Sources)
            links.AddRange(await history.Links.GetLinksAsync(target, source, cancellationToken).ConfigureAwait(false));
        return new LoadedLinks(mapping, links);
    }

    /// <summary>Saves what a mapping has confirmed: people whom both sides have, and people who were added.</summary>
    /// <returns>Pairs that contradict a link, in sentences.</returns>
    public async Task<IReadOnlyList<string>> SaveAsync(MappingRun run, CancellationToken cancellationToken)
    {
        await ForgetAsync(run, cancellationToken).ConfigureAwait(false);
        var added = run.Outcomes
            .Where(outcome => outcome is { Result: ChangeResult.Applied, Change: { Action: ChangeAction.Add, VendorMember: not null } }
                and { Change: not InverseChange })
            .Select(outcome => (outcome.Change.SourceMember!, outcome.Change.VendorMember!));
        var confirmed = run.Plan!.Matched.Select(pair => (pair.Source, pair.Vendor)).Concat(added);
        var confirmedSince = timeProvider.GetUtcNow() - ConfirmAfter;
        var links = confirmed
            .Select(pair => ToLink(pair.Item1, pair.Item2, run.Mapping))
            .Where(link => !run.Links!.Knows(link, confirmedSince))
            .Concat(StillThere(run, confirmedSince))
            .ToList();
        if (links.Count == 0)
            return [];
        var conflicts = await history.Links.SaveLinksAsync(runId, links, cancellationToken).ConfigureAwait(false);
        return [.. conflicts.Select(conflict =>
            $"'{conflict.Link.Person}' is not linked to the account with id '{conflict.Link.VendorId}': an older link contradicts it.")];
    }

    // Whoever is gone from the source and still has access: by the link guards know what the source called them.
    private static IEnumerable<Link> StillThere(MappingRun run, DateTimeOffset confirmedSince) => run.Links!.NotConfirmedSince(
        confirmedSince,
        run.Plan!.Removals.Select(removal => removal.VendorMember).OfType<GroupMember>().Concat(run.Plan.Unmanaged).Select(account => account.Id));

    private async Task ForgetAsync(MappingRun run, CancellationToken cancellationToken)
    {
        foreach (var people in run.Target!.Forgotten.GroupBy(person => SourceOf(person, run.Mapping)))
        {
            var sourceIds = people.Select(person => SourceIdOf(person, run.Mapping)).ToList();
            await history.Links.RemoveLinksAsync(target, people.Key, sourceIds, cancellationToken).ConfigureAwait(false);
        }
    }

    private Link ToLink(GroupMember person, GroupMember account, SyncMapping mapping) => new()
    {
        Target = target,
        Source = SourceOf(person, mapping),
        SourceId = SourceIdOf(person, mapping),
        VendorId = account.Id,
        SourceReference = person.DistinguishedName,
        Person = person.Label,
        MatchKeys = mapping.Policy.MatchOn
            .Select(attribute => MatchKey.Of(person, attribute))
            .OfType<MatchKey>()
            .ToDictionary(key => key.Attribute, key => key.Value, StringComparer.OrdinalIgnoreCase),
    };

    private static string SourceIdOf(GroupMember person, SyncMapping mapping) =>
        mapping.IsAcrossSources ? SourceIdentity.Unqualify(person.Id) : person.Id;

    private static string SourceOf(GroupMember person, SyncMapping mapping) => person.Read?.System ?? mapping.Policy.Source;
}
