using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Diagnostics.Reports;

/// <summary>Runs to report on.</summary>
internal static class Runs
{
    private static readonly DateTimeOffset Start = new(2025, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static readonly MappingReference Mapping = new("directory", "cn=ops,dc=example", "CRM", "operators");

    /// <summary>A run in which every kind of thing happened; each text that somebody else chose is <paramref name="text"/>.</summary>
    public static SyncRun Eventful(string text = "plain") => new()
    {
        RunId = "20250304T050607Z-4f2a",
        StartedAt = Start,
        FinishedAt = Start.AddSeconds(1.2345),
        DryRun = false,
        Status = SyncStatus.CompletedWithFailures,
        ExitCode = SyncExitCode.FinishedWithFailures,
        Error = text,
        Vendors =
        [
            new VendorRun(text, SyncStatus.CompletedWithFailures, text,
            [
                new GroupRun
                {
                    Mapping = new MappingReference(text, text, text, text),
                    SourceMembers = 7,
                    VendorMembers = 6,
                    Completeness = CompletenessStatus.Partial,
                    Reasons = [text],
                    Error = text,
                    BlockedBy = [text],
                    Totals = new SyncTotals { Added = 1, Removed = 2, Updated = 3, Unchanged = 4, Failed = 5, Skipped = 6, Blocked = 7 },
                    Duration = TimeSpan.FromMilliseconds(1500),
                },
            ]),
        ],
        Changes =
        [
            Outcome(ChangeAction.Add, ChangeResult.Applied, text, text),
            Outcome(ChangeAction.Update, ChangeResult.Failed, text, text),
            Outcome(ChangeAction.Add, ChangeResult.Skipped, text, text),
            Outcome(ChangeAction.Remove, ChangeResult.Blocked, text, text),
            Outcome(ChangeAction.Remove, ChangeResult.Planned, text, null),
        ],
    };

    /// <summary>A run with so many adds.</summary>
    public static SyncRun Long(int changes) => new()
    {
        RunId = "20250304T050607Z-long",
        StartedAt = Start,
        FinishedAt = Start.AddMinutes(2),
        DryRun = false,
        Status = SyncStatus.Succeeded,
        ExitCode = SyncExitCode.Done,
        Changes = [.. Enumerable.Range(0, changes).Select(index => Outcome(ChangeAction.Add, ChangeResult.Applied, $"user{index}", null))],
    };

    private static ChangeOutcome Outcome(ChangeAction action, ChangeResult result, string text, string? message) => new(
        new MembershipChange
        {
            Action = action,
            Mapping = new MappingReference(text, text, text, text),
            SourceMember = new GroupMember { Id = "1", UserName = text },
            Differences = [new AttributeDifference(text, null, text)],
            Reason = text,
        },
        result,
        message);
}
