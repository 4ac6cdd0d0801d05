using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Notifications;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;

namespace LdapVendorSync.Core.Tests.Notifications;

/// <summary>What of a run somebody should know.</summary>
public sealed class RunAlertTests
{
    private static readonly MappingReference Mapping = new("hr", "cn=staff", "App", "users");

    [Fact]
    public void Plan_that_was_applied_in_part_is_told_with_what_was_refused()
    {
        var run = Run(new PlanUse("plan-1", DateTimeOffset.UtcNow, "ada", "host", 3) { Applied = 1, Refused = 2, NoLongerNeeded = 1 });

        var alert = RunAlerts.Of(run).ShouldHaveSingleItem();

        alert.Kind.ShouldBe(AlertKind.PlanNotApplied);
        alert.Title.ShouldContain("plan-1");
        alert.Details.ShouldBe(["Remove bob in users: The account is another one."]);
    }

    [Fact]
    public void Plan_of_which_nothing_else_is_needed_is_not_told()
    {
        var run = Run(new PlanUse("plan-1", DateTimeOffset.UtcNow, "ada", "host", 3) { Applied = 1, Refused = 2, NoLongerNeeded = 2 });

        RunAlerts.Of(run).ShouldBeEmpty();
    }

    [Fact]
    public void Cancelled_run_tells_that_and_ends_no_known_trouble()
    {
        var run = Run(plan: null) with { ExitCode = SyncExitCode.Cancelled, Status = SyncStatus.Cancelled, Error = "Cancelled. Ten are left." };

        RunAlerts.Of(run).ShouldHaveSingleItem().Details.ShouldBe(["Cancelled. Ten are left."]);
        RunAlerts.Examined(run).ShouldBeEmpty();
    }

    private static SyncRun Run(PlanUse? plan) => new()
    {
        RunId = "run-1",
        StartedAt = DateTimeOffset.UtcNow,
        FinishedAt = DateTimeOffset.UtcNow,
        DryRun = false,
        Status = SyncStatus.CompletedWithFailures,
        ExitCode = SyncExitCode.FinishedWithFailures,
        Vendors = [new VendorRun("App", SyncStatus.Succeeded, null, [])],
        Changes =
        [
            new ChangeOutcome(
                new MembershipChange
                {
                    Action = ChangeAction.Remove,
                    Mapping = Mapping,
                    VendorMember = new GroupMember { Id = "7", UserName = "bob" },
                    Reason = "gone",
                },
                ChangeResult.Refused,
                "The account is another one."),
        ],
        Plan = plan,
    };
}
