using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Explains why the settings of a source do not count an entry as a person.</summary>
internal static class EntryExplanation
{
    /// <summary>Every reason; none for an entry that counts.</summary>
    public static IEnumerable<TraceFinding> WhyLeftOut(string source, PersonEntry entry)
    {
        if (entry.CountsAsPerson)
            yield break;
        if (entry.NonPerson is { } kind)
            yield return NotAPerson(source, entry, kind);
        if (entry.OutsideOf is { } userBase)
            yield return TraceFinding.Of(
                TraceFindingKind.LeftOutByBase,
                $"The entry '{entry.Person.DistinguishedName}' is not below '{userBase}' (user_base_dn of source '{source}').",
                ("source", source),
                ("dn", entry.Person.DistinguishedName),
                ("userBaseDn", userBase));
        if (entry is { NonPerson: null, LeftOut: { } reason })
            yield return TraceFinding.Of(
                TraceFindingKind.LeftOutBySettings,
                $"The settings of source '{source}' leave them out: {reason}.",
                ("source", source),
                ("sourceId", entry.Person.Id),
                ("reason", reason));
        if (entry is { NonPerson: null, Doubt: { } doubt })
            yield return TraceFinding.Of(
                TraceFindingKind.Dangling,
                $"It cannot be told whether the settings of source '{source}' count them: {doubt.TrimEnd('.')}.",
                ("source", source),
                ("sourceId", entry.Person.Id),
                ("reason", doubt));
        if (entry is { NonPerson: not null, UserFilter.Length: 0 })
            yield break;
        if (!entry.MatchesFilter)
            yield return TraceFinding.Of(
                TraceFindingKind.LeftOutByFilter,
                $"The filter {entry.UserFilter} of source '{source}' leaves them out: "
                    + $"{string.Join("; ", entry.FailedTerms.Select(Describe))}.",
                ("source", source),
                ("filter", entry.UserFilter),
                ("failedTerms", entry.FailedTerms.Select(term => term.Filter).ToList()));
    }

    private static TraceFinding NotAPerson(string source, PersonEntry entry, NonPersonKind kind) => TraceFinding.Of(
        TraceFindingKind.NotAPerson,
        entry.Person.DistinguishedName is { } dn
            ? $"The entry '{dn}' is no person: its object class says {NameOf(kind)}."
            : $"'{entry.Person.Label}' is no person: source '{source}' has it as a {NameOf(kind)}.",
        ("source", source),
        ("dn", entry.Person.DistinguishedName),
        ("nonPerson", kind));

    private static string Describe(FilterTerm term)
    {
        var values = term.Values.Select(pair => pair.Value.Count == 0
            ? $"the entry has no {pair.Key}, or does not show it"
            : $"{pair.Key} is '{string.Join("', '", pair.Value)}'");
        return $"{term.Filter} does not hold ({string.Join(", ", values)})";
    }

    private static string NameOf(NonPersonKind kind) => kind switch
    {
        NonPersonKind.Contact => "contact",
        NonPersonKind.Computer => "computer",
        NonPersonKind.ForeignSecurityPrincipal => "foreign security principal",
        NonPersonKind.ManagedServiceAccount => "managed service account",
        NonPersonKind.ServicePrincipal => "service principal",
        NonPersonKind.ServiceAccount => "service account",
        _ => "group managed service account",
    };
}
