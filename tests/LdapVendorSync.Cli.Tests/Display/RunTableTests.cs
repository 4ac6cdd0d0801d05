using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using Spectre.Console;

namespace LdapVendorSync.Cli.Tests.Display;

public sealed class RunTableTests
{
    private static readonly MappingReference Mapping = new("corp", "cn=eng", "Wiki", "developers");

    [Fact]
    public void Summary_shows_columns_of_what_went_wrong_only_where_something_did()
    {
        var good = Show(Run(new SyncTotals { Unchanged = 3 }));
        var bad = Show(Run(new SyncTotals { Unchanged = 3, Failed = 1, Blocked = 2 }, SyncExitCode.FinishedWithFailures));

        good.ShouldContain("Done. No changes, 3 unchanged");
        good.ShouldNotContain("Failed");
        good.ShouldNotContain("Held");
        bad.ShouldContain("Failed");
        bad.ShouldContain("Held");
        bad.ShouldNotContain("Skipped");
        bad.ShouldContain("1 failed, 2 held");
    }

    [Fact]
    public void Long_list_of_failures_is_cut_and_says_where_the_rest_is()
    {
        var run = Run(new SyncTotals { Failed = 25 }, SyncExitCode.FinishedWithFailures) with
        {
            Changes = [.. Enumerable.Range(0, 25).Select(index => Failed($"user{index}", "The vendor answered 500."))],
        };

        var shown = Show(run);

        shown.ShouldContain("user19");
        shown.ShouldNotContain("user20");
        shown.ShouldContain("... and 5 more");
    }

    [Fact]
    public void Names_and_messages_are_shown_as_they_are_and_steer_nothing()
    {
        var shown = Show(Run(new SyncTotals { Failed = 1 }) with { Changes = [Failed("[red]Eve[/] \u001b[2J", "[link=x]no\nway[/]")] });

        shown.ShouldContain("[red]Eve[/] \uFFFD[2J");
        shown.ShouldContain("[link=x]no way[/]");
    }

    private static SyncRun Run(SyncTotals totals, SyncExitCode exitCode = SyncExitCode.Done) => new()
    {
        RunId = "run",
        StartedAt = DateTimeOffset.UnixEpoch,
        FinishedAt = DateTimeOffset.UnixEpoch.AddSeconds(1),
        DryRun = false,
        Status = SyncStatus.Succeeded,
        ExitCode = exitCode,
        Vendors = [new VendorRun("Wiki", SyncStatus.Succeeded, null, [new GroupRun { Mapping = Mapping, Totals = totals }])],
    };

    private static ChangeOutcome Failed(string user, string message) => new(
        new MembershipChange
        {
            Action = ChangeAction.Add,
            Mapping = Mapping,
            SourceMember = new GroupMember { Id = user, UserName = user },
            Reason = "Not a member.",
        },
        ChangeResult.Failed,
        message);

    private static string Show(SyncRun run)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 1000;
        RunTable.Write(run, console, showPlanned: true);
        return writer.ToString();
    }
}
