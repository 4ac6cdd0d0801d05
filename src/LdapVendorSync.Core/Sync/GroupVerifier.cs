using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>Reads groups back that were written: a vendor that says yes and does nothing is found out.</summary>
/// <param name="provider">The vendor.</param>
/// <param name="logger">Hears what is not as it should be.</param>
internal sealed class GroupVerifier(IVendorProvider provider, ILogger logger)
{
    /// <summary>Whether anything was written to a group.</summary>
    public static bool IsDue(MappingRun run) => run.Outcomes.Any(IsMembershipWritten);

    /// <summary>Reads one group back, and corrects the outcomes that it contradicts.</summary>
    public async Task VerifyAsync(MappingRun run, CancellationToken cancellationToken)
    {
        if (run.Target is not { } target)
            return;
        var keys = run.Mapping.Policy.MatchOn;
        var written = new WrittenMembers(run.Outcomes.Where(IsMembershipWritten).Select(outcome => outcome.Change), keys);
        var read = provider.ReadGroupMembers(target.Group, cancellationToken);
        await foreach (var member in read.WithCancellation(cancellationToken).ConfigureAwait(false))
            written.Note(member);
        if (read.Completeness is not { Status: CompletenessStatus.Complete })
        {
            run.Note($"The group could not be read back completely after writing: {read.Completeness}");
            return;
        }

        run.Correct(outcome => IsMembershipWritten(outcome) && !IsConfirmed(outcome.Change) ? Refute(outcome) : outcome);

        bool IsConfirmed(MembershipChange change) => written.IsPresent(change) == (change.Action == ChangeAction.Add);
    }

    private static bool IsMembershipWritten(ChangeOutcome outcome) =>
        outcome is { Result: ChangeResult.Applied, Change.Action: ChangeAction.Add or ChangeAction.Remove or ChangeAction.Delete };

    private ChangeOutcome Refute(ChangeOutcome outcome)
    {
        const string Message = "The vendor confirmed the change, but reading the group back does not show it.";
        var change = outcome.Change;
        logger.LogError("{Vendor}/{Group}: {Action} {Person}: {Message}", change.Vendor, change.Group, change.Action, change.User, Message);
        return outcome with { Result = ChangeResult.Failed, Message = Message };
    }
}
