namespace LdapVendorSync.Core.History.Purging;

/// <summary>A person as the history knows them.</summary>
/// <param name="Ids">The ids at sources and targets.</param>
/// <param name="Names">Everything by which the history calls the person, the most frequent first.</param>
public sealed record KnownPerson(IReadOnlyList<PersonId> Ids, IReadOnlyList<string> Names)
{
    /// <summary>What messages call the person.</summary>
    public string Label => Names.Count > 0 ? Names[0] : Ids[0].Id;

    /// <inheritdoc />
    public override string ToString() => $"{Label}: {string.Join(", ", Ids)}";

    /// <summary>Every text that tells who it is.</summary>
    internal IEnumerable<string> Texts => Names.Concat(Ids.Select(id => id.Id)).Distinct(StringComparer.OrdinalIgnoreCase);
}
