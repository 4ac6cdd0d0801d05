using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>Says what became of changes that were not made, and tells the vendor's health of it.</summary>
/// <param name="health">Whether the vendor may still be written.</param>
/// <param name="redactor">Takes secrets out of what a provider throws: it may be anybody's code.</param>
/// <param name="logger">Hears the details.</param>
internal sealed class ChangeFailures(VendorHealth health, SecretRedactor redactor, ILogger logger)
{
    private const string UnknownEffect = "It may have had its effect; the next run finds out.";

    /// <summary>What became of a change that ended in an error.</summary>
    public ChangeOutcome Of(MembershipChange change, Exception error, RunCancellation cancellation)
    {
        switch (error)
        {
            case OperationCanceledException cancelled when cancellation.IsRequested:
                return cancelled.CancellationToken == cancellation.Stop ? Cancelled(change) : CutOff(change);
            case VendorException { Failure: VendorFailure.Cancelled } cancelled:
                return cancelled.OutcomeUnknown ? CutOff(change) : Cancelled(change);
            case VendorException { Failure: VendorFailure.Held } held:
                return new ChangeOutcome(change, ChangeResult.Blocked, redactor.Redact(held.Message)) { Rule = ChangeRules.ProviderGuard };
            case VendorException { NotSent: true }:
                health.ReportRead(error);
                return IsOfOnePerson(error) && !health.IsStopped
                    ? new ChangeOutcome(change, ChangeResult.Skipped, redactor.Redact(error.Message)) { Rule = ChangeRules.NotTaken }
                    : NotSent(change, health.StopReason ?? error.Message);
            default:
                health.Report(error);
                return Failed(change, error);
        }
    }

    /// <summary>What becomes of a change that is due now, where nothing may be sent any more; <see langword="null"/> where it may.</summary>
    public ChangeOutcome? OfEnd(MembershipChange change, RunCancellation cancellation)
    {
        if (cancellation.IsRequested)
            return Cancelled(change);
        return health.StopReason is { } reason ? NotSent(change, reason) : null;
    }

    /// <summary>A person whose account could not be looked up.</summary>
    public AccountLookup OfLookUp(GroupMember person, VendorException error)
    {
        health.Report(error);
        logger.LogDebug(error, "The account of {Person} could not be looked up", person.Label);
        return new AccountLookup(null) { Error = redactor.Redact(error.Message) };
    }

    /// <summary>Tells that changes were refused together, and are tried alone.</summary>
    public void TellRefused(VendorGroup group, int changes, VendorException error) => logger.LogWarning(
        "{Group}: the vendor refused {Count} changes together, which are tried one by one: {Reason}",
        group.Name,
        changes,
        redactor.Redact(error.Message));

    /// <summary>A change that the end of the run came before.</summary>
    public static ChangeOutcome Cancelled(MembershipChange change) =>
        new(change, ChangeResult.Skipped, "The run was cancelled before its turn.") { IsCancelled = true, Rule = ChangeRules.Cancelled };

    // What a provider knows beforehand that the vendor would not take, such as somebody without a mail address.
    private static bool IsOfOnePerson(Exception error) =>
        error is VendorException { Failure: VendorFailure.Rejected or VendorFailure.Conflict or VendorFailure.Unsupported };

    private ChangeOutcome NotSent(MembershipChange change, string reason)
    {
        health.ReportNotSent();
        return new ChangeOutcome(change, ChangeResult.Skipped, $"The vendor was given up: {reason}") { Rule = ChangeRules.VendorGivenUp };
    }

    private ChangeOutcome Failed(MembershipChange change, Exception error)
    {
        logger.LogDebug(error, "{Vendor}/{Group}: {Action} {Person} failed", change.Vendor, change.Group, change.Action, change.User);
        var (message, isUnknown) = (redactor.Redact(error.Message), error is VendorException { OutcomeUnknown: true });
        return new ChangeOutcome(change, ChangeResult.Failed, isUnknown ? $"{message} {UnknownEffect}" : message) { IsUnknown = isUnknown };
    }

    private static ChangeOutcome CutOff(MembershipChange change) =>
        new(change, ChangeResult.Failed, "The run was cancelled while the request was under way; the next run checks its effect.")
        {
            IsUnknown = true,
        };
}
