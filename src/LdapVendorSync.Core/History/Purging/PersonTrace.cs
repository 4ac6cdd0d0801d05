namespace LdapVendorSync.Core.History.Purging;

/// <summary>One place in the history that tells of a person.</summary>
/// <param name="Ids">Stable ids, qualified by the source or target that gives them. Traces that share one are of one person.</param>
/// <param name="Names">How the person is called there: names, addresses, match keys, references.</param>
internal sealed record PersonTrace(IReadOnlyList<PersonId> Ids, IReadOnlyList<string> Names)
{
    /// <summary>A trace of what a row holds; parts that are missing are left out.</summary>
    public static PersonTrace Of(
        (string? System, string? Id) person, (string? System, string? Id) account, params IEnumerable<string?> names) => new(
        [.. new[] { PersonId.OfSource(person.System, person.Id), PersonId.OfTarget(account.System, account.Id) }.OfType<PersonId>()],
        [.. names.Where(name => !string.IsNullOrWhiteSpace(name)).Select(name => name!)]);
}

/// <summary>An id of a person at a source, or of an account at a vendor target.</summary>
/// <param name="IsAccount">Whether it is the id of an account.</param>
/// <param name="System">The name of the source, or the canonical name of the target.</param>
/// <param name="Id">The id.</param>
public sealed record PersonId(bool IsAccount, string System, string Id)
{
    /// <inheritdoc />
    public override string ToString() => $"{Id} ({System})";

    internal static PersonId? OfSource(string? source, string? id) =>
        source is null || id is null ? null : new PersonId(IsAccount: false, source, id);

    internal static PersonId? OfTarget(string? target, string? id) =>
        target is null || id is null ? null : new PersonId(IsAccount: true, target, id);
}
