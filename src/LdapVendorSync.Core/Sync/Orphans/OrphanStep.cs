using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync.Orphans;

/// <summary>
/// Finds the accounts of one vendor that are in no mapped group any more: those that this run takes out of their last one, and those that an
/// earlier run did whose turn did not come then. Only accounts that are linked to a person, and that the sync itself took out of a group.
/// </summary>
/// <param name="vendor">The vendor.</param>
/// <param name="context">What the vendors of the run share.</param>
/// <param name="mappings">Its mappings.</param>
/// <param name="logger">Hears why none are looked for.</param>
internal sealed class OrphanStep(VendorConnection vendor, VendorRunContext context, IReadOnlyList<MappingRun> mappings, ILogger logger)
{
    private readonly OrphanAccounts _policy = vendor.Settings.Orphans;
    private List<(MappingRun Mapping, GroupMember Account)> _earlier = [];
    private IReadOnlySet<string> _elsewhere = new HashSet<string>();
    private bool _isDue;

    /// <summary>Looks for accounts that an earlier run took out of their groups, and for groups that are synced no longer.</summary>
    /// <param name="ofTarget">All mappings of the run that write to the same application.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    public async Task FindEarlierAsync(IReadOnlyList<MappingRun> ofTarget, CancellationToken cancellationToken)
    {
        if (context.GivenChanges is not null || context.Undo is not null)
            return;
        if (FindUnread(ofTarget) is { } unread)
        {
            TellLeftAlone(unread.Reference.VendorGroup);
            return;
        }

        var staying = Staying(ofTarget, mapping => mapping.Plan!.Removals);
        var removed = await context.History.Journal
            .GetRemovedAccountsAsync(vendor.Settings.Target, _policy == OrphanAccounts.Delete, cancellationToken)
            .ConfigureAwait(false);
        var found = new List<(MappingRun Mapping, GroupMember Account)>();
        foreach (var (vendorId, group, wasDisabled) in removed)
        {
            var mapping = mappings.FirstOrDefault(run => run.Mapping.Reference.VendorGroup.Equals(group, StringComparison.OrdinalIgnoreCase));
            if (mapping is not null && !staying.Contains(vendorId)
                && await FindAccountAsync(mapping, vendorId, cancellationToken).ConfigureAwait(false) is { } account
                && !(wasDisabled && account.Enabled == true))
                found.Add((mapping, account));
        }

        _earlier = found;
        _isDue = await FindElsewhereAsync(ofTarget, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plans what becomes of them, once it is known which removals may happen.</summary>
    /// <param name="ofTarget">All mappings of the run that write to the same application.</param>
    public void Plan(IReadOnlyList<MappingRun> ofTarget)
    {
        if (!_isDue)
            return;
        if (ofTarget.FirstOrDefault(mapping => mapping.DoubtsSource) is { } doubted)
        {
            TellLeftAlone(doubted.Mapping.Reference.VendorGroup);
            return;
        }

        var staying = Staying(ofTarget, mapping => mapping.Decision!.Allowed);
        // Whoever is merely disabled at the source, or locked, may be back tomorrow; a deleted account is not.
        var joining = ofTarget.Select(mapping => mapping.FindJoining(_policy == OrphanAccounts.Delete)).ToList();
        var leaving = mappings.SelectMany(mapping => mapping.Decision!.Allowed
            .Where(change => change.Action == ChangeAction.Remove)
            .Select(change => (mapping, change.VendorMember!)));
        foreach (var (mapping, account) in leaving.Concat(_earlier).DistinctBy(pair => pair.Item2.Id, StringComparer.Ordinal))
        {
            var isOrphan = !staying.Contains(account.Id)
                && !_elsewhere.Contains(account.Id)
                && mapping.Links!.LinkTo(account.Id) is not null
                && !joining.Exists(people => people.MayBe(account));
            if (isOrphan && IsDue(account) && Change(mapping, account) is var change && mapping.Approval?.IsApproved(change) != false)
                mapping.Orphans.Add(change);
        }
    }

    /// <summary>Whether an account is in no mapped group by now, as far as this run knows.</summary>
    /// <param name="ofTarget">All mappings of the run that write to the same application.</param>
    /// <param name="account">The account.</param>
    /// <param name="isDryRun">Whether what is only planned counts as done.</param>
    public static bool IsOut(IReadOnlyList<MappingRun> ofTarget, GroupMember account, bool isDryRun) => ofTarget.All(mapping =>
    {
        var outcomes = mapping.Outcomes.Where(outcome => outcome.Change.VendorMember?.Id == account.Id).ToList();
        if (outcomes.Exists(outcome => outcome.Change.Action == ChangeAction.Add))
            return false;
        return mapping.Plan!.Accounts.All(member => member.Id != account.Id)
            || outcomes.Exists(outcome => outcome.Change.Action == ChangeAction.Remove
                && (outcome.Result == ChangeResult.Applied || (isDryRun && outcome.Result == ChangeResult.Planned)));
    });

    // Who is not known to be in a group may be in it.
    private SyncMapping? FindUnread(IReadOnlyList<MappingRun> ofTarget)
    {
        var configuration = context.Session.Configuration;
        var known = ofTarget.Where(IsWhole).Select(mapping => mapping.Mapping.Reference).ToHashSet();
        return configuration.Vendors
            .Where(other => other.Target == vendor.Settings.Target)
            .SelectMany(other => SyncMapping.Of(other, configuration.Sources))
            .FirstOrDefault(mapping => !known.Contains(mapping.Reference));
    }

    /// <summary>Finds out who is in groups that are synced no longer.</summary>
    /// <returns>Whether all of them could be read.</returns>
    private async Task<bool> FindElsewhereAsync(IReadOnlyList<MappingRun> ofTarget, CancellationToken cancellationToken)
    {
        if (_earlier.Count == 0 && mappings.All(mapping => mapping.Plan!.Removals.Count == 0))
            return true;
        var names = await context.History.Journal.GetGroupsAsync(vendor.Settings.Target, cancellationToken).ConfigureAwait(false);
        var mapped = ofTarget
            .SelectMany(mapping => new[] { mapping.Mapping.Reference.VendorGroup, mapping.Target?.Group.Id, mapping.Target?.Group.Name })
            .OfType<string>()
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        try
        {
            (_elsewhere, var unread) = await new FormerGroups(vendor.Provider, names).ReadAsync(mapped, cancellationToken).ConfigureAwait(false);
            if (unread is not null)
                TellLeftAlone(unread);
            return unread is null;
        }
        catch (VendorException error)
        {
            logger.LogWarning(
                "{Vendor}: accounts that are in no group any more are left alone in this run (orphans): groups that were synced earlier "
                    + "cannot be read: {Message}",
                vendor.Settings.Name,
                error.Message);
            return false;
        }
    }

    private void TellLeftAlone(string group) => logger.LogInformation(
        "{Vendor}: accounts that are in no group any more are left alone in this run (orphans): who belongs into '{Group}' is not known for certain",
        vendor.Settings.Name,
        group);

    private static bool IsWhole(MappingRun mapping) =>
        mapping is { Error: null, Plan: { SourceMembers: not null, Completeness: CompletenessStatus.Complete } };

    private static HashSet<string> Staying(IEnumerable<MappingRun> mappings, Func<MappingRun, IReadOnlyList<MembershipChange>> leaving)
    {
        var staying = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mapping in mappings)
        {
            var gone = leaving(mapping)
                .Where(change => change.Action == ChangeAction.Remove)
                .Select(change => change.VendorMember!.Id)
                .ToHashSet(StringComparer.Ordinal);
            staying.UnionWith(mapping.Plan!.Accounts.Select(account => account.Id).Where(id => !gone.Contains(id)));
        }

        return staying;
    }

    // The account as it is now, by the keys that it was last known by. Under other keys it is somebody else's by now, or gone.
    private async Task<GroupMember?> FindAccountAsync(MappingRun mapping, string vendorId, CancellationToken cancellationToken)
    {
        if (mapping.Links!.LinkTo(vendorId) is not { } link)
            return null;
        try
        {
            foreach (var attribute in mapping.Mapping.Policy.MatchOn)
            {
                if (MatchKey.Create(attribute, link.MatchKeys.GetValueOrDefault(AttributeNames.Canonical(attribute))) is not { } key)
                    continue;
                if (await vendor.Provider.FindUserAsync(key, cancellationToken).ConfigureAwait(false) is { } account)
                    return account.Id == vendorId ? account : null;
            }
        }
        catch (VendorException error)
        {
            logger.LogWarning("{Vendor}: the account of {Person} (orphans): {Message}", vendor.Settings.Name, link.Person, error.Message);
        }

        return null;
    }

    private bool IsDue(GroupMember account) => _policy == OrphanAccounts.Delete || account.Enabled != false;

    private MembershipChange Change(MappingRun mapping, GroupMember account) => new()
    {
        Action = _policy == OrphanAccounts.Delete ? ChangeAction.Delete : ChangeAction.Disable,
        Mapping = mapping.Mapping.Reference,
        VendorMember = account,
        Differences = _policy == OrphanAccounts.Delete
            ? []
            : [new AttributeDifference(AttributeNames.Enabled, account.GetValue(AttributeNames.Enabled), "false")],
        Reason = _policy == OrphanAccounts.Delete
            ? "In no group any more that is synced (orphans: delete)."
            : "In no group any more that is synced (orphans: disable).",
    };
}
