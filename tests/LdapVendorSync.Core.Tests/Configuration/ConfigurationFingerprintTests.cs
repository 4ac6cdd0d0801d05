using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Configuration;

/// <summary>The fingerprint of a mapping changes with what decides about its changes, and with nothing else.</summary>
public sealed class ConfigurationFingerprintTests : IDisposable
{
    private const string Base = """
        sources:
          - { name: corp, type: ldap, server_url: ldaps://dc.example.test, bind_dn: cn=svc, bind_password: first-password, user_filter: (objectClass=person) }
          - { name: other, type: ldif, file: other.ldif }
        guards: { max_removal_percent: 20 }
        vendor_apps:
          - name: Wiki
            module: rest
            base_url: https://wiki.example.test
            auth: { method: bearer, token: first-token }
            attributes: { email: mail, lastName: sn }
            groups:
              - { source: corp, source_group: 'cn=a,dc=test', vendor_group: users }
              - { source: corp, source_group: 'cn=b,dc=test', vendor_group: others }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-fingerprint-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("first-password", "second-password")]
    [InlineData("first-token", "second-token")]
    [InlineData("{ email: mail, lastName: sn }", "{ lastName: sn, email: mail } # a comment")]
    [InlineData("name: corp, type: ldap,", "type: ldap, name: corp,")]
    [InlineData("    module: rest", "    timeout_seconds: 5\n    concurrency: 2\n    error_handling: { max_retries: 9 }\n    module: rest")]
    [InlineData("type: ldap,", "type: ldap, page_size: 7, operation_timeout_seconds: 3,")]
    [InlineData("file: other.ldif", "file: another.ldif")]
    [InlineData("vendor_group: others", "vendor_group: elsewhere")]
    [InlineData("guards: { max_removal_percent: 20 }", "max_parallel_vendors: 2\nstate_dir: elsewhere\nlogging: { level: DEBUG }")]
    [InlineData("vendor_group: users }", "vendor_group: users, guards: { max_removal_percent: 20 } }")]
    public void Fingerprint_stays(string what, string other) => Hash(Base.Replace(what, other)).ShouldBe(Hash(Base));

    [Theory]
    [InlineData("max_removal_percent: 20", "max_removal_percent: 30")]
    [InlineData("max_removal_percent: 20", "max_removals_per_run: 7")]
    [InlineData("(objectClass=person)", "(objectClass=inetOrgPerson)")]
    [InlineData("dc.example.test", "dc2.example.test")]
    [InlineData("wiki.example.test", "wiki2.example.test")]
    [InlineData("lastName: sn", "lastName: cn")]
    [InlineData("vendor_group: users", "clear_missing: true, vendor_group: users")]
    [InlineData("'cn=a,dc=test'", "'cn=c,dc=test'")]
    [InlineData("    module: rest", "    rest: { read_members: { query: { q: x } } }\n    module: rest")]
    public void Fingerprint_changes(string what, string other) => Hash(Base.Replace(what, other)).ShouldNotBe(Hash(Base));

    [Fact]
    public void Mappings_have_fingerprints_of_their_own()
    {
        var configuration = Load(Base);
        var vendor = configuration.Vendors[0];
        ConfigurationFingerprint.Of(configuration, vendor, [vendor.Groups[0]]).ShouldNotBe(ConfigurationFingerprint.Of(configuration, vendor, [vendor.Groups[1]]));
        ConfigurationFingerprint.Of(configuration, vendor, [vendor.Groups[0]]).ShouldMatch("^sha256:[0-9a-f]{64}$");
    }

    private string Hash(string yaml)
    {
        var configuration = Load(yaml);
        return ConfigurationFingerprint.Of(configuration, configuration.Vendors[0], [configuration.Vendors[0].Groups[0]]);
    }

    private SyncConfiguration Load(string yaml)
    {
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, yaml);
        return ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
    }
}
