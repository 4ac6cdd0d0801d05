using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Vendors.Contract;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Glean;

namespace LdapVendorSync.Core.Tests.Vendors.Glean;

/// <summary>The example of docs/providers/glean.md loads and runs, but for the addresses of its servers.</summary>
public sealed partial class GleanDocumentationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-docs-").FullName;

    private static string Example => Yaml().Match(File.ReadAllText(Path.Combine(ContractRecord.RepositoryRoot(), "docs", "providers", "glean.md"))).Groups[1].Value;

    [Fact]
    public void Example_loads_without_a_problem() => Load(Example).Problems.ShouldBeEmpty();

    [Fact]
    public async Task Example_runs()
    {
        await using var server = await GleanServer.StartAsync();
        File.WriteAllText(Path.Combine(_folder, "directory.ldif"), """
            version: 1

            dn: uid=ada,ou=people,dc=example,dc=com
            objectClass: inetOrgPerson
            entryUUID: 11111111-0000-0000-0000-000000000001
            cn: Ada Lovelace
            uid: ada
            mail: ada@example.com
            givenName: Ada
            sn: Lovelace
            departmentNumber: Engineering
            title: Analyst
            telephoneNumber: +44 20
            l: London
            managerMail: charles@example.com
            hireDate: 18330605000000Z
            preferredLanguage: French

            dn: uid=printer,ou=people,dc=example,dc=com
            objectClass: inetOrgPerson
            entryUUID: 11111111-0000-0000-0000-000000000002
            cn: printer
            uid: printer
            sn: Printer

            dn: cn=sre,ou=groups,dc=example,dc=com
            objectClass: groupOfNames
            cn: sre
            member: uid=ada,ou=people,dc=example,dc=com

            """);
        var ldap = Example[Example.IndexOf("    type: ldap", StringComparison.Ordinal)..Example.IndexOf("    user_base_dn", StringComparison.Ordinal)];
        var yaml = Example
            .Replace(ldap, "    type: ldif\n    file: directory.ldif\n", StringComparison.Ordinal)
            .Replace("https://example-be.glean.com/api/index/v1", server.BaseUrl.ToString(), StringComparison.Ordinal);

        var run = await new SyncRunner(Load(yaml).GetConfiguration(), new SyncEnvironment()).RunAsync(new SyncOptions(), null, CancellationToken.None);

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Error);
        var ada = server.Employees.ShouldHaveSingleItem().Value;
        ((string?)ada["structuredLocation"]!["city"]).ShouldBe("London");
        ((string?)ada["startDate"]).ShouldBe("1833-06-05");
        ((string?)server.Teams["sre"]["name"]).ShouldBe("Site Reliability");
        server.MembersOf("sre").ShouldBe(["ada@example.com"]);
        server.Requests.ShouldContain(request => request.Operation == "processallemployeesandteams");
        server.ThrowIfViolated();
    }

    [Fact]
    public void Second_vendor_for_one_glean_is_refused_whatever_its_groups()
    {
        const string second = """

              - name: Teams
                module: glean
                base_url: https://EXAMPLE-be.glean.com:443/api/index/v1/
                auth: { method: bearer, token: "${GLEAN_TOKEN}" }
                allow_account_deletion: true
                groups:
                  - { source_group: "cn=web,ou=groups,dc=example,dc=com", vendor_group: web }
            """;

        var problem = Load(Example.TrimEnd() + second).Problems.ShouldHaveSingleItem();

        problem.Message.ShouldContain("Vendor 'Glean' has the same target");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ConfigurationResult Load(string yaml)
    {
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, yaml);
        return ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Environment = new Dictionary<string, string> { ["LDAP_BIND_PASSWORD"] = "secret-of-a-test", ["GLEAN_TOKEN"] = GleanServer.Token },
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        });
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
