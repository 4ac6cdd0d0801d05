namespace LdapVendorSync.Core.Notifications;

/// <summary>What kind of trouble an alert tells of.</summary>
public enum AlertKind
{
    /// <summary>No source could be read.</summary>
    SourceFailure,

    /// <summary>A vendor could not be reached, or was stopped.</summary>
    VendorFailure,

    /// <summary>One mapping failed as a whole.</summary>
    MappingFailure,

    /// <summary>Most people of a mapping are not recognised.</summary>
    PeopleNotRecognised,

    /// <summary>Single changes failed.</summary>
    ChangesFailed,

    /// <summary>A plan that was approved was not applied in full.</summary>
    PlanNotApplied,

    /// <summary>A guard held removals.</summary>
    RemovalsHeld,

    /// <summary>The history was damaged, and a new one was begun.</summary>
    HistoryLost,

    /// <summary>The run itself broke.</summary>
    UnexpectedError,

    /// <summary>The run was cancelled by somebody, or by the system.</summary>
    RunCancelled,
}
