namespace LdapVendorSync.Core.Scheduling;

/// <summary>Why a task could not be registered, listed or removed.</summary>
public enum SchedulingFailure
{
    /// <summary>The schedule is one that not every scheduler can keep.</summary>
    ScheduleUnusable,

    /// <summary>A name, path or account cannot be written down for a scheduler.</summary>
    ValueUnusable,

    /// <summary>The scheduler cannot run a task as this account.</summary>
    AccountUnsupported,

    /// <summary>There is a task of this name, and it is another one.</summary>
    TaskExists,

    /// <summary>There is no task of this name.</summary>
    TaskNotFound,

    /// <summary>Something of this name was made by somebody else.</summary>
    TaskForeign,

    /// <summary>The scheduler is not there.</summary>
    SchedulerUnavailable,

    /// <summary>The scheduler refused.</summary>
    SchedulerFailed,
}

/// <summary>A task that could not be registered, listed or removed.</summary>
/// <param name="failure">Why.</param>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="innerException">What it follows from.</param>
public sealed class SchedulingException(SchedulingFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Why.</summary>
    public SchedulingFailure Failure { get; } = failure;
}
