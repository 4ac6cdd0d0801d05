using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Fixtures.Scim;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Scim;

/// <summary>Whole runs against a server that was not written for this product, and against one that lies.</summary>
public sealed class ScimSyncTests
{
    private const string Auth = $"auth: {{method: bearer, token: {ScimmyServer.Token}}}\n";

    private const string Enterprise = """
        attributes:
          userName: "{userName}"
          email: "{email}"
          firstName: "{firstName}"
          lastName: "{lastName}"
          department: "{departmentNumber}"

        """;

    [SkippableFact]
    public async Task Real_server_follows_the_directory_and_the_second_run_writes_nothing()
    {
        Skip.If(ScimmyServer.MissingReason is not null, ScimmyServer.MissingReason);
        await using var server = await ScimmyServer.StartAsync();
        using var scenario = new ScimScenario(server.BaseUrl) { Vendor = Auth + Enterprise + "create_groups: true\n" };
        scenario.Source.WithNumbered("staff", 30);
        scenario.Source.With("staff", new Person("id-umlaut", "jürgen.groß")
        {
            Mail = "jg@example.com",
            FirstName = "Jürgen 😀",
            LastName = "Groß \"der\" \\",
            More = ("departmentNumber", "Übung"),
        });

        var first = await scenario.RunAsync();

        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        first.Totals.Added.ShouldBe(31);
        (await server.MemberNamesAsync("SRE")).Count.ShouldBe(31);
        var umlaut = (await server.UsersAsync()).Single(user => (string?)user["userName"] == "jürgen.groß");
        ((string?)umlaut["name"]!["givenName"]).ShouldBe("Jürgen 😀");
        ((string?)umlaut["name"]!["familyName"]).ShouldBe("Groß \"der\" \\");
        ((string?)umlaut["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]!["department"]).ShouldBe("Übung");
        ((bool?)umlaut["active"]).ShouldBe(true);

        await server.ClearRequestsAsync();
        var second = await scenario.RunAsync();
        second.Totals.ShouldBe(new SyncTotals { Unchanged = 31 }, second.Describe());
        (await server.WritesAsync()).ShouldBeEmpty();

        scenario.Source.Change("id-00003", person => person with { LastName = "Married", Mail = "new3@example.com" });
        scenario.Source.Leave("staff", "id-00005");
        scenario.Source.With("staff", Person.Numbered(31));
        var third = await scenario.RunAsync();
        third.ExitCode.ShouldBe(SyncExitCode.Done, third.Describe());
        third.Totals.ShouldBe(new SyncTotals { Added = 1, Removed = 1, Updated = 1, Unchanged = 29 });
        (await server.MemberNamesAsync("SRE")).ShouldNotContain("user00005");
        var married = (await server.UsersAsync()).Single(user => (string?)user["userName"] == "user00003");
        ((string?)married["name"]!["familyName"]).ShouldBe("Married");
        ((string?)married["name"]!["givenName"]).ShouldBe("First3");
        ((string?)married["emails"]!.AsArray().Single()!["value"]).ShouldBe("new3@example.com");
        (await server.UsersAsync()).Length.ShouldBe(32, "accounts are never deleted");

        (await scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 31 });
    }

    [SkippableFact]
    public async Task Real_server_disables_and_enables_people()
    {
        Skip.If(ScimmyServer.MissingReason is not null, ScimmyServer.MissingReason);
        await using var server = await ScimmyServer.StartAsync();
        using var scenario = new ScimScenario(server.BaseUrl) { Vendor = Auth + "create_groups: true\ndisabled_members: disable\n" };
        scenario.Source.WithNumbered("staff", 10);
        await scenario.RunAsync();

        scenario.Source.Change("id-00002", person => person with { Disabled = true });
        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        (await Active()).ShouldBe(false);

        scenario.Source.Change("id-00002", person => person with { Disabled = false });
        run = await scenario.RunAsync();
        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        (await Active()).ShouldBe(true);

        async Task<bool?> Active() => (bool?)(await server.UsersAsync()).Single(user => (string?)user["userName"] == "user00002")["active"];
    }

    [Fact]
    public async Task Five_thousand_people_join_leave_and_change_in_few_requests()
    {
        await using var server = await ScimFake.StartAsync(new ScimFakeOptions { MaxPage = 500 });
        var group = server.Store.AddGroup("SRE");
        server.Store.AddNumbered(group, 5000);
        using var scenario = new ScimScenario(server.BaseUrl) { Scim = "page_size: 500" };
        scenario.Source.WithNumbered("staff", 5000);

        var first = await scenario.RunAsync();
        first.Totals.ShouldBe(new SyncTotals { Unchanged = 5000 }, first.Describe());
        server.Requests.All.Count.ShouldBeLessThan(20);
        scenario.Source.Leave("staff", "id-00007");
        scenario.Source.With("staff", Person.Numbered(5001));
        scenario.Source.Change("id-00009", person => person with { FirstName = "Änne" });
        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Added = 1, Removed = 1, Updated = 1, Unchanged = 4998 });
        server.Store.MemberIds(group).Count.ShouldBe(5000);
        server.Requests.Writes.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Members_that_are_cut_off_remove_nobody()
    {
        await using var server = await ScimFake.StartAsync(new ScimFakeOptions { ShownMembers = 20 });
        var group = server.Store.AddGroup("SRE");
        server.Store.AddNumbered(group, 30);
        using var scenario = new ScimScenario(server.BaseUrl);
        scenario.Source.WithNumbered("staff", 15);

        var run = await scenario.RunAsync(new SyncOptions { AllowRemovals = true });

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, run.Describe());
        server.Store.MemberIds(group).Count.ShouldBe(30);
    }

    [Fact]
    public async Task Server_that_fails_while_reading_removes_nobody()
    {
        await using var server = await ScimFake.StartAsync(new ScimFakeOptions { MaxPage = 10 });
        var group = server.Store.AddGroup("SRE");
        server.Store.AddNumbered(group, 30);
        using var scenario = new ScimScenario(server.BaseUrl);
        scenario.Source.WithNumbered("staff", 15);
        server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, Path = "/Users", Skip = 1 });

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        server.Store.MemberIds(group).Count.ShouldBe(30);
        server.Requests.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Updates_of_many_people_reach_a_server_with_bulk()
    {
        await using var server = await ScimFake.StartAsync(new ScimFakeOptions { Bulk = true, BulkOperations = 20 });
        var group = server.Store.AddGroup("SRE");
        server.Store.AddNumbered(group, 50);
        using var scenario = new ScimScenario(server.BaseUrl);
        scenario.Source.WithNumbered("staff", 50);
        for (var number = 1; number <= 50; number++)
            scenario.Source.Change($"id-{number:D5}", person => person with { LastName = "New" });

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.Updated.ShouldBe(50);
        server.Store.Users.ShouldAllBe(user => (string?)user["name"]!["familyName"] == "New");
        (await scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 50 });
    }
}
