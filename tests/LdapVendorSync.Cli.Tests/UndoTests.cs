using System.Diagnostics;
using System.Text.Json;

namespace LdapVendorSync.Cli.Tests;

/// <summary>A mistake, and the way back.</summary>
public sealed class UndoTests : IDisposable
{
    private readonly Quickstart _quickstart = new();

    public void Dispose() => _quickstart.Dispose();

    [Fact]
    public async Task Undo_shows_what_it_would_do_and_does_it_when_told_to()
    {
        var run = await LoseSomebodyAsync();
        var shown = (await _quickstart.RunAsync("undo", "last")).ShouldExitWith(0);
        shown.Output.ReplaceLineEndings(" ").ShouldContain($"Undo of run {run}: 1 of 1 changes would be undone.");
        shown.Error.ShouldContain($"ldap-vendor-sync undo {run} --apply");
        shown.Error.ShouldContain("next sync follows the directory again");
        (await _quickstart.MembersOfAsync("Wiki", "developers")).ShouldNotContain("ivarga");

        var undone = (await _quickstart.RunAsync("undo", run[..20], "--apply", "--output", "json")).ShouldExitWith(0).Json;
        undone.GetProperty("undo").GetProperty("runId").GetString().ShouldBe(run);
        undone.GetProperty("undo").GetProperty("undone").GetInt32().ShouldBe(1);
        var change = undone.GetProperty("changes").EnumerateArray().ShouldHaveSingleItem();
        (change.GetProperty("action").GetString(), change.GetProperty("user").GetString()).ShouldBe(("Add", "ivarga"));
        (await _quickstart.MembersOfAsync("Wiki", "developers")).ShouldContain("ivarga");

        var again = (await _quickstart.RunAsync("undo", run, "--apply")).ShouldExitWith(0);
        again.Output.ReplaceLineEndings(" ").ShouldContain("Nothing to do: a member again");
        var history = (await _quickstart.RunAsync("history", "--output", "json")).ShouldExitWith(0).Json;
        history.EnumerateArray().First().GetProperty("command").GetString().ShouldBe($"ldap-vendor-sync undo of {run}");
    }

    [Fact]
    public async Task First_run_is_held_by_its_limits_and_lists_what_stays()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        var held = (await _quickstart.RunAsync("undo", "last")).ShouldExitWith(5);
        held.Output.ShouldContain("Removal limit");
        held.Output.ShouldContain("Not undone");
        held.Output.ShouldContain("Stays: the run created the account");
        held.Output.ShouldContain("Stays: the run created the group");

        var csv = (await _quickstart.RunAsync("undo", "last", "--apply", "--allow-removals", "--output", "csv")).ShouldExitWith(0);
        csv.Output.ShouldContain("CRM,support,Remove,");
        csv.Output.ShouldContain(",Refused,");
        (await _quickstart.MembersOfAsync("Wiki", "developers")).ShouldBeEmpty();
        (await _quickstart.RunAsync("sync", "--output", "json")).ShouldExitWith(0).Json.GetProperty("totals").GetProperty("added").GetInt32().ShouldBe(86);
    }

    [Fact]
    public async Task Only_one_person_is_taken_back_and_a_name_that_fits_nobody_is_refused()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        (await _quickstart.RunAsync("undo", "last", "--person", "ivarga", "--vendor", "Wiki", "--group", "developers", "--apply")).ShouldExitWith(0);
        (await _quickstart.MembersOfAsync("Wiki", "developers")).Count.ShouldBe(12);
        (await _quickstart.MembersOfAsync("Wiki", "everyone")).ShouldContain("ivarga");

        (await _quickstart.RunAsync("undo", "last", "--person", "nobody")).ShouldExitWith(2).Output.ShouldContain("no change that fits");
        (await _quickstart.RunAsync("undo")).ShouldExitWith(2).Error.ShouldContain("argument missing");
        (await _quickstart.RunAsync("undo", "1999")).Error.ShouldContain("no run '1999'");
    }

    [Fact]
    public async Task Dry_run_of_the_configuration_holds_an_undo_back_and_is_said()
    {
        var run = await LoseSomebodyAsync();
        Quickstart.Edit(_quickstart.Configuration, yaml => "dry_run: true\n" + yaml);

        var undo = (await _quickstart.RunAsync("undo", run, "--apply")).ShouldExitWith(0);

        undo.Error.ShouldContain("dry_run: true");
        (await _quickstart.MembersOfAsync("Wiki", "developers")).ShouldNotContain("ivarga");
    }

    [SkippableFact]
    public async Task Undo_that_was_killed_is_finished_by_undoing_again()
    {
        Skip.If(OperatingSystem.IsWindows(), "The test kills as Unix does.");
        await using var vendor = await Fixtures.Vendors.VendorTestServer.StartAsync();
        vendor.Store.CreateGroup("everyone");
        await File.WriteAllTextAsync(_quickstart.Configuration, $"""
            sources:
              - name: staff
                type: ldif
                file: directory.ldif
                user_filter: (objectClass=inetOrgPerson)
            vendor_apps:
              - name: Wiki
                module: rest
                base_url: {vendor.BaseUrl}
                concurrency: 2
                groups:
                  - source_group: cn=employees,ou=groups,dc=nordwind,dc=example
                    vendor_group: everyone
                    recurse: true
            """);
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        var people = vendor.Store.MemberNames("everyone").Count;
        people.ShouldBeGreaterThan(10);
        vendor.Options.LatencyMilliseconds = 100;
        string[] undo = ["undo", "last", "--apply", "--allow-removals", "--config", _quickstart.Configuration];
        using (var process = TheCommand.Start(Path.GetTempPath(), new Dictionary<string, string>(), undo))
        {
            await UntilAsync(process, () => vendor.Store.MemberNames("everyone").Count < people - 4);
            process.Kill();
            await process.WaitForExitAsync();
        }

        var left = vendor.Store.MemberNames("everyone").Count;
        left.ShouldBeInRange(1, people - 1);
        vendor.Options.LatencyMilliseconds = 0;
        var again = (await TheCommand.RunAsync([.. undo, "--output", "json"])).ShouldExitWith(0).Json;

        vendor.Store.MemberNames("everyone").ShouldBeEmpty();
        var use = again.GetProperty("undo");
        (use.GetProperty("undone").GetInt32() + use.GetProperty("nothingToDo").GetInt32()).ShouldBe(people);
        use.GetProperty("notUndone").GetInt32().ShouldBe(0);
        (await _quickstart.RunAsync("undo", "last", "--output", "json")).ShouldExitWith(0)
            .Json.GetProperty("undo").GetProperty("nothingToDo").GetInt32().ShouldBe(people);
    }

    private static async Task UntilAsync(Process process, Func<bool> isDue)
    {
        while (!isDue())
        {
            process.HasExited.ShouldBeFalse();
            await Task.Delay(10);
        }
    }

    /// <returns>The id of a run that removed one person from one group.</returns>
    private async Task<string> LoseSomebodyAsync()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        Quickstart.Edit(_quickstart.DirectoryFile, ldif => ldif.Replace(
            "member: uid=ivarga,ou=people,dc=nordwind,dc=example\n", string.Empty, StringComparison.Ordinal));
        var sync = (await _quickstart.RunAsync("sync", "--vendor", "Wiki", "--group", "developers", "--output", "json")).ShouldExitWith(0).Json;
        sync.GetProperty("totals").GetProperty("removed").GetInt32().ShouldBe(1);
        return sync.GetProperty("runId").GetString()!;
    }
}
