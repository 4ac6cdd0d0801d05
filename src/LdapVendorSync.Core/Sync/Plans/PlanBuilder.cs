using System.Reflection;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>Makes the plan of a dry run. No secret of the configuration gets into it, wherever it may have turned up.</summary>
/// <param name="configuration">The configuration of the run.</param>
internal sealed class PlanBuilder(SyncConfiguration configuration)
{
    private static readonly string ProductVersion =
        typeof(PlanBuilder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? string.Empty;

    private readonly SecretRedactor _redactor = configuration.Redactor;

    /// <summary>The plan of a run whose reads were fingerprinted.</summary>
    public SyncPlan Build(SyncRun run, TimeSpan expiresAfter)
    {
        var mappings = ConfiguredMapping.Of(configuration).ToDictionary(mapping => mapping.Mapping.Reference);
        var groups = run.Vendors.SelectMany(vendor => vendor.Groups).ToList();
        var header = new PlanHeader
        {
            Id = run.RunId,
            CreatedAt = run.StartedAt,
            ExpiresAt = run.StartedAt + expiresAfter,
            User = Environment.UserName,
            Host = Environment.MachineName,
            ProductVersion = ProductVersion,
            Mappings = [.. groups.Select(group => Describe(group, mappings[group.Mapping]))],
        };
        var heldBy = groups.ToDictionary(group => group.Mapping, group => Redact(string.Join(" ", group.BlockedBy)));
        var planners = mappings.ToDictionary(
            pair => pair.Key, pair => new Lazy<ChangePlanner>(() => new ChangePlanner(pair.Value.Mapping)));
        return new SyncPlan(
            header,
            [.. run.Changes
                .Where(outcome => outcome.Result is ChangeResult.Planned or ChangeResult.Blocked)
                .Select(outcome => Describe(outcome, header, heldBy[outcome.Change.Mapping], planners[outcome.Change.Mapping].Value))]);
    }

    private PlannedMapping Describe(GroupRun group, ConfiguredMapping mapping) => new(group.Mapping, mapping.Hash(configuration))
    {
        SourceRead = group.Fingerprints?.Source,
        VendorRead = group.Fingerprints?.Vendor,
        Error = Redact(group.Error),
        BlockedBy = [.. group.BlockedBy.Select(message => _redactor.Redact(message))],
    };

    private PlannedChange Describe(ChangeOutcome outcome, PlanHeader header, string? heldBy, ChangePlanner planner)
    {
        var change = outcome.Change;
        var isCreation = change is { Action: ChangeAction.Add, VendorMember: null };
        var known = change.SourceMember ?? change.VendorMember;
        var described = change with
        {
            SourceMember = Identify(change.SourceMember),
            VendorMember = Identify(change.VendorMember),
            Differences = [.. (isCreation ? planner.ProfileOf(change.SourceMember!) : change.Differences).Select(Redact)],
            Reason = _redactor.Redact(isCreation ? $"{change.Reason} {outcome.Message}" : change.Reason),
        };
        return new PlannedChange(described, header)
        {
            Source = change.SourceMember is null ? null : ProfileAuthority.SourceOf(change),
            MatchKey = known is null ? null : Redact(PersonKey.Best(known, planner.MatchOn)?.ToString()),
            HeldBy = outcome.Result == ChangeResult.Blocked ? heldBy ?? outcome.Message : null,
        };
    }

    // Only what tells who it is: a plan is looked at by others than those who may read the directory.
    private GroupMember? Identify(GroupMember? member) => member is null ? null : new GroupMember
    {
        Id = _redactor.Redact(SourceIdentity.Unqualify(member.Id)),
        UserName = Redact(member.UserName),
        Email = Redact(member.Email),
        FirstName = Redact(member.FirstName),
        LastName = Redact(member.LastName),
        DisplayName = Redact(member.DisplayName),
        Enabled = member.Enabled,
        DistinguishedName = Redact(member.DistinguishedName),
    };

    private AttributeDifference Redact(AttributeDifference difference) =>
        difference with { Before = Redact(difference.Before), After = Redact(difference.After) };

    private string? Redact(string? text) => string.IsNullOrEmpty(text) ? null : _redactor.Redact(text);
}
