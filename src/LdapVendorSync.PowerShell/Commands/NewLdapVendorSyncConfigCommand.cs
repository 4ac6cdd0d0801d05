using System.Collections;
using System.Management.Automation;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Configuration.Drafts;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Errors;
using LdapVendorSync.PowerShell.Pipeline;
using LdapVendorSync.PowerShell.Providers;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Writes a commented configuration to begin with. Secrets are not in it: it says where they come from.</summary>
[Cmdlet(
    VerbsCommon.New,
    "LdapVendorSyncConfig",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.Folder + "New-LdapVendorSyncConfig.md")]
[OutputType(typeof(FileInfo))]
public sealed class NewLdapVendorSyncConfigCommand : AsyncCmdlet
{
    /// <summary>The file to write.</summary>
    [Parameter(Position = 0)]
    [Alias("ConfigPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ConfigurationLocator.DefaultFile;

    /// <summary>The kind of source; where left out, the other parameters tell.</summary>
    [Parameter]
    public DraftSourceType? SourceType { get; set; }

    /// <summary>The name of the source; its type where left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SourceName { get; set; }

    /// <summary>LDAP: host names or addresses. Okta: the domain. Keycloak: the address.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Server { get; set; } = [];

    /// <summary>LDAP: turn the connection to TLS instead of beginning with it.</summary>
    [Parameter]
    public SwitchParameter StartTls { get; set; }

    /// <summary>LDAP: the name to bind with; anonymous where left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BindDn { get; set; }

    /// <summary>LDAP: the name to bind with, of a credential. Its password is written nowhere.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>LDAP and LDIF: the DN below which people and groups are.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SearchBase { get; set; }

    /// <summary>LDIF and CSV: the file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SourceFile { get; set; }

    /// <summary>Keycloak: the realm.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Realm { get; set; }

    /// <summary>Entra: the tenant's id or domain.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>Keycloak: the client. Entra: the application's id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>The name of the source's secret in a vault of SecretManagement, Vault/Name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    /// <summary>The file that holds the source's secret.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SecretFile { get; set; }

    /// <summary>The name of the vendor; that of its provider where left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Vendor { get; set; }

    /// <summary>The provider that speaks the vendor's API.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string? Module { get; set; }

    /// <summary>The address of the vendor's API; for Odoo, of its database server.</summary>
    [Parameter]
    [Alias("BaseUrl")]
    [ValidateNotNullOrEmpty]
    public string? BaseUri { get; set; }

    /// <summary>SQLite: the file. Odoo: the name of the database.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>The account at the vendor, with a password in place of a token.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? VendorUserName { get; set; }

    /// <summary>The name of the vendor's secret in a vault of SecretManagement, Vault/Name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? VendorSecretName { get; set; }

    /// <summary>The file that holds the vendor's secret.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? VendorSecretFile { get; set; }

    /// <summary>Source groups and the vendor groups that follow them.</summary>
    [Parameter]
    public IDictionary? Mapping { get; set; }

    /// <summary>Source groups, each with the vendor group at the same place of -VendorGroup.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] SourceGroup { get; set; } = [];

    /// <summary>The vendor groups that follow -SourceGroup.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] VendorGroup { get; set; } = [];

    /// <summary>Replace a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emit the file that was written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        var path = GetUnresolvedProviderPathFromPSPath(Path);
        RefuseContradictions();
        if (!Force && File.Exists(path))
            Terminate(new CommandException(ErrorKinds.FileExists, $"The file '{path}' exists already; -Force replaces it."), path);
        var draft = Complete().WithPathsFor(path, SessionState.Path.CurrentFileSystemLocation.ProviderPath);
        var text = Write(draft, path);
        if (!ShouldProcess(path, "Write a configuration to begin with"))
            return;
        RunAsync(cancellationToken => SaveAsync(text, path, cancellationToken), path);
        if (DraftWriter.Variables(draft) is [_, ..] variables)
            WriteVerbose($"Set before a run: {string.Join(", ", variables)}.");
        if (PassThru)
            WriteObject(new FileInfo(path));
    }

    private static DraftSecret? SecretAt(string? name, string? file) =>
        name is not null ? DraftSecret.InVault(name) : file is not null ? DraftSecret.InFile(file) : null;

    private void RefuseContradictions()
    {
        Refuse(BindDn is not null && Credential is not null, "-BindDn", "-Credential");
        Refuse(SecretName is not null && SecretFile is not null, "-SecretName", "-SecretFile");
        Refuse(VendorSecretName is not null && VendorSecretFile is not null, "-VendorSecretName", "-VendorSecretFile");
        if (SourceGroup.Length != VendorGroup.Length)
        {
            var message = $"-SourceGroup has {SourceGroup.Length} and -VendorGroup {VendorGroup.Length}; each pair is a mapping.";
            Terminate(new CommandException(ErrorKinds.ParametersContradict, message), nameof(VendorGroup));
        }
    }

    private void Refuse(bool areBothGiven, string one, string other)
    {
        if (areBothGiven)
        {
            var message = $"Use either {one} or {other}, not both.";
            Terminate(new CommandException(ErrorKinds.ParametersContradict, message), other.TrimStart('-'));
        }
    }

    private ConfigurationDraft Complete()
    {
        var given = Describe().WithGuesses();
        var modules = SessionPlugins.Providers.Select(provider => provider.Name).ToList();
        var draft = new DraftInterview(Host, modules).Complete(given);
        if (draft.FindMissing() is [_, ..] missing)
        {
            var names = string.Join(", ", missing.Select(input => $"-{input}"));
            Terminate(new CommandException(ErrorKinds.ParametersMissing, $"To begin a configuration, give {names}."), missing);
        }

        return draft;
    }

    private ConfigurationDraft Describe() => new()
    {
        SourceType = SourceType,
        SourceName = SourceName,
        Servers = Server,
        StartTls = StartTls,
        BindDn = BindDn ?? Credential?.UserName,
        SearchBase = SearchBase,
        SourceFile = SourceFile,
        Realm = Realm,
        TenantId = TenantId,
        ClientId = ClientId,
        SourceSecret = SecretAt(SecretName, SecretFile),
        VendorName = Vendor,
        Module = Module,
        BaseUri = BaseUri,
        Database = Database,
        VendorUserName = VendorUserName,
        VendorSecret = SecretAt(VendorSecretName, VendorSecretFile),
        Mappings = [.. ReadMapping(), .. SourceGroup.Zip(VendorGroup, (source, vendor) => new DraftMapping(source, vendor))],
    };

    // One source group may be followed by several vendor groups.
    private IEnumerable<DraftMapping> ReadMapping() =>
        from DictionaryEntry entry in Mapping ?? new Hashtable()
        let source = LanguagePrimitives.ConvertTo<string>(entry.Key)
        from vendor in LanguagePrimitives.ConvertTo<string[]>(entry.Value)
        select new DraftMapping(source, vendor);

    private string Write(ConfigurationDraft draft, string path)
    {
        try
        {
            var providers = SessionPlugins.CreateRegistry().SettingsTypes;
            var check = DraftWriter.Check(draft, path, providers);
            if (check.Configuration is null)
                Terminate(new ConfigurationException(check.Problems), path);
            foreach (var problem in check.Problems)
                WriteWarning(problem.ToString());
            return DraftWriter.Write(draft, providers);
        }
        catch (ArgumentException error)
        {
            Terminate(new CommandException(ErrorKinds.ConfigurationInvalid, error.Message, error), path);
            throw;
        }
    }

    private async Task SaveAsync(string text, string path, CancellationToken cancellationToken)
    {
        try
        {
            await DraftWriter.SaveAsync(text, path, Force, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var message = $"The configuration could not be written to '{path}': {error.Message}";
            throw new CommandException(ErrorKinds.ConfigurationNotWritten, message, error);
        }
    }
}
