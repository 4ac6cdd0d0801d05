namespace LdapVendorSync.Cli.Tests;

public sealed class InitTests : IDisposable
{
    private static readonly string[] FromCorpToGrafana =
    [
        "--server", "dc1.example.com", "--bind-dn", "CN=sync,DC=example,DC=com", "--module", "grafana", "--base-uri", "https://grafana.example.com",
        "--source-group", @"CN=Sales\, EMEA,DC=example,DC=com", "--vendor-group", "Sales",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lvs-init-");

    private string File => Path.Combine(_folder.FullName, "config.yaml");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task File_that_is_begun_is_the_one_that_every_verb_finds_and_runs()
    {
        System.IO.File.Copy(Path.Combine(Repository.Folder, "examples", "quickstart", "directory.ldif"), Path.Combine(_folder.FullName, "directory.ldif"));

        var init = await InitAsync(
            "--source-file", "directory.ldif", "--module", "sqlite", "--database", "wiki.db",
            "--source-group", "cn=engineering,ou=groups,dc=nordwind,dc=example", "--vendor-group", "developers");

        init.ShouldExitWith(0).Output.ShouldBeEmpty();
        init.Error.ShouldContain(File);
        (await RunAsync([], "check", "--connect")).ShouldExitWith(0).Output.ShouldContain("a sync creates it");
        (await RunAsync([], "sync")).ShouldExitWith(0).ShouldSay("added");
        (await RunAsync([], "check", "--connect")).ShouldExitWith(0);
    }

    [Fact]
    public async Task Secret_is_named_and_not_asked_for()
    {
        (await InitAsync(FromCorpToGrafana)).ShouldExitWith(0).Error.ShouldContain("Set before a run: LDAP_BIND_PASSWORD, GRAFANA_TOKEN");

        (await RunAsync([], "check")).ShouldExitWith(2).ShouldSay("The environment variable GRAFANA_TOKEN is not set.");
        var secrets = new Dictionary<string, string> { ["LDAP_BIND_PASSWORD"] = "secret", ["GRAFANA_TOKEN"] = "secret" };
        (await RunAsync(secrets, "check")).ShouldExitWith(0).Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task File_that_is_there_is_replaced_only_by_force()
    {
        await System.IO.File.WriteAllTextAsync(File, "mine");

        (await InitAsync(FromCorpToGrafana)).ShouldExitWith(2).Error.ShouldContain("--force");
        (await System.IO.File.ReadAllTextAsync(File)).ShouldBe("mine");
        (await InitAsync([.. FromCorpToGrafana, "--force"])).ShouldExitWith(0);
        (await System.IO.File.ReadAllTextAsync(File)).ShouldContain("grafana.example.com");
    }

    [Fact]
    public async Task What_is_missing_is_named_by_its_option()
    {
        var result = (await InitAsync("--source-type", "keycloak", "--module", "odoo")).ShouldExitWith(2);

        result.Error.ShouldContain(
            "Missing: --server, --realm, --client-id, --base-uri, --database, --vendor-user-name, --source-group, --vendor-group.");
        System.IO.File.Exists(File).ShouldBeFalse();
    }

    [Fact]
    public async Task What_would_be_wrong_in_the_file_is_told_and_nothing_is_written()
    {
        (await InitAsync([.. FromCorpToGrafana, "--search-base", "no DN at all"])).ShouldExitWith(2).ShouldSay("This is not a DN");
        System.IO.File.Exists(File).ShouldBeFalse();
    }

    [Fact]
    public async Task Source_group_without_a_vendor_group_is_refused() =>
        (await InitAsync("--source-group", "staff")).ShouldExitWith(2).ShouldSay("each pair is a mapping");

    private Task<CommandResult> InitAsync(params string[] options) => RunAsync([], ["init", .. options]);

    private Task<CommandResult> RunAsync(Dictionary<string, string> environment, params string[] arguments) =>
        TheCommand.RunInAsync(_folder.FullName, environment, arguments);
}
