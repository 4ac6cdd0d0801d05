namespace LdapVendorSync.Cli.Tests;

public sealed class ConfigurationTests : IDisposable
{
    private readonly Quickstart _quickstart = new();

    public void Dispose() => _quickstart.Dispose();

    [Fact]
    public async Task Six_mistakes_are_six_problems_with_their_lines()
    {
        await File.WriteAllTextAsync(_quickstart.Configuration, """
            sources:
              - name: staff
                type: ldif
                file: directory.ldif
            vendor_apps:
              - name: Wiki
                module: sqlit
                groups:
                  - source_group: cn=employees,ou=groups,dc=nordwind,dc=example
                    vendor_group: everyone
              - name: CRM
                module: sqlite
                sqlite:
                  database: data/crm.db
                concurrency: many
                groups:
                  - source_group: cn=employees,ou=groups,dc=nordwind,dc=example
                    vendor_group: everyone
                    recurs: true
            guards:
              max_removal_percent: 120
            logging:
              level: LOUD
              retention_days: 0
            """);

        var result = (await _quickstart.RunAsync("sync")).ShouldExitWith(2);

        result.Output.ShouldBeEmpty();
        var problems = result.Error.Split('\n').Where(line => line.Contains(": error: ", StringComparison.Ordinal)).ToList();
        problems.Select(line => line[(_quickstart.Configuration.Length + 1)..].Split(':')[0])
            .ShouldBe(["7", "15", "19", "21", "23", "24"], $"the lines of:\n{result.Error}");
        problems.ShouldContain(line => line.Contains("'sqlite'", StringComparison.Ordinal), "the nearest provider");
        problems.ShouldContain(line => line.Contains("'recurse'", StringComparison.Ordinal), "the nearest key");
        result.Error.ShouldContain("6 errors");
        Directory.Exists(Path.Combine(_quickstart.Folder, "state")).ShouldBeFalse("nothing was run");
    }

    [Fact]
    public async Task Env_file_beside_the_configuration_that_was_not_asked_for_is_named_where_a_variable_is_missing()
    {
        await File.WriteAllTextAsync(Path.Combine(_quickstart.Folder, ".env"), "DIRECTORY=directory.ldif\n");
        Quickstart.Edit(_quickstart.Configuration, yaml => yaml.Replace("file: directory.ldif", "file: ${DIRECTORY}", StringComparison.Ordinal));

        (await _quickstart.RunAsync("check")).ShouldExitWith(2).Error.ShouldContain("name it with --env-file");
        (await _quickstart.RunAsync("check", "--env-file", Path.Combine(_quickstart.Folder, ".env"))).ShouldExitWith(0).Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Misspelt_key_that_must_be_given_is_one_problem()
    {
        Quickstart.Edit(_quickstart.Configuration, yaml => yaml
            .Replace("    file: directory.ldif", "    fle: directory.ldif", StringComparison.Ordinal)
            .Replace("vendor_group: developers", "vendor_grup: developers", StringComparison.Ordinal));

        var result = (await _quickstart.RunAsync("check")).ShouldExitWith(2);

        result.Error.ShouldContain("'file'");
        result.Error.ShouldContain("'vendor_group'");
        result.Error.ShouldContain("2 errors");
    }

    [Fact]
    public async Task What_a_vendor_cannot_do_keeps_a_run_from_starting_and_is_told_by_check_and_by_the_run()
    {
        Quickstart.Edit(_quickstart.Configuration, yaml => yaml.Replace(
            "    module: sqlite\n    sqlite:\n      database: data/wiki.db\n",
            """
                module: glean
                base_url: http://127.0.0.1:1/api/index/v1
                auth: { method: bearer, token: abcdefgh }
                disabled_members: disable

            """,
            StringComparison.Ordinal));

        var check = (await _quickstart.RunAsync("check")).ShouldExitWith(2);
        var run = (await _quickstart.RunAsync("sync")).ShouldExitWith(2);

        check.Output.ShouldNotContain("valid");
        check.Output.ShouldContain("Vendor 'Wiki': disabled_members is 'disable', but accounts cannot be disabled at this vendor.");
        run.Output.ShouldContain("Vendor 'Wiki': disabled_members is 'disable'");
        run.Output.ShouldNotContain("No changes");
    }

    [Fact]
    public async Task Configuration_is_found_by_the_environment_and_by_its_usual_name()
    {
        var byVariable = await TheCommand.RunInAsync(
            Path.GetTempPath(), new Dictionary<string, string> { ["LVS_CONFIG"] = _quickstart.Configuration }, "check");
        byVariable.ShouldExitWith(0);

        File.Move(_quickstart.Configuration, Path.Combine(_quickstart.Folder, "config.yaml"));
        (await TheCommand.RunInAsync(_quickstart.Folder, new Dictionary<string, string>(), "check")).ShouldExitWith(0);
    }

    [Fact]
    public async Task Env_file_fills_variables()
    {
        Quickstart.Edit(
            _quickstart.Configuration,
            yaml => yaml.Replace("database: data/wiki.db", "database: ${WIKI_DATABASE}", StringComparison.Ordinal));
        (await _quickstart.RunAsync("check")).ShouldExitWith(2).Error.ShouldContain("WIKI_DATABASE");
        var envFile = Path.Combine(_quickstart.Folder, "test.env");
        await File.WriteAllTextAsync(envFile, "WIKI_DATABASE=data/other.db\n");

        (await _quickstart.RunAsync("sync", "--env-file", envFile)).ShouldExitWith(0);

        File.Exists(Path.Combine(_quickstart.Folder, "data", "other.db")).ShouldBeTrue();
    }

    [Fact]
    public async Task Log_of_a_run_says_with_which_configuration_and_without_its_secrets()
    {
        Quickstart.Edit(_quickstart.Configuration, yaml => yaml + """

            notifications:
              enable_email: false
              smtp_server: smtp.nordwind.example
              smtp_username: sync
              smtp_password: hunter2-hunter2
              email_from: sync@nordwind.example
              email_to: [ops@nordwind.example]
            """);

        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        var log = string.Concat(Directory.GetFiles(Path.Combine(_quickstart.Folder, "logs")).Select(File.ReadAllText));
        log.ShouldContain("directory.ldif");
        log.ShouldContain("smtp.nordwind.example");
        log.ShouldNotContain("hunter2");
    }
}
