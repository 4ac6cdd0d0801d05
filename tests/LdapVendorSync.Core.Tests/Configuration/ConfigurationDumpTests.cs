using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Tests.Configuration;

public sealed class ConfigurationDumpTests : IDisposable
{
    private const string Full = """
        sources:
          - {name: ldap, type: ldap, server_url: [ldaps://a.example.com, "ldaps://b.example.com:1636"], bind_dn: 'CN=O''Brien\, Pat,DC=x', bind_password: canary-1}
          - {name: people, type: ldif, file: people.ldif, user_filter: "(&(objectClass=person)(mail=*))", group_dn_map: {"my group": "cn=a b,dc=x"}}
        dry_run: true
        guards: {max_removals_per_run: none, max_removal_percent: 12.5}
        vendor_apps:
          - name: Rest App
            module: rest
            base_url: https://app.example.com/api
            auth: {method: header, header: X-Key, value: canary-2}
            truststore_file: ca.pem
            truststore_password: canary-3
            rate_limit: 2.5
            attributes: {email: "{uid}@example.com"}
            groups:
              - {source: ldap, source_group: "cn=a,dc=x", vendor_group: "Größe: 1 'x'", allow_empty_source: true}
              - {source: people, source_group: my group, vendor_group: b, match_on: [mail]}
          - name: Further
            module: rest
            base_url: https://further.example.com/api
            auth:
              {method: oauth2, token_url: "https://login.example.com/t", client_id: a, client_secret: canary-5, parameters: {tenant: t, user_token: canary-6}}
            groups: [{source: people, source_group: "cn=a,dc=x", vendor_group: a}]
          - name: Form
            module: rest
            base_url: https://form.example.com/api
            auth: {method: login, login: {path: /login, form: {user: a, password: canary-7}, headers: {X-Api-Key: canary-8}}}
            groups: [{source: people, source_group: "cn=a,dc=x", vendor_group: a}]
          - name: Store
            module: store
            store: {database: a.db, headers: {Authorization: canary-4}, body: {a: [1, "2"]}, wait: 90s}
            groups:
              - {source: people, source_group: "cn=a,dc=x", vendor_group: a}
        logging: {level: DEBUG, format: json}
        """;

    private readonly ConfigurationText _text = new();

    [Fact]
    public void A_dump_shows_what_was_set_and_no_secret()
    {
        var dump = _text.LoadValid(Full).ToMaskedYaml();

        dump.ShouldNotContain("canary");
        dump.ShouldContain("  - type: ldap\n    name: ldap\n    server_url: ['ldaps://a.example.com', 'ldaps://b.example.com:1636']\n");
        dump.ShouldContain("bind_password: '***'\n");
        dump.ShouldContain("    truststore_password: '***'\n");
        dump.ShouldContain("guards:\n  max_removal_percent: 12.5\n  max_removals_per_run: none\n");
        dump.ShouldContain("vendor_group: 'Größe: 1 ''x'''\n");
        dump.ShouldContain($"database: {Path.Combine(_text.Folder, "a.db")}\n");
        dump.ShouldNotContain("concurrency");
    }

    [Fact]
    public void A_dump_is_a_configuration_again()
    {
        var dump = _text.LoadValid(Full).ToMaskedYaml();

        _text.LoadValid(dump).ToMaskedYaml().ShouldBe(dump);
    }

    [Fact]
    public void The_dump_of_the_specification_is_a_configuration_again()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Configuration", "Data", "specification.yaml"));
        var dump = _text.LoadValid(text).ToMaskedYaml();

        _text.LoadValid(dump).ToMaskedYaml().ShouldBe(dump);
    }

    [Fact]
    public void A_dump_writes_maps()
    {
        var configuration = _text.LoadValid(ConfigurationText.Valid(
            top: "attributes: {userName: uid, title: \"{title}\"}",
            source: "group_dn_map: {staff: \"cn=staff,dc=example,dc=com\"}"));

        var dump = configuration.ToMaskedYaml();

        dump.ShouldContain("attributes: {userName: uid, title: '{title}'}");
        dump.ShouldContain("group_dn_map: {staff: 'cn=staff,dc=example,dc=com'}");
    }

    public void Dispose() => _text.Dispose();
}
