namespace LdapVendorSync.Core.Sync;

/// <summary>How a run ended, for the caller of the process.</summary>
public enum SyncExitCode
{
    /// <summary>Everything was done, or nothing was to do.</summary>
    Done = 0,

    /// <summary>Something that nobody expected.</summary>
    Unexpected = 1,

    /// <summary>The configuration is invalid, or asks for what this version cannot do.</summary>
    ConfigurationInvalid = 2,

    /// <summary>No source could be read.</summary>
    NoSourceReadable = 3,

    /// <summary>Finished, but some people, groups or vendors failed.</summary>
    FinishedWithFailures = 4,

    /// <summary>Removals were held by a guard, or additions because of an excluded group.</summary>
    RemovalsHeld = 5,

    /// <summary>Another run holds the lock of a vendor.</summary>
    Locked = 6,

    /// <summary>A plan was refused.</summary>
    PlanRefused = 7,

    /// <summary>Changes are pending (only for a plan that was asked to say so).</summary>
    ChangesPending = 10,

    /// <summary>Cancelled by the user or the system.</summary>
    Cancelled = 130,
}
