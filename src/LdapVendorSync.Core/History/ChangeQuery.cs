namespace LdapVendorSync.Core.History;

/// <summary>Which changes are asked for; whatever is left out makes no difference. Names match in any case.</summary>
public sealed record ChangeQuery
{
    /// <summary>Changes of this run, by its whole id.</summary>
    public string? RunId { get; init; }

    /// <summary>
    /// Changes of one of these people: by the name that messages call them, an id at the source or the vendor, or a match key, with or
    /// without its attribute (<c>email=jdoe@example.org</c>).
    /// </summary>
    public IReadOnlyList<string> People { get; init; } = [];

    /// <summary>Changes at one of these vendors.</summary>
    public IReadOnlyList<string> Vendors { get; init; } = [];

    /// <summary>Changes in one of these vendor groups. Changes of an account alone are in none.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Changes that do, or would have done, one of these.</summary>
    public IReadOnlyList<JournalOperation> Operations { get; init; } = [];

    /// <summary>Changes that came to one of these ends.</summary>
    public IReadOnlyList<RecordedOutcome> Outcomes { get; init; } = [];

    /// <summary>Changes that were decided at this moment or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Changes that were decided at this moment or before.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether a change is one of those asked for, but for its run.</summary>
    public bool Matches(RecordedChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return (Vendors.Count == 0 || Names(Vendors, change.Vendor))
            && (Groups.Count == 0 || Names(Groups, change.Group))
            && (Operations.Count == 0 || (change.Operation is { } operation && Operations.Contains(operation)))
            && (Outcomes.Count == 0 || Outcomes.Contains(change.Outcome))
            && (Since is null || change.At >= Since)
            && (Until is null || change.FirstAt <= Until)
            && (People.Count == 0 || People.Any(change.Concerns));
    }

    private static bool Names(IReadOnlyList<string> names, string? name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
