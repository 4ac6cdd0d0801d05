using LdapVendorSync.Core.History;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Finds the people whom a text means among those that the history knows.</summary>
internal static class HistoryPeople
{
    /// <summary>Everybody whom the text may mean, each once.</summary>
    public static List<TraceSubject> Find(string text, IReadOnlyList<Link> links, IReadOnlyList<JournalEntry> journal) =>
    [
        .. links.Where(link => IsMeant(link, text)).Select(Of)
            .Concat(journal
                .Select(entry => entry.Intent)
                .Where(intent => intent.Operation != JournalOperation.CreateGroup)
                .Where(intent => IsMeant(intent, text) && (intent.SourceId ?? intent.VendorId) is not null)
                .Reverse()
                .Select(intent => Of(intent, links)))
            .DistinctBy(subject => subject.SourceId ?? $"\0{subject.VendorId}"),
    ];

    private static bool IsMeant(Link link, string text) =>
        PersonText.Same(link.SourceId, text)
        || PersonText.Same(link.VendorId, text)
        || PersonText.Same(link.Person, text)
        || PersonText.SameName(link.SourceReference, text)
        || link.MatchKeys.Values.Any(value => PersonText.Same(value, text));

    private static bool IsMeant(JournalIntent intent, string text) =>
        PersonText.Same(intent.Person, text)
        || PersonText.Same(intent.SourceId, text)
        || PersonText.Same(intent.VendorId, text)
        || PersonText.Same(intent.MatchKey?[(intent.MatchKey.IndexOf('=', StringComparison.Ordinal) + 1)..], text);

    private static TraceSubject Of(Link link) =>
        new() { Source = link.Source, SourceId = link.SourceId, VendorId = link.VendorId, Link = link };

    private static TraceSubject Of(JournalIntent intent, IReadOnlyList<Link> links)
    {
        var link = links.FirstOrDefault(link => intent.SourceId is { } id
            ? link.SourceId == id && link.Source.Equals(intent.Source, StringComparison.OrdinalIgnoreCase)
            : link.VendorId == intent.VendorId);
        return new TraceSubject
        {
            Source = intent.Source ?? link?.Source,
            SourceId = intent.SourceId ?? link?.SourceId,
            VendorId = intent.VendorId ?? link?.VendorId,
            Link = link,
            RememberedName = intent.Person,
        };
    }
}
