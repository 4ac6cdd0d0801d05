using System.Text.RegularExpressions;
using LdapVendorSync.Fixtures.Postgres;

namespace LdapVendorSync.Cli.Tests;

/// <summary>The configuration of docs/providers/odoo.md against a real PostgreSQL with Odoo's tables.</summary>
public sealed partial class OdooTests : IDisposable
{
    private const string People =
        """
        version: 1

        dn: uid=u00000,ou=people,dc=example,dc=com
        objectClass: inetOrgPerson
        uid: u00000
        cn: Person 0
        sn: 0
        mail: u00000@example.test

        dn: uid=new,ou=people,dc=example,dc=com
        objectClass: inetOrgPerson
        uid: new
        cn: New
        sn: New
        mail: new@example.test

        dn: cn=internal,ou=groups,dc=example,dc=com
        objectClass: groupOfNames
        cn: internal
        member: uid=u00000,ou=people,dc=example,dc=com
        member: uid=new,ou=people,dc=example,dc=com

        dn: cn=sales,ou=groups,dc=example,dc=com
        objectClass: groupOfNames
        cn: sales
        member: uid=u00000,ou=people,dc=example,dc=com

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-odoo-").FullName;

    public static TheoryData<string> Scripts => ["odoo-reader-18.sql", "odoo-reader-19.sql"];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Page_shows_the_rights_that_the_tests_run_with(string script) =>
        Page().ShouldContain($"```sql\n{File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Postgres", script))}```");

    [SkippableFact]
    public async Task Odoo_is_checked_listed_and_compared_and_nothing_is_written()
    {
        Skip.IfNot(PostgresServer.MissingReason is null, PostgresServer.MissingReason);
        await using var server = await PostgresServer.StartAsync();
        var database = await server.CreateOdooAsync(19, people: 20);
        await WriteConfigurationAsync(server, database);

        var check = (await RunAsync("check", "--connect")).ShouldExitWith(0);
        check.Output.ShouldContain("found (id 1)");

        var members = (await RunAsync("members", "vendor", "Odoo", "sales_team.group_sale_manager", "--output", "json")).ShouldExitWith(0);
        members.Json.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("userName").GetString())
            .ShouldBe(["u00000", "u00010"], ignoreOrder: true);

        var plan = await RunAsync("plan", "--output", "json");
        plan.Json.GetProperty("changes").EnumerateArray()
            .Where(change => change.GetProperty("group").GetString() == "Sales / Administrator")
            .ShouldContain(change => change.GetProperty("user").GetString() == "u00010");

        var memberships = await server.RunSqlAsync(database, "SELECT * FROM res_groups_users_rel ORDER BY 1, 2");
        var sync = await RunAsync("sync", "--allow-removals");
        sync.ExitCode.ShouldBeOneOf(0, 4);
        Regex.Replace(sync.Output + sync.Error, @"\s+", " ").ShouldMatch("(can only be read|is read only)");
        (await server.RunSqlAsync(database, "SELECT * FROM res_groups_users_rel ORDER BY 1, 2")).ShouldBe(memberships);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Page() => File.ReadAllText(Path.Combine(Repository.Folder, "docs", "providers", "odoo.md"));

    private async Task WriteConfigurationAsync(PostgresServer server, string database)
    {
        var example = YamlBlock().Match(Page()).Groups["yaml"].Value
            .Replace("company-ca.pem", server.AuthorityFile, StringComparison.Ordinal)
            .Replace("host: odoo-db.example.com", $"host: localhost\n      port: {server.Port}", StringComparison.Ordinal)
            .Replace("database: odoo", $"database: {database}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(_folder, "directory.ldif"), People);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "sync.yaml"),
            $$"""
            sources:
              - name: directory
                type: ldif
                file: directory.ldif
                group_dn_map: {internal: "cn=internal,ou=groups,dc=example,dc=com", sales: "cn=sales,ou=groups,dc=example,dc=com"}
            {{example}}
            """);
    }

    private Task<CommandResult> RunAsync(params string[] arguments) => TheCommand.RunInAsync(
        _folder,
        new Dictionary<string, string> { ["ODOO_PASSWORD"] = PostgresServer.ReaderPassword },
        [.. arguments, "--config", Path.Combine(_folder, "sync.yaml")]);

    [GeneratedRegex("^```yaml\n(?<yaml>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex YamlBlock();
}
