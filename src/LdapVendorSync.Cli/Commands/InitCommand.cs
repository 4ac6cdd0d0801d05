using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Configuration.Drafts;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>init</c>: a commented configuration to begin with.</summary>
internal sealed class InitCommand : Command, IHasExamples
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "The file to write.",
        DefaultValueFactory = _ => ConfigurationLocator.DefaultFile,
    };

    private readonly Option<DraftSourceType?> _sourceType = new("--source-type")
    {
        Description = "The kind of source; where left out, the other options tell.",
    };

    private readonly Option<string?> _sourceName = Text("--source-name", "The name of the source; its type where left out.", "NAME");

    private readonly Option<string[]> _server = new("--server")
    {
        Description = "LDAP: host or address, several are tried in order. Okta: the domain. Keycloak: the address.",
        HelpName = "SERVER",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _startTls = new("--start-tls")
    {
        Description = "LDAP: turn the connection to TLS instead of beginning with it.",
    };

    private readonly Option<string?> _bindDn = Text("--bind-dn", "LDAP: the name to bind with; anonymous where left out.", "DN");
    private readonly Option<string?> _searchBase = Text("--search-base", "LDAP, LDIF: where people and groups are.", "DN");
    private readonly Option<string?> _sourceFile = Text("--source-file", "LDIF, CSV: the file.", "FILE");
    private readonly Option<string?> _realm = Text("--realm", "Keycloak: the realm.", "NAME");
    private readonly Option<string?> _tenantId = Text("--tenant-id", "Entra: the tenant's id or domain.", "ID");
    private readonly Option<string?> _clientId = Text("--client-id", "Keycloak, Entra: the client.", "ID");
    private readonly Option<string?> _secretFile = Text(
        "--secret-file", "The file that holds the source's secret, in place of a variable.", "FILE");

    private readonly Option<string?> _vendor = Text("--vendor", "The name of the vendor; that of its provider where left out.", "NAME");
    private readonly Option<string?> _module = Text("--module", "The provider: glean, grafana, odoo, rest, scim or sqlite.", "NAME");
    private readonly Option<string?> _baseUri = Text("--base-uri", "The address of the vendor's API; of Odoo's database server.", "URI");
    private readonly Option<string?> _database = Text("--database", "SQLite: the file. Odoo: the name of the database.", "NAME");

    private readonly Option<string?> _userName = Text(
        "--vendor-user-name", "The account at the vendor, with a password in place of a token.", "NAME");

    private readonly Option<string?> _vendorSecretFile = Text("--vendor-secret-file", "The file that holds the vendor's secret.", "FILE");

    private readonly Option<string[]> _sourceGroup = new("--source-group")
    {
        Description = "A source group. May be given several times, each with a --vendor-group.",
        HelpName = "GROUP",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _vendorGroup = new("--vendor-group")
    {
        Description = "The vendor group that follows it.",
        HelpName = "GROUP",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace a file that is there." };

    public InitCommand(CommandHost host)
        : base("init", "Writes a commented configuration to begin with. Secrets are not in it: it says where they come from.")
    {
        Arguments.Add(_file);
        Option[] options =
        [
            _sourceType, _sourceName, _server, _startTls, _bindDn, _searchBase, _sourceFile, _realm, _tenantId, _clientId, _secretFile,
            _vendor, _module, _baseUri, _database, _userName, _vendorSecretFile, _sourceGroup, _vendorGroup, _force,
        ];
        foreach (var option in options)
            Options.Add(option);
        Validators.Add(result =>
        {
            if (result.GetValue(_sourceGroup)?.Length != result.GetValue(_vendorGroup)?.Length)
                result.AddError("Give --source-group and --vendor-group equally often: each pair is a mapping.");
        });
        SetAction((arguments, _) => host.DraftAsync(Read(arguments), arguments.GetValue(_file)!, arguments.GetValue(_force)));
    }

    /// <inheritdoc />
    public IReadOnlyList<Example> Examples { get; } =
    [
        new(
            "ldap-vendor-sync init --source-file people.csv --module sqlite --database wiki.db --source-group staff --vendor-group readers",
            "From a file into a file, to try it out."),
        new(
            "ldap-vendor-sync init sync.yaml --server dc1.example.com --bind-dn 'CN=sync,DC=example,DC=com' --module grafana "
            + "--base-uri https://grafana.example.com --source-group engineers --vendor-group SRE",
            "From Active Directory to Grafana."),
    ];

    private static Option<string?> Text(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value };

    private static DraftSecret? SecretIn(string? file) => file is null ? null : DraftSecret.InFile(file);

    private ConfigurationDraft Read(ParseResult arguments) => new()
    {
        SourceType = arguments.GetValue(_sourceType),
        SourceName = arguments.GetValue(_sourceName),
        Servers = arguments.GetValue(_server)!,
        StartTls = arguments.GetValue(_startTls),
        BindDn = arguments.GetValue(_bindDn),
        SearchBase = arguments.GetValue(_searchBase),
        SourceFile = arguments.GetValue(_sourceFile),
        Realm = arguments.GetValue(_realm),
        TenantId = arguments.GetValue(_tenantId),
        ClientId = arguments.GetValue(_clientId),
        SourceSecret = SecretIn(arguments.GetValue(_secretFile)),
        VendorName = arguments.GetValue(_vendor),
        Module = arguments.GetValue(_module),
        BaseUri = arguments.GetValue(_baseUri),
        Database = arguments.GetValue(_database),
        VendorUserName = arguments.GetValue(_userName),
        VendorSecret = SecretIn(arguments.GetValue(_vendorSecretFile)),
        Mappings =
        [
            .. arguments.GetValue(_sourceGroup)!.Zip(
                arguments.GetValue(_vendorGroup)!, (source, vendor) => new DraftMapping(source, vendor)),
        ],
    };
}
