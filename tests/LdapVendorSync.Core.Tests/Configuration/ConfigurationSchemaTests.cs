using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Configuration;

public sealed class ConfigurationSchemaTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    [Fact]
    public void Every_key_is_described()
    {
        var keys = ConfigurationSchema.Keys(_text.Providers).ToArray();

        keys.ShouldAllBe(key => key.Description.Length > 10 && key.Type.Length > 0 && key.Variable.StartsWith("LVS__"));
        keys.Select(key => (key.Path, key.Condition)).ShouldBeUnique();
        var page = keys.Single(key => key.Path == "vendor_apps[].store.page_size");
        page.Default.ShouldBe("100");
        page.Variable.ShouldBe("LVS__VENDOR_APPS__<NAME>__STORE__PAGE_SIZE");
        page.Limits.ShouldBe(["between 1 and 1000"]);
        page.Condition.ShouldBe("module: store");
        var level = keys.Single(key => key.Path == "logging.level");
        level.Default.ShouldBe("INFO");
        level.AllowedValues.ShouldContain("CRITICAL");
        var password = keys.Single(key => key.Path == "sources[].bind_password");
        password.IsSecret.ShouldBeTrue();
        password.Condition.ShouldBe("type: ldap");
        password.SecretVariable.ShouldBe("<NAME>_BIND_PASSWORD");
        keys.Single(key => key.Path == "ldap.server_url").Variable.ShouldBe("LVS__LDAP__SERVER_URL");
        keys.Single(key => key.Path == "match_on").Default.ShouldBe("[userName]");
        keys.Single(key => key.Path == "vendor_apps[].groups[].source_group").Aliases.ShouldBe(["ldap_group"]);
        keys.Single(key => key.Path == "vendor_apps[].truststore_file").IsRequired.ShouldBeFalse();
        keys.Single(key => key.Path == "vendor_apps").IsRequired.ShouldBeTrue();
    }

    [Fact]
    public void Every_key_has_a_variable_that_reaches_it()
    {
        foreach (var key in ConfigurationSchema.Keys(_text.Providers))
        {
            using var text = new ConfigurationText();
            var source = key.Condition switch
            {
                "type: ldif" => "people",
                "type: csv" => "hr",
                "type: okta" => "okta",
                "type: entra" => "entra",
                "type: keycloak" => "keycloak",
                _ => "ldap",
            };
            var vendor = key.Path.Contains(".store", StringComparison.Ordinal) ? "Stored" : "App";
            var variable = key.Variable
                .Replace("SOURCES__<NAME>", $"SOURCES__{source.ToUpperInvariant()}", StringComparison.Ordinal)
                .Replace("VENDOR_APPS__<NAME>", $"VENDOR_APPS__{vendor.ToUpperInvariant()}", StringComparison.Ordinal)
                .Replace("<NAME>", "0", StringComparison.Ordinal);
            text.Environment[variable] = "canary";

            var result = text.Load("""
                sources:
                  - {name: ldap, type: ldap, server_url: "ldaps://a"}
                  - {name: people, type: ldif, file: a}
                  - {name: hr, type: csv, file: a}
                  - {name: okta, type: okta, domain: acme.okta.com, api_token: a}
                  - {name: entra, type: entra, tenant_id: a, client_id: a, client_secret: a}
                  - {name: keycloak, type: keycloak, base_url: "https://a", realm: a, client_id: a, client_secret: a}
                vendor_apps:
                  - {name: App, module: rest, groups: [{source: ldap, source_group: "cn=a", vendor_group: a, except: [b]}]}
                  - {name: Stored, module: store, store: {database: a.db}, groups: [{source: people, source_group: cn=a, vendor_group: a}]}
                """);

            result.Problems.ShouldNotContain(problem => problem.Message.StartsWith("There is no key"), variable);
            result.Problems.ShouldNotContain(problem => problem.Message.StartsWith("There is no such key"), variable);
        }
    }

    [Fact]
    public void The_built_in_providers_describe_every_setting() =>
        ConfigurationSchema.Keys(VendorProviderRegistry.CreateDefault().SettingsTypes).ShouldAllBe(key => key.Description.Length > 10);

    public void Dispose() => _text.Dispose();
}
