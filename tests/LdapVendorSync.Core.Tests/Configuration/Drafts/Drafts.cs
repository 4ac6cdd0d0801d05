using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Configuration.Drafts;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Configuration.Drafts;

/// <summary>Drafts of which nothing is missing.</summary>
internal static class Drafts
{
    public static IReadOnlyDictionary<string, Type?> Providers { get; } = VendorProviderRegistry.CreateDefault().SettingsTypes;

    public static ConfigurationDraft Of(DraftSourceType source, string module) => new()
    {
        SourceType = source,
        Servers = source == DraftSourceType.Okta ? ["acme.okta.com"] : ["dc1.example.com", "dc2.example.com"],
        BindDn = "CN=svc-sync,OU=Service,DC=example,DC=com",
        SearchBase = "DC=example,DC=com",
        SourceFile = "people.file",
        Realm = "staff",
        TenantId = "contoso.onmicrosoft.com",
        ClientId = "8d1f2a50-6a1e-4f6e-9d55-0d3a5d5f3a11",
        Module = module,
        BaseUri = module switch
        {
            "sqlite" => null,
            "glean" => "https://acme-be.glean.com/api/index/v1",
            _ => "https://app.example.com",
        },
        Database = "app",
        VendorUserName = module == "odoo" ? "reader" : null,
        Mappings = [new("CN=Engineers,OU=Groups,DC=example,DC=com", "developers"), new("leaders", "managers")],
    };

    public static string File => Path.Combine(Path.GetTempPath(), "config.yaml");

    public static ConfigurationResult Load(ConfigurationDraft draft) => DraftWriter.Check(draft, File, Providers);

    /// <summary>What the loader says to a draft that somebody has worked on.</summary>
    public static ConfigurationResult Load(string text) => ConfigurationLoader.Load(new ConfigurationLoadOptions
    {
        Path = File, Text = text, AllowMissingSecrets = true, Providers = Providers, Vault = (name, _) => Task.FromResult(name),
    });
}
