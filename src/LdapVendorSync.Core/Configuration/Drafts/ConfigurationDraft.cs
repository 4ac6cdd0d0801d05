namespace LdapVendorSync.Core.Configuration.Drafts;

/// <summary>
/// What is known of a configuration that is to be begun: one source, one vendor, some mappings. <see cref="DraftWriter"/> makes a commented
/// file of it. It holds no secret, only where secrets will come from.
/// </summary>
public sealed record ConfigurationDraft
{
    /// <summary>The kind of source.</summary>
    public DraftSourceType? SourceType { get; init; }

    /// <summary>The name of the source; <see langword="null"/> for its type.</summary>
    public string? SourceName { get; init; }

    /// <summary>LDAP: host names or addresses, tried in order. Okta: the domain. Keycloak: the address.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>LDAP: whether a server that is given without <c>ldaps://</c> is reached by StartTLS.</summary>
    public bool StartTls { get; init; }

    /// <summary>LDAP: the name to bind with; <see langword="null"/> for an anonymous bind.</summary>
    public string? BindDn { get; init; }

    /// <summary>LDAP and LDIF: the DN below which people and groups are.</summary>
    public string? SearchBase { get; init; }

    /// <summary>LDIF and CSV: the file, relative to that of the configuration.</summary>
    public string? SourceFile { get; init; }

    /// <summary>Keycloak: the realm.</summary>
    public string? Realm { get; init; }

    /// <summary>Entra: the tenant's id or domain.</summary>
    public string? TenantId { get; init; }

    /// <summary>Keycloak: the client. Entra: the application's id.</summary>
    public string? ClientId { get; init; }

    /// <summary>Where the secret of the source is; <see langword="null"/> for an environment variable.</summary>
    public DraftSecret? SourceSecret { get; init; }

    /// <summary>The name of the vendor; <see langword="null"/> for that of its provider.</summary>
    public string? VendorName { get; init; }

    /// <summary>The provider.</summary>
    public string? Module { get; init; }

    /// <summary>The address of the vendor's API; for Odoo, of its database server.</summary>
    public string? BaseUri { get; init; }

    /// <summary>SQLite: the file, relative to that of the configuration. Odoo: the name of the database.</summary>
    public string? Database { get; init; }

    /// <summary>The account at the vendor: with a password in place of a token; Odoo's database account.</summary>
    public string? VendorUserName { get; init; }

    /// <summary>Where the vendor's secret is; <see langword="null"/> for an environment variable.</summary>
    public DraftSecret? VendorSecret { get; init; }

    /// <summary>The mappings.</summary>
    public IReadOnlyList<DraftMapping> Mappings { get; init; } = [];

    /// <summary>The draft with the kind of source that the other answers give away, where it is not said.</summary>
    public ConfigurationDraft WithGuesses() => this with
    {
        SourceType = SourceType ?? this switch
        {
            { TenantId: not null } => DraftSourceType.Entra,
            { Realm: not null } => DraftSourceType.Keycloak,
            { SourceFile: { } file } when HasExtension(file, ".ldif", ".ldf") => DraftSourceType.Ldif,
            { SourceFile: { } file } when HasExtension(file, ".csv", ".tsv") => DraftSourceType.Csv,
            { Servers.Count: > 0 } => DraftSourceType.Ldap,
            _ => null,
        },
    };

    /// <summary>The draft with paths as the file needs them: those that are relative to one folder, relative to the file's.</summary>
    /// <param name="path">The absolute path of the file.</param>
    /// <param name="currentDirectory">The folder that the paths are relative to.</param>
    public ConfigurationDraft WithPathsFor(string path, string currentDirectory)
    {
        var folder = Path.GetDirectoryName(path)!;
        return this with
        {
            SourceFile = Rebase(SourceFile),
            Database = Module == "sqlite" ? Rebase(Database) : Database,
            SourceSecret = SourceSecret?.File is { } file ? DraftSecret.InFile(Rebase(file)!) : SourceSecret,
            VendorSecret = VendorSecret?.File is { } other ? DraftSecret.InFile(Rebase(other)!) : VendorSecret,
        };

        string? Rebase(string? given)
        {
            if (given is null || Path.IsPathFullyQualified(given))
                return given;
            var full = Path.GetFullPath(given, currentDirectory);
            var relative = Path.GetRelativePath(folder, full);
            return relative.StartsWith("..", StringComparison.Ordinal) ? full : relative.Replace(Path.DirectorySeparatorChar, '/');
        }
    }

    /// <summary>What is still missing, in the order in which one would ask for it; empty for a draft that can be written.</summary>
    public IReadOnlyList<DraftInput> FindMissing() => [.. Needed().Where(input => !IsGiven(input))];

    private static bool HasExtension(string file, params ReadOnlySpan<string> extensions)
    {
        foreach (var extension in extensions)
        {
            if (file.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private IEnumerable<DraftInput> Needed() =>
    [
        DraftInput.SourceType, .. NeededOfSource(), DraftInput.Module, .. NeededOfVendor(), DraftInput.SourceGroup, DraftInput.VendorGroup,
    ];

    private DraftInput[] NeededOfSource() => SourceType switch
    {
        DraftSourceType.Ldap or DraftSourceType.Okta => [DraftInput.Server],
        DraftSourceType.Ldif or DraftSourceType.Csv => [DraftInput.SourceFile],
        DraftSourceType.Keycloak => [DraftInput.Server, DraftInput.Realm, DraftInput.ClientId],
        DraftSourceType.Entra => [DraftInput.TenantId, DraftInput.ClientId],
        _ => [],
    };

    // Providers that do not come along have settings that nobody here knows.
    private DraftInput[] NeededOfVendor() => Module switch
    {
        "rest" or "scim" or "grafana" or "glean" => [DraftInput.BaseUri],
        "odoo" => [DraftInput.BaseUri, DraftInput.Database, DraftInput.VendorUserName],
        "sqlite" => [DraftInput.Database],
        _ => [],
    };

    private bool IsGiven(DraftInput input) => input switch
    {
        DraftInput.SourceType => SourceType is not null,
        DraftInput.Server => Servers.Count > 0,
        DraftInput.SourceFile => SourceFile is not null,
        DraftInput.Realm => Realm is not null,
        DraftInput.TenantId => TenantId is not null,
        DraftInput.ClientId => ClientId is not null,
        DraftInput.Module => Module is not null,
        DraftInput.BaseUri => BaseUri is not null,
        DraftInput.Database => Database is not null,
        DraftInput.VendorUserName => VendorUserName is not null,
        _ => Mappings.Count > 0,
    };
}
