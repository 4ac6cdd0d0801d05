using System.Management.Automation;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Scheduling;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Tracing;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Plugins;

namespace LdapVendorSync.PowerShell.Errors;

/// <summary>
/// Error records for what the core throws. Ids are part of the module's interface: scripts test <c>FullyQualifiedErrorId</c>.
/// </summary>
internal static class CommandError
{
    /// <summary>The record of an error.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="target">What it is about: a group, a vendor, a file.</param>
    public static ErrorRecord Create(Exception error, object? target) => error switch
    {
        IContainsErrorRecord { ErrorRecord: { } record } => record,
        PluginException plugin => Create(new CommandException(ErrorKinds.VendorProviderInvalid, plugin.FullMessage, plugin), target),
        _ => Create(error, KindOf(error), target),
    };

    private static ErrorRecord Create(Exception error, ErrorKind kind, object? target) => new(error, kind.Id, kind.Category, target)
    {
        ErrorDetails = new ErrorDetails(error.Message) { RecommendedAction = kind.RecommendedAction },
    };

    private static ErrorKind KindOf(Exception error) => error switch
    {
        CommandException command => command.Kind,
        ConfigurationException => ErrorKinds.ConfigurationInvalid,
        SecretUnavailableException or { InnerException: SecretUnavailableException } => ErrorKinds.SecretUnavailable,
        TraceException trace => KindOf(trace.Failure),
        PlanException plan => KindOf(plan.Failure),
        HistoryException { Failure: HistoryFailure.EncryptionKey } => ErrorKinds.HistoryKeyUnusable,
        HistoryException { Failure: HistoryFailure.SnapshotNotFound } => ErrorKinds.SnapshotNotFound,
        HistoryException => ErrorKinds.HistoryUnreadable,
        SourceException source => KindOf(source.Failure),
        VendorException vendor => KindOf(vendor.Failure),
        SchedulingException scheduling => KindOf(scheduling.Failure),
        _ => ErrorKinds.UnexpectedError,
    };

    private static ErrorKind KindOf(TraceFailure failure) => failure switch
    {
        TraceFailure.VendorNotFound => ErrorKinds.VendorNotFound,
        TraceFailure.MomentToCome => ErrorKinds.MomentToCome,
        TraceFailure.PersonAmbiguous => ErrorKinds.PersonAmbiguous,
        TraceFailure.SourceUnreadable => ErrorKinds.SourceUnreadable,
        _ => ErrorKinds.PersonNotFound,
    };

    private static ErrorKind KindOf(PlanFailure failure) => failure switch
    {
        PlanFailure.Unreadable => ErrorKinds.PlanUnreadable,
        PlanFailure.NotAPlan => ErrorKinds.NotAPlan,
        PlanFailure.UnknownSchema => ErrorKinds.PlanSchemaUnknown,
        PlanFailure.Damaged => ErrorKinds.PlanDamaged,
        _ => ErrorKinds.PlanMalformed,
    };

    private static ErrorKind KindOf(SourceFailure failure) => failure switch
    {
        SourceFailure.Unavailable => ErrorKinds.SourceUnavailable,
        SourceFailure.Interrupted => ErrorKinds.SourceInterrupted,
        SourceFailure.Authentication => ErrorKinds.SourceAuthenticationFailed,
        SourceFailure.GroupNotFound => ErrorKinds.GroupNotFound,
        SourceFailure.GroupAmbiguous => ErrorKinds.GroupAmbiguous,
        SourceFailure.AccessDenied => ErrorKinds.SourceAccessDenied,
        SourceFailure.Malformed => ErrorKinds.SourceAnswerMalformed,
        _ => ErrorKinds.SourceError,
    };

    private static ErrorKind KindOf(VendorFailure failure) => failure switch
    {
        VendorFailure.Unavailable => ErrorKinds.VendorUnavailable,
        VendorFailure.Down => ErrorKinds.VendorDown,
        VendorFailure.Authentication => ErrorKinds.VendorAuthenticationFailed,
        VendorFailure.NotFound => ErrorKinds.VendorObjectNotFound,
        VendorFailure.Conflict => ErrorKinds.VendorConflict,
        VendorFailure.Ambiguous => ErrorKinds.VendorObjectAmbiguous,
        VendorFailure.Rejected => ErrorKinds.VendorRejected,
        VendorFailure.RateLimited => ErrorKinds.VendorRateLimited,
        VendorFailure.Malformed => ErrorKinds.VendorAnswerMalformed,
        VendorFailure.Unsupported => ErrorKinds.VendorOperationUnsupported,
        _ => ErrorKinds.VendorError,
    };

    private static ErrorKind KindOf(SchedulingFailure failure) => failure switch
    {
        SchedulingFailure.ScheduleUnusable => ErrorKinds.ScheduleUnusable,
        SchedulingFailure.ValueUnusable => ErrorKinds.TaskValueUnusable,
        SchedulingFailure.AccountUnsupported => ErrorKinds.AccountUnsupported,
        SchedulingFailure.TaskExists => ErrorKinds.TaskExists,
        SchedulingFailure.TaskNotFound => ErrorKinds.TaskNotFound,
        SchedulingFailure.TaskForeign => ErrorKinds.TaskForeign,
        SchedulingFailure.SchedulerUnavailable => ErrorKinds.SchedulerUnavailable,
        _ => ErrorKinds.SchedulerFailed,
    };
}
