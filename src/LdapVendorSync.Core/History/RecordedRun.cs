using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.History;

/// <summary>
/// Puts a run together again from what is recorded of it, in the shape that the run itself had, so that whatever shows the one shows the
/// other. People of whom it is not certain who they are stand in the reasons of their group, as they do there.
/// </summary>
internal static class RecordedRun
{
    private const string Unfinished = "The run did not come to its end: it is under way, or its process died. "
        + "What it held or skipped is recorded at the end alone; the next run decides anew.";
    private const string OutcomeUnknown = "The request left, and it is not known whether it had its effect; the next run finds out.";

    public static SyncRun Assemble(
        RunRecord record, IReadOnlyList<VendorRun> vendors, IReadOnlyList<JournalEntry> changes, IReadOnlyList<UnsentEntry> unsent)
    {
        var unrecognised = unsent.Where(entry => entry.Change.Action is null).CountBy(entry => KeyOf(entry.Mapping)).ToDictionary();
        return new SyncRun
        {
            RunId = record.Start.Id,
            StartedAt = record.Start.StartedAt,
            FinishedAt = record.FinishedAt ?? record.Start.StartedAt,
            DryRun = record.Start.DryRun,
            Status = record.Status ?? SyncStatus.Failed,
            ExitCode = record.ExitCode ?? SyncExitCode.Unexpected,
            Error = record.FinishedAt is null ? Unfinished : record.Error,
            Vendors = [.. vendors.Select(vendor => vendor with { Groups = [.. vendor.Groups.Select(WithUnrecognised)] })],
            Changes = ChangesOf(vendors, changes, unsent),
        };

        GroupRun WithUnrecognised(GroupRun group) => group with { Unrecognised = unrecognised.GetValueOrDefault(KeyOf(group.Mapping)) };
    }

    // In the order of a run's own changes: mapping by mapping, what gives access before what takes it away.
    private static List<ChangeOutcome> ChangesOf(
        IReadOnlyList<VendorRun> vendors, IReadOnlyList<JournalEntry> changes, IReadOnlyList<UnsentEntry> unsent)
    {
        var mappings = vendors
            .SelectMany(vendor => vendor.Groups)
            .Select(group => group.Mapping)
            .DistinctBy(KeyOf)
            .ToDictionary(KeyOf);
        var places = mappings.Keys.Index().ToDictionary(place => place.Item, place => place.Index);
        var added = changes.Where(entry => entry.Intent.Operation == JournalOperation.AddMember).Select(AccountOf).ToHashSet();
        return
        [
            .. changes
                .Where(entry => !IsPartOfAdd(entry, added))
                .Select(entry => ToOutcome(entry, mappings))
                .Concat(unsent.Where(IsChange).Select(ToOutcome))
                .OrderBy(outcome => places.GetValueOrDefault(KeyOf(outcome.Change.Mapping), int.MaxValue))
                .ThenBy(outcome => outcome.Change.Action)
                .ThenBy(outcome => outcome.Change.User, StringComparer.Ordinal),
        ];
    }

    private static (string Vendor, string? Group) KeyOf(MappingReference mapping) => (mapping.Vendor, mapping.VendorGroup);

    private static (string Vendor, string? Account) AccountOf(JournalEntry entry) => (entry.Intent.Vendor, entry.Intent.VendorId);

    // To create an account and to make it a member are two requests and one change.
    private static bool IsPartOfAdd(JournalEntry entry, HashSet<(string Vendor, string? Account)> added) =>
        entry is { Intent: { Operation: JournalOperation.CreateUser, VendorId: not null }, Result: JournalResult.Succeeded }
        && added.Contains(AccountOf(entry));

    // What a vendor can do with nobody is said once, at the group.
    private static bool IsChange(UnsentEntry entry) => entry.Change is { Action: not null, Rule: not ChangeRules.UpdateUsers };

    private static ChangeOutcome ToOutcome(JournalEntry entry, Dictionary<(string Vendor, string? Group), MappingReference> mappings)
    {
        var intent = entry.Intent;
        var person = new GroupMember
        {
            Id = intent.VendorId ?? intent.SourceId ?? intent.Person,
            UserName = intent.Person,
        };
        var change = new MembershipChange
        {
            Action = ActionOf(intent.Operation),

            // A change of an account alone belongs to no group.
            Mapping = mappings.GetValueOrDefault((intent.Vendor, intent.Group))
                ?? new MappingReference(intent.Source ?? string.Empty, string.Empty, intent.Vendor, intent.Group ?? string.Empty),
            VendorMember = intent.Operation == JournalOperation.CreateGroup ? null : person,
            Differences = intent.Differences,
            Reason = intent.Reason,
        };
        return new ChangeOutcome(change, ResultOf(entry.Result), MessageOf(entry)) { Duration = entry.Duration ?? TimeSpan.Zero };
    }

    private static ChangeOutcome ToOutcome(UnsentEntry entry)
    {
        var unsent = entry.Change;
        var change = new MembershipChange
        {
            Action = unsent.Action!.Value,
            Mapping = entry.Mapping,
            SourceMember = unsent.SourceId is { } id ? new GroupMember { Id = id, UserName = unsent.Person } : null,
            VendorMember = unsent.VendorId is { } vendorId ? new GroupMember { Id = vendorId, UserName = unsent.Person } : null,
            Differences = unsent.Differences,
            Reason = unsent.Reason,
        };
        return new ChangeOutcome(change, ResultOf(unsent.Result), MessageOf(entry)) { Rule = unsent.Rule };
    }

    // What a guard says of everybody stands at the group.
    private static string? MessageOf(UnsentEntry entry) => entry.Change.Result switch
    {
        UnsentResult.Held => $"Held by the rule '{entry.Change.Rule}'.",
        UnsentResult.Waiting => $"Waits for its time ({entry.Change.Rule}).",
        _ => entry.Change.Message,
    };

    private static ChangeResult ResultOf(UnsentResult result) => result switch
    {
        UnsentResult.Held => ChangeResult.Blocked,
        UnsentResult.Failed => ChangeResult.Failed,
        UnsentResult.Refused => ChangeResult.Refused,
        _ => ChangeResult.Skipped,
    };

    private static ChangeAction ActionOf(JournalOperation operation) => operation switch
    {
        JournalOperation.CreateGroup => ChangeAction.CreateGroup,
        JournalOperation.CreateUser or JournalOperation.AddMember => ChangeAction.Add,
        JournalOperation.UpdateUser => ChangeAction.Update,
        JournalOperation.EnableUser => ChangeAction.Enable,
        JournalOperation.DisableUser => ChangeAction.Disable,
        JournalOperation.DeleteUser => ChangeAction.Delete,
        JournalOperation.RemoveMember => ChangeAction.Remove,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "There is no such operation."),
    };

    private static ChangeResult ResultOf(JournalResult? result) => result switch
    {
        JournalResult.Succeeded => ChangeResult.Applied,
        _ => ChangeResult.Failed,
    };

    private static string? MessageOf(JournalEntry entry) => entry switch
    {
        { Result: null or JournalResult.Unknown } => entry.Error is { } error ? $"{error} {OutcomeUnknown}" : OutcomeUnknown,
        { Result: JournalResult.Succeeded, Intent.Operation: JournalOperation.CreateUser } => "The account was created.",
        { ResolvedBy: { } run } => $"{entry.Error} Found out by run {run}.".TrimStart(),
        _ => entry.Error,
    };
}
