using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace LdapVendorSync.PowerShell.Errors;

/// <summary>
/// Every kind of error that a cmdlet reports; the name of the property is the id. Each one has its section in <c>docs/errors.md</c>.
/// </summary>
internal static class ErrorKinds
{
    // Parameters

    public static ErrorKind ComparisonInvalid { get; } = Define(
        ErrorCategory.InvalidArgument, "Name two snapshots by their numbers, or one system of which there are several.");

    public static ErrorKind ConfigTypeInvalid { get; } = Define(
        ErrorCategory.InvalidType,
        "Give -Config a loaded configuration, a hashtable or object with the keys of the file, or the path of a file.");

    public static ErrorKind ExpiryInvalid { get; } = Define(
        ErrorCategory.InvalidArgument, "Give -ExpiresAfter a time span above zero, such as 02:00:00.");

    public static ErrorKind FormatUnclear { get; } = Define(
        ErrorCategory.InvalidArgument, "Name one file with an extension of a format, or a folder and the formats with -Format.");

    public static ErrorKind InputNotReportable { get; } = Define(
        ErrorCategory.InvalidType, "Pipe what Invoke-LdapVendorSync, New-VendorSyncPlan or Compare-DirectorySnapshot emits.");

    public static ErrorKind MappingUnknown { get; } = Define(
        ErrorCategory.InvalidArgument, "Name the vendor group with -Vendor and -Group.");

    public static ErrorKind ParametersContradict { get; } = Define(
        ErrorCategory.InvalidArgument, "Leave one of the parameters out.");

    public static ErrorKind ParametersMissing { get; } = Define(
        ErrorCategory.InvalidArgument, "Give the parameters that the message names; at an interactive prompt the cmdlet asks for them.");

    public static ErrorKind PlanInvalid { get; } = Define(
        ErrorCategory.InvalidArgument, "Give -Plan the path of a plan file or the object of New-VendorSyncPlan; pipe changes.");

    public static ErrorKind ServerAddressInvalid { get; } = Define(
        ErrorCategory.InvalidArgument, "Give a host name, host:port, ldap://host or ldaps://host.");

    public static ErrorKind VendorSettingsInvalid { get; } = Define(
        ErrorCategory.InvalidArgument, "Correct the parameters that the message names; Get-VendorProvider shows the keys of -Setting.");

    // Configuration and secrets

    public static ErrorKind ConfigurationInvalid { get; } = Define(
        ErrorCategory.InvalidData, "Correct what the message names; it tells line and column of each problem.");

    public static ErrorKind ConfigurationNotFound { get; } = Define(
        ErrorCategory.ObjectNotFound, "Correct the path, set LVS_CONFIG, or begin a file with New-LdapVendorSyncConfig.");

    public static ErrorKind ConnectionCheckFailed { get; } = Define(
        ErrorCategory.ConnectionError, "Do what the message says; -Detailed shows each step that was tried.");

    public static ErrorKind SecretUnavailable { get; } = Define(
        ErrorCategory.ResourceUnavailable,
        "See that the file, the command or the vault is there, is unlocked, and that this account may read it.");

    // What is not there, or not clear

    public static ErrorKind ComparisonNotFound { get; } = Define(
        ErrorCategory.ObjectNotFound, "Get-DirectoryComparison without a number lists those that are kept.");

    public static ErrorKind GroupAmbiguous { get; } = Define(
        ErrorCategory.InvalidArgument, "Name the group by its DN, id or full path.");

    public static ErrorKind GroupNotFound { get; } = Define(
        ErrorCategory.ObjectNotFound,
        "See how the group is written, whether it is below the base that is searched, and whether the account may see it.");

    public static ErrorKind HistoryNotFound { get; } = Define(
        ErrorCategory.ObjectNotFound,
        "Give the path of the history file, or the configuration with -ConfigPath; a sync that was never run has no history.");

    public static ErrorKind MappingNotFound { get; } = Define(
        ErrorCategory.ObjectNotFound, "Add the group to the vendor's groups in the configuration, or name one that is there.");

    public static ErrorKind MomentToCome { get; } = Define(
        ErrorCategory.InvalidArgument, "Give -At a moment that has passed.");

    public static ErrorKind PersonAmbiguous { get; } = Define(
        ErrorCategory.InvalidArgument, "Name the person by one of the ids or DNs that the message lists.");

    public static ErrorKind PersonNotFound { get; } = Define(
        ErrorCategory.ObjectNotFound, "Try the mail address, the id or the DN of the person, as the source or the vendor has it.");

    public static ErrorKind RunNotFound { get; } = Define(
        ErrorCategory.ObjectNotFound, "Get-VendorSyncRun lists the runs that the history still has.");

    public static ErrorKind SnapshotNotFound { get; } = Define(
        ErrorCategory.ObjectNotFound, "Get-DirectorySnapshot without a number lists those that are kept; New-DirectorySnapshot takes another one.");

    public static ErrorKind SourceNotFound { get; } = Define(
        ErrorCategory.ObjectNotFound, "Name a source of the configuration; the message lists them.");

    public static ErrorKind SystemNotFound { get; } = Define(
        ErrorCategory.ObjectNotFound, "Name a source or a vendor of the configuration; the message lists them.");

    public static ErrorKind VendorNotFound { get; } = Define(
        ErrorCategory.ObjectNotFound, "Name a vendor of the configuration; the message lists them.");

    // Providers

    public static ErrorKind VendorProviderBuiltIn { get; } = Define(
        ErrorCategory.InvalidOperation, "Register a provider of your own under another name instead.");

    public static ErrorKind VendorProviderInvalid { get; } = Define(
        ErrorCategory.InvalidData, "Correct the plug-in as the message says; docs/providers tells what one has to have.");

    public static ErrorKind VendorProviderNotFound { get; } = Define(
        ErrorCategory.ObjectNotFound, "Get-VendorProvider lists the providers; Register-VendorProvider adds one.");

    // Sources

    public static ErrorKind SourceAccessDenied { get; } = Define(
        ErrorCategory.PermissionDenied, "Give the account the right to read what the message names.");

    public static ErrorKind SourceAnswerMalformed { get; } = Define(
        ErrorCategory.InvalidData, "See whether the address or the file is the one that is meant, and is whole.");

    public static ErrorKind SourceAuthenticationFailed { get; } = Define(
        ErrorCategory.AuthenticationError,
        "Correct the account or its password before the next try: each one counts towards its lock-out.");

    public static ErrorKind SourceError { get; } = Define(
        ErrorCategory.ReadError, "Look the server's answer up in its own log.");

    public static ErrorKind SourceInterrupted { get; } = Define(
        ErrorCategory.ResourceUnavailable,
        "Try again; if it recurs, look for limits on time and size at the server and what stands before it.");

    public static ErrorKind SourceUnavailable { get; } = Define(
        ErrorCategory.ResourceUnavailable, "Test-LdapConnection -Detailed tells which step fails: name, network, certificate or log-in.");

    public static ErrorKind SourceUnreadable { get; } = Define(
        ErrorCategory.ResourceUnavailable, "Ask again when the source can be read; Test-LdapConnection -Detailed tells why it cannot.");

    // Vendors

    public static ErrorKind VendorAnswerMalformed { get; } = Define(
        ErrorCategory.InvalidData,
        "See whether the address is that of the API, and whether paths and fields of the settings fit its answers; -Debug shows them.");

    public static ErrorKind VendorAuthenticationFailed { get; } = Define(
        ErrorCategory.AuthenticationError, "Correct the account, password or token, or give it the rights that the message names.");

    public static ErrorKind VendorConflict { get; } = Define(
        ErrorCategory.ResourceExists, "Look the object that the message names up at the vendor: a name or mail address may be taken.");

    public static ErrorKind VendorDown { get; } = Define(
        ErrorCategory.ResourceUnavailable, "Wait until the vendor answers again, then run once more; what was done is recorded.");

    public static ErrorKind VendorError { get; } = Define(
        ErrorCategory.WriteError, "Run again; what was not done is found anew.");

    public static ErrorKind VendorObjectAmbiguous { get; } = Define(
        ErrorCategory.InvalidArgument, "Name the object by its id, or make its name unique at the vendor.");

    public static ErrorKind VendorObjectNotFound { get; } = Define(
        ErrorCategory.ObjectNotFound, "See whether the object was removed at the vendor, and whether the account may see it.");

    public static ErrorKind VendorOperationUnsupported { get; } = Define(
        ErrorCategory.NotImplemented,
        "Get-VendorProvider shows what a provider can do; the settings of the vendor may lack what the operation needs.");

    public static ErrorKind VendorRateLimited { get; } = Define(
        ErrorCategory.LimitsExceeded, "Run later, or set rate_limit below what the vendor allows.");

    public static ErrorKind VendorRejected { get; } = Define(
        ErrorCategory.WriteError, "Correct what the vendor's own words complain of; -Debug shows the request.");

    public static ErrorKind VendorUnavailable { get; } = Define(
        ErrorCategory.ResourceUnavailable, "Test-VendorConnection -Detailed tells which step fails: name, network, certificate or log-in.");

    // Runs

    public static ErrorKind ChangeFailed { get; } = Define(
        ErrorCategory.WriteError, "Mend the cause that the message names and run again; the others of the group were done.");

    public static ErrorKind ChangesFailed { get; } = Define(
        ErrorCategory.WriteError, "Get-VendorSyncChange -Result Failed lists them; mend the causes and run again.");

    public static ErrorKind GroupFailed { get; } = Define(
        ErrorCategory.OperationStopped, "Mend the cause that the message names and run again; the other groups went on.");

    public static ErrorKind RunFailed { get; } = Define(
        ErrorCategory.NotSpecified, "Mend the cause that the message names and run again; what was done is in the history.");

    public static ErrorKind VendorFailed { get; } = Define(
        ErrorCategory.OperationStopped, "Mend the cause that the message names and run again; the other vendors went on.");

    public static ErrorKind VendorLocked { get; } = Define(
        ErrorCategory.ResourceBusy, "Wait until the run that the message names has ended.");

    // Plans

    public static ErrorKind NotAPlan { get; } = Define(
        ErrorCategory.InvalidData, "Give a file that Export-VendorSyncPlan or 'ldap-vendor-sync plan --out' has written.");

    public static ErrorKind PlanDamaged { get; } = Define(
        ErrorCategory.InvalidData, "Make the plan anew; nobody may change a plan after it was written.");

    public static ErrorKind PlanMalformed { get; } = Define(
        ErrorCategory.InvalidData, "Make the plan anew.");

    public static ErrorKind PlanRefused { get; } = Define(
        ErrorCategory.InvalidOperation, "Make the plan anew with New-VendorSyncPlan, look it through, and apply that one.");

    public static ErrorKind PlansMixed { get; } = Define(
        ErrorCategory.InvalidArgument, "Export the changes of one plan at a time, all of them as New-VendorSyncPlan emits them.");

    public static ErrorKind PlanSchemaUnknown { get; } = Define(
        ErrorCategory.InvalidData, "Apply the plan with the version that wrote it, or make it anew with this one.");

    public static ErrorKind PlanUnreadable { get; } = Define(
        ErrorCategory.ReadError, "See whether the file is there and whether this account may read it.");

    // History

    public static ErrorKind ChangeIsOpen { get; } = Define(
        ErrorCategory.InvalidOperation, "Run the sync, which finds out what became of the change, and then clear again.");

    public static ErrorKind HistoryKeyUnusable { get; } = Define(
        ErrorCategory.InvalidData, "Give the key that the history was encrypted with.");

    public static ErrorKind HistoryUnreadable { get; } = Define(
        ErrorCategory.ReadError,
        "See whether this account may read the file, and whether it lies on a local disk; the next run sets a damaged one aside.");

    public static ErrorKind LinkIsNeeded { get; } = Define(
        ErrorCategory.InvalidOperation, "Remove the person's account at the vendor first, as the message says.");

    // Files

    public static ErrorKind ConfigurationNotWritten { get; } = Define(
        ErrorCategory.WriteError, "See whether the folder is there, has room, and whether this account may write to it.");

    public static ErrorKind FileExists { get; } = Define(
        ErrorCategory.ResourceExists, "Name another file, or let it be replaced: leave -NoClobber out, or give -Force where there is one.");

    public static ErrorKind FileReadOnly { get; } = Define(
        ErrorCategory.PermissionDenied, "Name another file, or replace it with -Force.");

    public static ErrorKind PlanNotWritten { get; } = Define(
        ErrorCategory.WriteError, "See whether the folder is there, has room, and whether this account may write to it.");

    public static ErrorKind ReportNotWritten { get; } = Define(
        ErrorCategory.WriteError, "See whether the folder is there, has room, and whether this account may write to it.");

    // Scheduled tasks

    public static ErrorKind AccountUnsupported { get; } = Define(
        ErrorCategory.InvalidArgument,
        "Name the account with -User, or register the task with a scheduler that can run it as this account.");

    public static ErrorKind ScheduleUnusable { get; } = Define(
        ErrorCategory.InvalidArgument, "Choose an interval that divides an hour or a day, or name the times with -Daily -At.");

    public static ErrorKind SchedulerFailed { get; } = Define(
        ErrorCategory.InvalidResult, "See what the scheduler says, and whether this account may register tasks with it.");

    public static ErrorKind SchedulerUnavailable { get; } = Define(
        ErrorCategory.ResourceUnavailable, "Choose a scheduler that the machine has with -Scheduler, or print the task with -WhatIf.");

    public static ErrorKind TaskExists { get; } = Define(
        ErrorCategory.ResourceExists, "Replace the task with -Force, or give the new one another name.");

    public static ErrorKind TaskForeign { get; } = Define(
        ErrorCategory.PermissionDenied, "Give the task another name; what others made is left alone.");

    public static ErrorKind TaskNotFound { get; } = Define(
        ErrorCategory.ObjectNotFound, "Get-LdapVendorSyncTask lists the tasks; those of root are told to root alone.");

    public static ErrorKind TaskValueUnusable { get; } = Define(
        ErrorCategory.InvalidArgument, "Change the name, path or account that the message names.");

    // Ourselves

    public static ErrorKind UnexpectedError { get; } = Define(
        ErrorCategory.NotSpecified, "Report it with what Get-Error shows; nothing of it is secret.");

    private static ErrorKind Define(ErrorCategory category, string recommendedAction, [CallerMemberName] string id = "") =>
        new(id, category, recommendedAction);
}
