using LdapVendorSync.Core.Diagnostics.Logging;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Applies changes at one vendor: so many at once as it stands, or many in one request where it takes them so, each with its own outcome, and
/// none once the vendor was given up. In a dry run it goes the same way up to the requests that would change something.
/// </summary>
internal sealed class ChangeExecutor
{
    private readonly VendorConnection _vendor;
    private readonly ProfileAuthority _authority;
    private readonly OperationJournal? _journal;
    private readonly VendorSlots _slots;
    private readonly VendorHealth _health;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly ChangeFailures _failures;
    private readonly AccountResolver _resolver;
    private readonly ChangeSender _sender;

    /// <param name="vendor">The vendor.</param>
    /// <param name="accounts">Its accounts in this run.</param>
    /// <param name="authority">Who may change profiles.</param>
    /// <param name="journal">Records what is sent; <see langword="null"/> for a dry run.</param>
    /// <param name="slots">The requests that may be under way at once.</param>
    /// <param name="health">Whether the vendor may still be written.</param>
    /// <param name="redactor">Takes secrets out of what a provider throws: it may be anybody's code.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Hears of every change.</param>
    public ChangeExecutor(
        VendorConnection vendor,
        AccountDirectory accounts,
        ProfileAuthority authority,
        OperationJournal? journal,
        VendorSlots slots,
        VendorHealth health,
        SecretRedactor redactor,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _vendor = vendor;
        _authority = authority;
        _journal = journal;
        _slots = slots;
        _health = health;
        _timeProvider = timeProvider;
        _logger = logger;
        _failures = new ChangeFailures(health, redactor, logger);
        _resolver = new AccountResolver(vendor.Provider, accounts, authority, journal, _failures);
        _sender = new ChangeSender(vendor.Provider, _resolver, journal, _failures, logger);
    }

    /// <summary>Applies changes of one group; several of one person one after the other.</summary>
    /// <param name="changes">The changes, in the order in which they are begun.</param>
    /// <param name="group">The group and what is known of it.</param>
    /// <param name="report">Gets every outcome; called from several threads, one at a time.</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task ApplyAsync(
        IReadOnlyList<MembershipChange> changes, GroupTarget group, Action<ChangeOutcome> report, RunCancellation cancellation)
    {
        var teller = new OutcomeTeller(outcome =>
        {
            using var scope = _logger.BeginUser(outcome.Change.User);
            Log(outcome);
            report(outcome);
        });
        await using (teller.ConfigureAwait(false))
        {
            if (_vendor.Provider is IBatchVendorProvider provider && _journal is not null)
                await ApplyTogetherAsync(provider, changes, group, teller.Tell, cancellation).ConfigureAwait(false);
            else
                await ApplyEachAsync(changes, group, teller.Tell, cancellation).ConfigureAwait(false);
        }
    }

    private async Task ApplyTogetherAsync(
        IBatchVendorProvider provider,
        IReadOnlyList<MembershipChange> changes,
        GroupTarget group,
        Action<ChangeOutcome> report,
        RunCancellation cancellation)
    {
        // Of one person, one change a round: what depends on the one before comes after it.
        foreach (var round in changes.GroupBy(PersonOf).SelectMany(ofPerson => ofPerson.Index()).GroupBy(pair => pair.Index, pair => pair.Item))
        {
            var batches = new ChangeBatches(provider, _journal!, _resolver, _sender, _failures, _health, _timeProvider, _slots.People);
            var (alone, added) = await batches.ApplyAsync([.. round], group, report, cancellation).ConfigureAwait(false);
            await ApplyEachAsync(alone, group, report, cancellation).ConfigureAwait(false);
            var updates = added.Select(change => UpdateOfFound(change, group)).OfType<MembershipChange>().ToList();
            if (updates.Count > 0)
                await ApplyTogetherAsync(provider, updates, group, report, cancellation).ConfigureAwait(false);
        }
    }

    private async Task ApplyEachAsync(
        IReadOnlyList<MembershipChange> changes, GroupTarget group, Action<ChangeOutcome> report, RunCancellation cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = _slots.People };
        await Parallel.ForEachAsync(changes.GroupBy(PersonOf), options, async (ofPerson, _) =>
        {
            foreach (var change in ofPerson)
                await ApplyOneAsync(change, group, report, cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private static (string? Account, string? Person) PersonOf(MembershipChange change) =>
        change.VendorMember is { } account ? (account.Id, null) : (null, change.SourceMember?.Id);

    private async Task ApplyOneAsync(
        MembershipChange change, GroupTarget group, Action<ChangeOutcome> report, RunCancellation cancellation)
    {
        using var scope = _logger.BeginUser(change.User);
        var started = _timeProvider.GetTimestamp();
        var (outcome, next) = _failures.OfEnd(change, cancellation) is { } ended
            ? (ended, null)
            : await TryApplyAsync(change, group, cancellation).ConfigureAwait(false);
        report(outcome with { Duration = _timeProvider.GetElapsedTime(started) });
        if (next is not null)
            await ApplyOneAsync(next, group, report, cancellation).ConfigureAwait(false);
    }

    private async Task<(ChangeOutcome Outcome, MembershipChange? Next)> TryApplyAsync(
        MembershipChange change, GroupTarget group, RunCancellation cancellation)
    {
        try
        {
            var (outcome, next) = change.Action == ChangeAction.Add
                ? await AddAsync(change, group, cancellation).ConfigureAwait(false)
                : (await _sender.ChangeAsync(change, group, cancellation).ConfigureAwait(false), null);
            if (outcome.Rule != ChangeRules.LookUp)
                _health.ReportTried();
            return (outcome, next);
        }
#pragma warning disable CA1031 // One bad person does not stop the others, whatever is wrong with them.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return (_failures.Of(change, error, cancellation), null);
        }
    }

    private async Task<(ChangeOutcome Outcome, MembershipChange? Next)> AddAsync(
        MembershipChange change, GroupTarget group, RunCancellation cancellation)
    {
        var add = await _resolver.PrepareAsync(change, group, cancellation).ConfigureAwait(false);
        if (add.Outcome is { } done)
            return (done, null);
        var outcome = await _sender.AddAsync(add, group, cancellation).ConfigureAwait(false);
        return (outcome, add.IsFound ? UpdateOfFound(outcome.Change, group) : null);
    }

    // What differs of an account that was found for a person.
    private MembershipChange? UpdateOfFound(MembershipChange added, GroupTarget group)
    {
        if (group.Planner.UpdateFound(added.SourceMember!, added.VendorMember!) is not { } update
            || (update.Action == ChangeAction.Update && !_vendor.Provider.Capabilities.UpdateUsers)
            || group.Approval?.IsApproved(update) == false
            || !_authority.TryClaim(update))
        {
            return null;
        }

        return update;
    }

    private void Log(ChangeOutcome outcome)
    {
        var change = outcome.Change;
        var level = outcome.Result switch
        {
            ChangeResult.Failed => LogLevel.Error,
            // Whom a vendor that was given up, or a run that was ended, does not come to is told once, not for everybody.
            ChangeResult.Skipped when outcome.IsCancelled || (outcome.Rule == ChangeRules.VendorGivenUp && _health.IsStopped) => LogLevel.Debug,
            ChangeResult.Skipped or ChangeResult.Refused => LogLevel.Warning,
            _ => LogLevel.Information,
        };
        _logger.Log(
            level,
            "{Vendor}/{Group}: {Action} {Person}: {Result}{Details}",
            change.Vendor,
            change.Group,
            change.Action,
            change.User,
            outcome.Result,
            Details(outcome));
    }

    // Names of attributes, not their values: the log is read by more people than the directory.
    private static string Details(ChangeOutcome outcome)
    {
        var attributes = string.Join(", ", outcome.Change.Differences.Select(difference => difference.Attribute));
        var details = string.Join(". ", new[] { attributes, outcome.Message }.Where(text => !string.IsNullOrEmpty(text)));
        return details.Length == 0 ? string.Empty : $" ({details})";
    }
}
