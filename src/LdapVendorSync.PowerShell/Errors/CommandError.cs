using System.Management.Automation;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
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
        CommandException command => new ErrorRecord(command, command.ErrorId, command.Category, target),
        ConfigurationException configuration => new ErrorRecord(configuration, "ConfigurationInvalid", ErrorCategory.InvalidData, target),
        PluginException plugin => new ErrorRecord(
            new CommandException("VendorProviderInvalid", ErrorCategory.InvalidData, plugin.FullMessage, plugin),
            "VendorProviderInvalid",
            ErrorCategory.InvalidData,
            target),
        SecretUnavailableException or { InnerException: SecretUnavailableException } =>
            new ErrorRecord(error, "SecretUnavailable", ErrorCategory.ResourceUnavailable, target),
        TraceException trace => new ErrorRecord(trace, trace.Failure.ToString(), CategoryOf(trace.Failure), target),
        PlanException plan => new ErrorRecord(plan, IdOf(plan.Failure), CategoryOf(plan.Failure), target),
        HistoryException { Failure: HistoryFailure.EncryptionKey } =>
            new ErrorRecord(error, "HistoryKeyUnusable", ErrorCategory.InvalidData, target),
        HistoryException history => new ErrorRecord(history, "HistoryUnreadable", ErrorCategory.ReadError, target),
        SourceException source => new ErrorRecord(source, IdOf(source.Failure), CategoryOf(source.Failure), target),
        VendorException vendor => new ErrorRecord(vendor, IdOf(vendor.Failure), CategoryOf(vendor.Failure), target),
        _ => new ErrorRecord(error, "UnexpectedError", ErrorCategory.NotSpecified, target),
    };

    private static ErrorCategory CategoryOf(TraceFailure failure) => failure switch
    {
        TraceFailure.PersonAmbiguous or TraceFailure.MomentToCome => ErrorCategory.InvalidArgument,
        TraceFailure.SourceUnreadable => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.ObjectNotFound,
    };

    private static string IdOf(PlanFailure failure) => failure switch
    {
        PlanFailure.Unreadable => "PlanUnreadable",
        PlanFailure.NotAPlan => "NotAPlan",
        PlanFailure.UnknownSchema => "PlanSchemaUnknown",
        PlanFailure.Damaged => "PlanDamaged",
        _ => "PlanMalformed",
    };

    private static ErrorCategory CategoryOf(PlanFailure failure) =>
        failure == PlanFailure.Unreadable ? ErrorCategory.ReadError : ErrorCategory.InvalidData;

    private static string IdOf(SourceFailure failure) => failure switch
    {
        SourceFailure.Unavailable => "SourceUnavailable",
        SourceFailure.Interrupted => "SourceInterrupted",
        SourceFailure.Authentication => "SourceAuthenticationFailed",
        SourceFailure.GroupNotFound => "GroupNotFound",
        SourceFailure.GroupAmbiguous => "GroupAmbiguous",
        SourceFailure.AccessDenied => "SourceAccessDenied",
        SourceFailure.Malformed => "SourceAnswerMalformed",
        _ => "SourceError",
    };

    private static ErrorCategory CategoryOf(SourceFailure failure) => failure switch
    {
        SourceFailure.Unavailable or SourceFailure.Interrupted => ErrorCategory.ResourceUnavailable,
        SourceFailure.Authentication => ErrorCategory.AuthenticationError,
        SourceFailure.GroupNotFound => ErrorCategory.ObjectNotFound,
        SourceFailure.GroupAmbiguous => ErrorCategory.InvalidArgument,
        SourceFailure.AccessDenied => ErrorCategory.PermissionDenied,
        SourceFailure.Malformed => ErrorCategory.InvalidData,
        _ => ErrorCategory.ReadError,
    };

    private static string IdOf(VendorFailure failure) => failure switch
    {
        VendorFailure.Unavailable => "VendorUnavailable",
        VendorFailure.Down => "VendorDown",
        VendorFailure.Authentication => "VendorAuthenticationFailed",
        VendorFailure.NotFound => "VendorObjectNotFound",
        VendorFailure.Conflict => "VendorConflict",
        VendorFailure.Ambiguous => "VendorObjectAmbiguous",
        VendorFailure.Rejected => "VendorRejected",
        VendorFailure.RateLimited => "VendorRateLimited",
        VendorFailure.Malformed => "VendorAnswerMalformed",
        VendorFailure.Unsupported => "VendorOperationUnsupported",
        _ => "VendorError",
    };

    private static ErrorCategory CategoryOf(VendorFailure failure) => failure switch
    {
        VendorFailure.Unavailable or VendorFailure.Down => ErrorCategory.ResourceUnavailable,
        VendorFailure.Authentication => ErrorCategory.AuthenticationError,
        VendorFailure.NotFound => ErrorCategory.ObjectNotFound,
        VendorFailure.Conflict => ErrorCategory.ResourceExists,
        VendorFailure.Ambiguous => ErrorCategory.InvalidArgument,
        VendorFailure.RateLimited => ErrorCategory.LimitsExceeded,
        VendorFailure.Malformed => ErrorCategory.InvalidData,
        VendorFailure.Unsupported => ErrorCategory.NotImplemented,
        _ => ErrorCategory.WriteError,
    };
}
