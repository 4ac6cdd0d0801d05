using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>What tells the changes of one mapping apart: the action, and the person by their stable id.</summary>
/// <param name="Action">The action.</param>
/// <param name="Person">Somebody who is added by the source and their id there, everybody else by the id of their account.</param>
internal readonly record struct PlannedKey(ChangeAction Action, string Person)
{
    private const char Separator = '\u001F';

    /// <summary>The key of a change.</summary>
    public static PlannedKey Of(MembershipChange change) => new(change.Action, change.Action switch
    {
        ChangeAction.CreateGroup => string.Empty,
        ChangeAction.Add => SourceOf(change)!,
        _ => change.VendorMember!.Id,
    });

    /// <summary>The person of a change by the source and the id there; <see langword="null"/> where no source knows them.</summary>
    public static string? SourceOf(MembershipChange change) => change.SourceMember is not { } person
        ? null
        : SourceOf(person, (change as PlannedChange)?.Source ?? change.Mapping.Source);

    /// <summary>A person by the source and the id there.</summary>
    /// <param name="person">The person.</param>
    /// <param name="source">The source, where the person does not say which one it is.</param>
    public static string SourceOf(GroupMember person, string source) =>
        SourceOf(person.Read?.System ?? source, SourceIdentity.Unqualify(person.Id));

    /// <summary>A person by the source and the id there.</summary>
    public static string SourceOf(string source, string id) => $"{source.ToUpperInvariant()}{Separator}{id}";

    /// <summary>Why the values that a change leaves behind are not those of the plan; <see langword="null"/> where they are.</summary>
    public static string? Contradiction(PlannedChange planned, IReadOnlyList<AttributeDifference> now)
    {
        var before = Values(planned.Differences);
        var after = Values(now);
        return before.Count == after.Count && before.All(pair => after.TryGetValue(pair.Key, out var value) && value == pair.Value)
            ? null
            : $"Differs now: the plan sets {Describe(before)}, the comparison gives {Describe(after)}.";
    }

    private static Dictionary<string, string?> Values(IEnumerable<AttributeDifference> differences)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var difference in differences)
            values[difference.Attribute] = difference.After;
        return values;
    }

    private static string Describe(Dictionary<string, string?> values) => values.Count == 0
        ? "nothing"
        : string.Join(", ", values.Select(pair => $"{pair.Key} to {(pair.Value is null ? "nothing" : $"'{pair.Value}'")}"));
}
