using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Guards;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>Lets the guards see a whole run: first what leaves groups, then what becomes of accounts that are in none any more.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="allowRemovals">Whether limits are lifted.</param>
/// <param name="logger">Hears of limits that were lifted.</param>
internal sealed class RunGuard(SyncConfiguration configuration, bool allowRemovals, ILogger logger)
{
    /// <summary>Decides which removals of a run may happen.</summary>
    public void Decide(IReadOnlyList<VendorRunner> vendors)
    {
        var compared = vendors
            .SelectMany(vendor => vendor.Mappings
                .Where(mapping => mapping.Plan is not null)
                .Select(mapping => (vendor.Settings, Mapping: mapping)))
            .ToList();
        var run = new GuardedRun([.. compared.Select(pair => Describe(pair.Settings, pair.Mapping))], configuration.Guards)
        {
            Unread = FindUnread(compared
                .Where(pair => pair.Mapping.KnowsMembers)
                .Select(pair => pair.Mapping.Mapping.Reference)
                .ToHashSet()),
        };
        var doubted = RemovalGuards.FindDoubted(run, allowRemovals);
        foreach (var (pair, decision) in compared.Zip(RemovalGuards.Decide(run, allowRemovals)))
        {
            pair.Mapping.Decision = decision;
            pair.Mapping.DoubtsSource = decision.DoubtsSource || doubted.Contains(pair.Mapping.Mapping.Reference);
            TellLifted(decision);
        }

        foreach (var vendor in vendors)
            vendor.PlanOrphans();
        DecideOrphans(run, compared);
    }

    // A person who leaves a group and whose account is then disabled is one person: the limits count both apart.
    private void DecideOrphans(GuardedRun run, List<(VendorSettings Settings, MappingRun Mapping)> compared)
    {
        if (compared.TrueForAll(pair => pair.Mapping.Orphans.Count == 0))
            return;
        var removed = compared
            .GroupBy(pair => pair.Settings.Target, StringComparer.Ordinal)
            .ToDictionary(target => target.Key, target => target.Sum(pair => pair.Mapping.Decision!.Allowed.Count), StringComparer.Ordinal);
        var mappings = run.Mappings
            .Zip(compared, (guarded, pair) => WithOrphans(guarded, pair.Mapping, removed[pair.Settings.Target]))
            .ToList();
        foreach (var (pair, decision) in compared.Zip(RemovalGuards.DecideOrphans(run with { Mappings = mappings }, allowRemovals)))
        {
            var mapping = pair.Mapping;
            mapping.AllowedOrphans = decision.Allowed;
            mapping.Decision = mapping.Decision! with
            {
                Holds = [.. mapping.Decision.Holds, .. decision.Holds],
                Lifted = [.. mapping.Decision.Lifted, .. decision.Lifted],
            };
            TellLifted(decision);
        }
    }

    private static GuardedMapping Describe(VendorSettings settings, MappingRun mapping) => new(mapping.Plan!, settings, mapping.Memory)
    {
        Group = mapping.Target?.Group,
        Joining = mapping.FindJoining(),
    };

    private static GuardedMapping WithOrphans(GuardedMapping guarded, MappingRun mapping, int removed) => guarded with
    {
        Removals = mapping.Orphans,
        Memory = guarded.Memory with
        {
            RemovedLastDay = guarded.Memory.RemovedLastDay + removed,
            NamesAtSource = mapping.Orphans
                .Select(change => change.VendorMember!.Id)
                .ToDictionary(id => id, id => mapping.Links!.NamesAtSource(id), StringComparer.Ordinal),
        },
    };

    private List<UnreadMapping> FindUnread(HashSet<MappingReference> known) =>
    [
        .. configuration.Vendors
            .SelectMany(vendor => SyncMapping.Of(vendor, configuration.Sources).Select(mapping => new UnreadMapping(mapping, vendor.Target)))
            .Where(unread => !known.Contains(unread.Mapping.Reference)),
    ];

    private void TellLifted(GuardDecision decision)
    {
        foreach (var hold in decision.Lifted)
        {
            logger.LogWarning(
                "{Vendor}/{Group}: lifted for this run: {Message}", hold.Mapping.Vendor, hold.Mapping.VendorGroup, hold.Message);
        }
    }
}
