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
        var content = await GroupContent
            .ReadAsync(provider.ReadGroupMembers(target.Group, cancellationToken), null, cancellationToken)
            .ConfigureAwait(false);
        if (content.Completeness.Status != CompletenessStatus.Complete)
        {
            run.Note($"The group could not be read back completely after writing: {content.Completeness}");
            return;
        }

        var present = content.Members.Select(member => member.Id).ToHashSet(StringComparer.Ordinal);
        var keys = run.Mapping.Policy.MatchOn;
        var known = new Lazy<HashSet<MatchKey>>(
            () => [.. content.Members.SelectMany(member => keys.Select(key => MatchKey.Of(member, key)).OfType<MatchKey>())]);
        run.Correct(outcome => IsMembershipWritten(outcome) && !IsConfirmed(outcome.Change) ? Refute(outcome) : outcome);

        // Where adding made the account and did not tell its id, the person is recognised by the key.
        bool IsConfirmed(MembershipChange change) =>
            (change.VendorMember is { } account ? present.Contains(account.Id) : IsRecognised(change.SourceMember!))
            == (change.Action == ChangeAction.Add);

        bool IsRecognised(GroupMember person) => PersonKey.Best(person, keys) is { } key && known.Value.Contains(key);
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
