namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>A plan file that cannot be used.</summary>
public sealed class PlanException : Exception
{
    /// <summary>A plan file that cannot be used.</summary>
    /// <param name="failure">What is wrong with it.</param>
    /// <param name="message">A sentence: the file, what is wrong, what to do.</param>
    /// <param name="innerException">What was thrown.</param>
    public PlanException(PlanFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What is wrong with the file.</summary>
    public PlanFailure Failure { get; }

    /// <summary>With which code a command ends that was given the file.</summary>
    public SyncExitCode ExitCode => Failure is PlanFailure.Unreadable or PlanFailure.NotAPlan
        ? SyncExitCode.ConfigurationInvalid
        : SyncExitCode.PlanRefused;
}

/// <summary>What is wrong with a plan file.</summary>
public enum PlanFailure
{
    /// <summary>It is not there, or may not be read.</summary>
    Unreadable,

    /// <summary>It is something else than a plan.</summary>
    NotAPlan,

    /// <summary>It has a schema that this version does not know.</summary>
    UnknownSchema,

    /// <summary>It was changed or cut off after it was written.</summary>
    Damaged,

    /// <summary>It has its checksum, but not what a plan consists of.</summary>
    Malformed,
}
