using LdapVendorSync.Core.History.Purging;

namespace LdapVendorSync.Cli.Output;

/// <summary>The JSON shape of a purge.</summary>
internal sealed record PurgeDocument(
    PurgeStatus Status,
    bool DryRun,
    IReadOnlyList<PurgeDocument.Person> People,
    IReadOnlyDictionary<string, int> Erased,
    IReadOnlyList<string> Files,
    IReadOnlyList<string> Remarks,
    string? Error)
{
    public static PurgeDocument Of(PurgeResult result) => new(
        result.Status,
        result.DryRun,
        [.. result.People.Select(person => new Person(person.Label, [.. person.Ids.Select(id => id.ToString())], person.Names))],
        result.Erased,
        result.Files,
        result.Remarks,
        result.Refusal);

    /// <summary>A person who was meant.</summary>
    internal sealed record Person(string Label, IReadOnlyList<string> Ids, IReadOnlyList<string> Names);
}
