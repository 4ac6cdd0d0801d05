namespace LdapVendorSync.Cli.Tests;

public sealed class OutputTests : IDisposable
{
    private readonly Quickstart _quickstart = new();

    public void Dispose() => _quickstart.Dispose();

    [Fact]
    public async Task Result_goes_to_standard_output_and_progress_to_standard_error()
    {
        var sync = (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        sync.Output.ShouldContain("page-owners");
        sync.Output.ShouldContain("0 removed");
        sync.Output.ShouldNotContain("reading");
        sync.Error.ShouldContain("Wiki: reading everyone");
        sync.Error.ShouldContain("CRM: finished");
        (sync.Output + sync.Error).ShouldNotContain("\u001b", Case.Sensitive, "no terminal, no escape sequences");
    }

    [Fact]
    public async Task Plan_as_table_lists_each_change_on_a_line_of_its_own()
    {
        var plan = (await _quickstart.RunAsync("plan", "--vendor", "CRM", "--group", "managers")).ShouldExitWith(0);

        var changes = plan.Output.Split('\n').Where(line => line.Contains(" Add ", StringComparison.Ordinal)).ToList();
        changes.Count.ShouldBe(6);
        changes.ShouldAllBe(line => line.Contains("CRM", StringComparison.Ordinal) && line.Contains("managers", StringComparison.Ordinal));
        plan.Output.ShouldContain("nothing was written");
        File.Exists(Path.Combine(_quickstart.Folder, "data", "crm.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task Plan_as_csv_has_a_record_for_each_change_and_nothing_else()
    {
        var plan = (await _quickstart.RunAsync("plan", "--vendor", "CRM", "--group", "managers", "--output", "csv")).ShouldExitWith(0);

        var lines = plan.Output.TrimEnd().Split("\r\n");
        lines[0].ShouldBe("vendor,group,action,user,differences,outcome,error");
        lines.Skip(1).Count(line => line.StartsWith("CRM,managers,Add,", StringComparison.Ordinal)).ShouldBe(6);
    }

    [Theory]
    [InlineData("source", "leaders")]
    [InlineData("vendor", "Wiki", "page-owners")]
    public async Task Members_of_either_side_come_in_every_format(params string[] group)
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        var json = (await _quickstart.RunAsync(["members", .. group, "--output", "json"])).ShouldExitWith(0);
        var csv = (await _quickstart.RunAsync(["members", .. group, "--output", "csv"])).ShouldExitWith(0);
        var table = (await _quickstart.RunAsync(["members", .. group])).ShouldExitWith(0);

        json.Json.GetProperty("completeness").GetString().ShouldBe("Complete");
        json.Json.GetProperty("members").GetArrayLength().ShouldBe(6);
        csv.Output.TrimEnd().Split("\r\n").Length.ShouldBe(7);
        csv.Output.ShouldContain("Åsa");
        table.Output.ShouldContain("Åsa");
        table.Output.ShouldContain("6 members");
    }

    [Fact]
    public async Task Members_in_json_say_by_which_groups_they_are_in()
    {
        var json = (await _quickstart.RunAsync("members", "source", "employees", "--recurse", "--output", "json")).ShouldExitWith(0);

        var paths = json.Json.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("groupPath")).ToList();
        paths.ShouldContain(path => path.GetArrayLength() > 0);
        paths.Where(path => path.GetArrayLength() > 0).ShouldAllBe(path => path[0].GetString()!.EndsWith(",ou=groups,dc=nordwind,dc=example"));
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public async Task Members_who_are_no_people_are_told_beside_the_list(string format)
    {
        Quickstart.Edit(_quickstart.DirectoryFile, text => text + """

            dn: cn=Jane Ext,ou=people,dc=nordwind,dc=example
            objectClass: contact
            cn: Jane Ext

            dn: cn=mixed,ou=groups,dc=nordwind,dc=example
            objectClass: groupOfNames
            cn: mixed
            member: cn=Jane Ext,ou=people,dc=nordwind,dc=example
            member: uid=jsmit,ou=people,dc=nordwind,dc=example

            """);

        var members = (await _quickstart.RunAsync("members", "source", "cn=mixed,ou=groups,dc=nordwind,dc=example", "--output", format))
            .ShouldExitWith(0);

        members.Error.ShouldContain("is no person and left out: 1 contact ('Jane Ext').");
        members.Output.ShouldContain("Complete");
        if (format == "json")
        {
            members.Json.GetProperty("leftOut").GetInt32().ShouldBe(1);
            members.Json.GetProperty("nonPeople")[0].GetProperty("kind").GetString().ShouldBe("Contact");
            members.Json.GetProperty("nonPeople")[0].GetProperty("count").GetInt32().ShouldBe(1);
        }
    }

    [Fact]
    public async Task Members_of_a_group_that_is_not_there_say_so()
    {
        var source = (await _quickstart.RunAsync("members", "source", "cn=nobody,ou=groups,dc=nordwind,dc=example")).ShouldExitWith(4);
        source.Error.ShouldContain("nobody");
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        var vendor = (await _quickstart.RunAsync("members", "vendor", "Wiki", "nobody")).ShouldExitWith(4);
        vendor.Error.ShouldContain("nobody");
    }

    [Fact]
    public async Task Members_of_a_source_that_cannot_be_read_end_with_3()
    {
        Quickstart.Edit(_quickstart.Configuration, yaml => yaml.Replace("file: directory.ldif", "file: .", StringComparison.Ordinal));

        (await _quickstart.RunAsync("members", "source", "leaders")).ShouldExitWith(3);
    }

    [Theory]
    [InlineData("sync", "--vendor", "Nope")]
    [InlineData("plan", "--vendor", "Nope")]
    [InlineData("members", "vendor", "Nope", "x")]
    [InlineData("members", "source", "leaders", "--source", "Nope")]
    public async Task Name_that_the_configuration_does_not_have_is_a_mistake_on_the_command_line(params string[] line)
    {
        Quickstart.Edit(_quickstart.Configuration, yaml => yaml.Replace("  dir: reports", "  dir: reports-of-it", StringComparison.Ordinal));

        var result = (await _quickstart.RunAsync(line)).ShouldExitWith(2);

        result.Output.ShouldBeEmpty();
        result.Error.ShouldContain("The command line names an unknown");
        result.Error.ShouldContain("'Nope'");
        result.Error.ShouldNotContain("invalid");
        Directory.Exists(Path.Combine(_quickstart.Folder, "reports-of-it")).ShouldBeFalse("there was no run");
    }

    [Fact]
    public async Task Source_that_cannot_be_read_is_said_once_and_without_counts()
    {
        Quickstart.Edit(_quickstart.Configuration, yaml => yaml.Replace("file: directory.ldif", "file: .", StringComparison.Ordinal));

        var result = (await _quickstart.RunAsync("sync")).ShouldExitWith(3);

        result.Output.Split("No source could be read").Length.ShouldBe(2, result.Output);
        result.Output.ShouldNotContain("No changes");
    }

    [Fact]
    public async Task Report_that_cannot_be_written_is_the_reason_that_is_given()
    {
        var result = (await _quickstart.RunAsync("sync", "--report", Path.Combine(_quickstart.DirectoryFile, "reports"))).ShouldExitWith(4);

        result.Output.ShouldContain("The report could not be written to");
        result.Output.ShouldNotContain("people, groups or vendors failed");
        result.Output.ShouldContain("Vendor members");
    }

    [Fact]
    public async Task History_lists_the_runs_the_latest_first()
    {
        (await _quickstart.RunAsync("history")).ShouldExitWith(0).Output.ShouldContain("No run yet");
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        (await _quickstart.RunAsync("plan")).ShouldExitWith(0);

        var json = (await _quickstart.RunAsync("history", "--output", "json")).ShouldExitWith(0);
        var csv = (await _quickstart.RunAsync("history", "--output", "csv", "--limit", "1")).ShouldExitWith(0);

        json.Json.EnumerateArray().Select(run => run.GetProperty("dryRun").GetBoolean()).ShouldBe([true, false]);
        json.Json[1].GetProperty("exitCode").GetInt32().ShouldBe(0);
        json.Json[1].GetProperty("totals").GetProperty("added").GetInt32().ShouldBeGreaterThan(80);
        csv.Output.TrimEnd().Split("\r\n").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Check_reaches_every_system_and_looks_for_every_group()
    {
        var before = (await _quickstart.RunAsync("check", "--connect")).ShouldExitWith(0);
        before.Output.ShouldContain("1 source, 2 vendors, 6 mappings");
        before.Output.ShouldContain("a sync creates it");

        Quickstart.Edit(_quickstart.Configuration, yaml => yaml
            .Replace("cn=on-call,", "cn=on-fire,", StringComparison.Ordinal)
            .Replace("create_groups: true", "create_groups: false", StringComparison.Ordinal));
        var after = (await _quickstart.RunAsync("check", "--connect")).ShouldExitWith(3);
        after.Output.ShouldContain("FAIL group");
        after.Output.ShouldContain("create_groups");
    }
}
