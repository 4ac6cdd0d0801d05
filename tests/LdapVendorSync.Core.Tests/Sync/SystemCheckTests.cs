using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>A check of everything that a run needs: whatever is wrong is a step of the result, and stops no other check.</summary>
public sealed class SystemCheckTests : IAsyncLifetime
{
    private SyncScenario _scenario = null!;

    public async Task InitializeAsync()
    {
        _scenario = await SyncScenario.StartAsync();
        _scenario.Source.WithNumbered("staff", 2);
    }

    public async Task DisposeAsync() => await _scenario.DisposeAsync();

    [Fact]
    public async Task Everything_that_works_passes_and_nothing_is_written()
    {
        var checks = await CheckAsync();

        checks.ShouldAllBe(check => check.Passed);
        ConnectionCheck.ExitCodeOf(checks).ShouldBe(SyncExitCode.Done);
        GroupStep(checks, ReadSide.Source).Message.ShouldBe("found, has members");
        GroupStep(checks, ReadSide.Vendor).Message.ShouldStartWith("found (id ");
        _scenario.Vendor.Requests.Writes.ShouldBeEmpty();
        Directory.Exists(_scenario.StateDirectory).ShouldBeFalse();
    }

    [Fact]
    public async Task Source_group_without_members_is_found_and_said_to_be_empty()
    {
        _scenario.Source.Groups["staff"].Clear();

        var checks = await CheckAsync();

        GroupStep(checks, ReadSide.Source).ShouldSatisfyAllConditions(
            step => step.Passed.ShouldBeTrue(),
            step => step.Message.ShouldBe("found, has no member"));
    }

    [Fact]
    public async Task Source_group_that_is_not_there_fails_with_its_name_and_the_vendor_is_checked_all_the_same()
    {
        _scenario.Mappings[0] = ("nobody", "users", null);

        var checks = await CheckAsync();

        var step = GroupStep(checks, ReadSide.Source);
        step.Passed.ShouldBeFalse();
        step.Message.ShouldContain("nobody");
        checks.Single(check => check.Side == ReadSide.Vendor).Passed.ShouldBeTrue();
        ConnectionCheck.ExitCodeOf(checks).ShouldBe(SyncExitCode.NoSourceReadable);
    }

    [Fact]
    public async Task Source_whose_file_is_gone_fails_and_no_group_of_it_is_tried()
    {
        _scenario.OtherSource = "type: ldif\nfile: gone.ldif";

        var checks = await CheckAsync();

        var source = checks.Single(check => check.Side == ReadSide.Source);
        source.Passed.ShouldBeFalse();
        source.Steps.ShouldContain(step => !step.Passed && step.Message.Contains("gone.ldif", StringComparison.Ordinal));
        source.Steps.ShouldNotContain(step => step.Step.StartsWith("group", StringComparison.Ordinal));
        ConnectionCheck.ExitCodeOf(checks).ShouldBe(SyncExitCode.NoSourceReadable);
    }

    [Fact]
    public async Task Vendor_group_that_cannot_be_asked_for_fails_alone()
    {
        using var scenario = new FileScenario();
        scenario.Source.WithNumbered("staff", 2);
        scenario.Mappings.Add(("staff", "admins", null));
        await scenario.WithVendorAsync(provider => provider.CreateGroupAsync("admins", default));
        scenario.Vendor.BeforeFindGroup = group => group == "users"
            ? throw new VendorException(VendorFailure.Unavailable, "Down for maintenance.")
            : Task.CompletedTask;

        var checks = await CheckAsync(scenario.Load(), scenario.Environment);

        var steps = checks.Single(check => check.Side == ReadSide.Vendor).Steps;
        steps.Where(step => !step.Passed).Select(step => (step.Step, step.Message)).ShouldBe([("group users", "Down for maintenance.")]);
        steps.Single(step => step.Step == "group admins").Passed.ShouldBeTrue();
        ConnectionCheck.ExitCodeOf(checks).ShouldBe(SyncExitCode.FinishedWithFailures);
    }

    [Theory]
    [InlineData("create_groups: false", false, "not found")]
    [InlineData("create_groups: true", true, "not there yet; a sync creates it")]
    public async Task Vendor_group_that_is_not_there_is_a_fault_unless_a_sync_creates_it(string settings, bool passes, string message)
    {
        using var scenario = new FileScenario { VendorSettings = settings };
        scenario.Source.WithNumbered("staff", 2);

        var checks = await CheckAsync(scenario.Load(), scenario.Environment);

        var step = GroupStep(checks, ReadSide.Vendor);
        (step.Passed, step.Message).ShouldBe((passes, message));
        (step.Hint is null).ShouldBe(passes);
    }

    private async Task<List<SystemCheck>> CheckAsync(SyncConfiguration? configuration = null, SyncEnvironment? environment = null)
    {
        await using var session = new SyncSession(configuration ?? _scenario.Load(), environment ?? new SyncEnvironment());
        var checks = new List<SystemCheck>();
        await foreach (var check in ConnectionCheck.RunAsync(session, CancellationToken.None))
            checks.Add(check);
        checks.Count.ShouldBe(2);
        return checks;
    }

    private static CheckResult GroupStep(IEnumerable<SystemCheck> checks, ReadSide side) =>
        checks.Single(check => check.Side == side).Steps.Single(step => step.Step.StartsWith("group ", StringComparison.Ordinal));
}
