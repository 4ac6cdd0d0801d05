using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Tracing;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync.Tracing;

/// <summary>Why somebody is or is not in a group now: directory in a file, vendor over real HTTP.</summary>
public sealed class LiveTraceTests
{
    private static readonly Person Ada = new("id-ada", "adal")
    {
        Mail = "ada@example.com",
        FirstName = "Ada",
        LastName = "Lovelace",
    };

    [Fact]
    public async Task Member_is_explained_by_the_way_through_nested_groups_and_by_the_run_that_added_them()
    {
        await using var scenario = await StartAsync();
        scenario.Source.Leave("staff", Ada.Id);
        scenario.Source.Nest("staff", "engineering").Nest("engineering", "platform").Nest("platform", "sre").With("sre", Ada);
        var run = await scenario.RunAsync(new SyncOptions { Command = "sync" });

        var trace = await scenario.TraceAsync("adal");

        trace.Membership.ShouldBe(TracedMembership.Member, trace.Describe());
        trace.ExitCode.ShouldBe(SyncExitCode.Done);
        trace.Verdict.ShouldStartWith("Ada Lovelace (adal) is in 'users' at 'App1' because the source group");
        var way = trace.ShouldFind(TraceFindingKind.SourceMember);
        way.Data["path"].ShouldBe(new[] { "engineering", "platform", "sre" }.Select(DirectoryFile.GroupDn));
        trace.ShouldFind(TraceFindingKind.Mapping).Data["source"].ShouldBe("hr");
        trace.ShouldFind(TraceFindingKind.SourceEntry).Data["sourceId"].ShouldBe(Ada.Id);
        trace.ShouldFind(TraceFindingKind.Recognised).Data["by"].ShouldBe("link");
        trace.ShouldFind(TraceFindingKind.VendorMember);
        var added = trace.ShouldFind(TraceFindingKind.Change, "added them");
        added.Data["runId"].ShouldBe(run.RunId);
        added.Data["command"].ShouldBe("sync");
        trace.ShouldFind(TraceFindingKind.NextRun).Data["action"].ShouldBe("none");
        trace.ShouldFind(TraceFindingKind.Run).Data["runId"].ShouldBe(run.RunId);
    }

    [Theory]
    [InlineData("adal")]
    [InlineData("ADA@example.com")]
    [InlineData("id-ada")]
    [InlineData("uid=id-ada, ou=people,dc=example,dc=test")]
    [InlineData("Ada Lovelace")]
    public async Task Person_may_be_named_in_many_ways(string name)
    {
        await using var scenario = await StartAsync();
        await scenario.RunAsync();

        (await scenario.TraceAsync(name)).Person.SourceId.ShouldBe(Ada.Id);
        var vendorId = scenario.Vendor.Store.FindByName("adal")!.Id;
        (await scenario.TraceAsync(vendorId)).Person.SourceId.ShouldBe(Ada.Id);
    }

    [Fact]
    public async Task Nobody_and_several_are_told_and_never_guessed()
    {
        await using var scenario = await StartAsync();
        scenario.Source.With("staff", Ada with { Id = "id-ada2", UserName = "adal2", Mail = "ada2@example.com" });

        var nobody = await Should.ThrowAsync<TraceException>(() => scenario.TraceAsync("nobody"));
        nobody.Failure.ShouldBe(TraceFailure.PersonNotFound);
        nobody.Message.ShouldContain("source 'hr'");

        var several = await Should.ThrowAsync<TraceException>(() => scenario.TraceAsync("Ada Lovelace"));
        several.Failure.ShouldBe(TraceFailure.PersonAmbiguous);
        several.ExitCode.ShouldBe(SyncExitCode.ConfigurationInvalid);
        several.Candidates.Select(person => person.SourceId).ShouldBe(["id-ada", "id-ada2"], ignoreOrder: true);
        several.Message.ShouldContain("id 'id-ada2'");
    }

    [Fact]
    public async Task Somebody_whom_the_group_does_not_have_is_told_so()
    {
        await using var scenario = await StartAsync();
        scenario.Source.With("others", new Person("id-bob", "bob"));

        var trace = await scenario.TraceAsync("bob");

        trace.Membership.ShouldBe(TracedMembership.NotMember);
        trace.Verdict.ShouldBe(
            $"bob is not in 'users' at 'App1' because the source group '{DirectoryFile.GroupDn("staff")}' does not have them, "
            + "neither directly nor through nested groups.");
        trace.ShouldFind(TraceFindingKind.NotSourceMember);
        trace.ShouldFind(TraceFindingKind.NoAccount);
        trace.ShouldFind(TraceFindingKind.NoHistory);
    }

    [Fact]
    public async Task Filter_that_leaves_somebody_out_is_told_with_the_part_that_does_not_hold()
    {
        await using var scenario = await StartAsync();
        scenario.SourceSettings = "recurse: true\nuser_filter: (&(objectClass=inetOrgPerson)(employeeType=internal))";
        scenario.Source.Change(Ada.Id, person => person with { More = ("employeeType", "external") });

        var trace = await scenario.TraceAsync("adal");

        var filter = trace.ShouldFind(TraceFindingKind.LeftOutByFilter);
        filter.Data["failedTerms"].ShouldBe(new[] { "(employeeType=internal)" });
        filter.Sentence.ShouldContain("employeeType is 'external'");
        trace.ShouldFind(TraceFindingKind.NotSourceMember).Data["listed"].ShouldBe(true);
        trace.Verdict.ShouldContain("because the filter (&(objectClass=inetOrgPerson)(employeeType=internal))");
    }

    [Fact]
    public async Task Base_that_leaves_somebody_out_is_told()
    {
        await using var scenario = await StartAsync();
        scenario.SourceSettings = "user_base_dn: ou=groups,dc=example,dc=test";

        var trace = await scenario.TraceAsync("adal");

        trace.ShouldFind(TraceFindingKind.LeftOutByBase).Data["userBaseDn"].ShouldBe("ou=groups,dc=example,dc=test");
    }

    [Fact]
    public async Task Nested_groups_that_do_not_count_are_told()
    {
        await using var scenario = await StartAsync();
        scenario.SourceSettings = "recurse: false";
        scenario.Source.Leave("staff", Ada.Id);
        scenario.Source.Nest("staff", "sre").With("sre", Ada);

        var trace = await scenario.TraceAsync("adal");

        trace.ShouldFind(TraceFindingKind.NestingNotFollowed).Data["path"].ShouldBe(new[] { DirectoryFile.GroupDn("sre") });
        trace.Verdict.ShouldContain("nested groups do not count (recurse: false)");
    }

    [Fact]
    public async Task Disabled_person_counts_as_absent()
    {
        await using var scenario = await StartAsync();
        scenario.Source.Change(Ada.Id, person => person with { Disabled = true });

        var never = await scenario.TraceAsync("adal");
        never.ShouldFind(TraceFindingKind.LeftOutAsDisabled).Data["disabledMembers"].ShouldBe("Remove");
        never.ShouldFind(TraceFindingKind.SourceEntry).Data["accountState"].ShouldBe("Disabled");
        never.Verdict.ShouldContain("because the account at the source may not be used");

        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "adal" });
        var member = await scenario.TraceAsync("adal");
        member.ShouldFind(TraceFindingKind.NextRun).Data["action"].ShouldBe("remove");
        member.Verdict.ShouldContain("a run would take that away because the account at the source may not be used");
    }

    [Fact]
    public async Task Two_accounts_with_one_key_leave_it_open_who_is_meant()
    {
        await using var scenario = await StartAsync();
        scenario.Vendor.Store.Seed("users", new VendorUser { Id = "1", Username = "adal" });
        scenario.Vendor.Store.AddDuplicate(new VendorUser { Id = "2", Username = "adal" });
        scenario.Vendor.Store.Add("users", "2");

        var trace = await scenario.TraceAsync("adal");

        trace.Membership.ShouldBe(TracedMembership.Unknown, trace.Describe());
        trace.ShouldFind(TraceFindingKind.NotRecognised).Data["problem"].ShouldBe("SeveralAccounts");
        trace.ShouldFind(TraceFindingKind.NextRun).Sentence.ShouldContain("neither add, update nor remove");
        trace.Verdict.ShouldContain("fits several accounts");
    }

    [Fact]
    public async Task Two_people_with_one_key_leave_it_open_who_is_meant()
    {
        await using var scenario = await StartAsync();
        scenario.Source.With("staff", Ada with { Id = "id-twin", Mail = "twin@example.com" });

        var trace = await scenario.TraceAsync("id-ada");

        trace.ShouldFind(TraceFindingKind.NotRecognised).Data["problem"].ShouldBe("DuplicateKeyAtSource");
        trace.ShouldFind(TraceFindingKind.NotRecognised).Sentence.ShouldContain("id-twin");
    }

    [Fact]
    public async Task Person_to_be_added_is_told_with_whether_an_account_is_created()
    {
        await using var scenario = await StartAsync();
        (await scenario.TraceAsync("adal")).ShouldFind(TraceFindingKind.NextRun).Data["createsAccount"].ShouldBe(true);

        scenario.Vendor.Store.CreateUser(new VendorUser { Username = "adal" });
        var trace = await scenario.TraceAsync("adal");
        trace.ShouldFind(TraceFindingKind.NextRun).Data["createsAccount"].ShouldBe(false);
        trace.ShouldFind(TraceFindingKind.Recognised).Data["value"].ShouldBe("adal");
        trace.ShouldFind(TraceFindingKind.Account).Data["vendorId"].ShouldBe(scenario.Vendor.Store.FindByName("adal")!.Id);
        trace.Verdict.ShouldEndWith("a run would add them.");
    }

    [Fact]
    public async Task Person_without_account_is_not_added_where_none_may_be_created()
    {
        await using var scenario = await StartAsync();
        scenario.Mappings[0] = ("staff", "users", "create_users: false");

        var trace = await scenario.TraceAsync("adal");

        trace.Verdict.ShouldBe(
            "Ada Lovelace (adal) is not in 'users' at 'App1' because a run cannot add them: The person has no account, and create_users is false.");
    }

    [Fact]
    public async Task Renamed_person_is_recognised_by_the_link_under_both_names()
    {
        await using var scenario = await StartAsync();
        await scenario.RunAsync();
        scenario.Source.Change(Ada.Id, person => person with { UserName = "ada.king" });

        foreach (var name in new[] { "ada.king", "adal" })
        {
            var trace = await scenario.TraceAsync(name);
            trace.Membership.ShouldBe(TracedMembership.Member);
            trace.Person.SourceId.ShouldBe(Ada.Id);
            trace.ShouldFind(TraceFindingKind.Recognised).Sentence
                .ShouldContain("The user name at the source is 'ada.king', at the vendor 'adal'.");
            trace.ShouldFind(TraceFindingKind.NextRun).Data["action"].ShouldBe("update");
        }
    }

    [Fact]
    public async Task Question_writes_nothing_and_takes_no_lock()
    {
        await using var scenario = await StartAsync();
        await scenario.TraceAsync("adal");
        Directory.Exists(scenario.StateDirectory).ShouldBeFalse("a question makes no history");

        await scenario.RunAsync();
        var before = Files(scenario);
        scenario.Vendor.Requests.Clear();
        await scenario.TraceAsync("adal");

        Files(scenario).ShouldBe(before);
        scenario.Vendor.Requests.Writes.ShouldBeEmpty();
    }

    private static List<string> Files(SyncScenario scenario) =>
    [
        .. Directory.GetFiles(scenario.StateDirectory, "*", SearchOption.AllDirectories)
            // What SQLite itself keeps beside a file while it is read.
            .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal) && !file.EndsWith("-wal", StringComparison.Ordinal))
            .Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}")
            .Order(StringComparer.Ordinal),
    ];

    private static async Task<SyncScenario> StartAsync()
    {
        var scenario = await SyncScenario.StartAsync();
        scenario.SourceSettings = "recurse: true";
        scenario.Source.WithNumbered("staff", 10).With("staff", Ada);
        return scenario;
    }
}
