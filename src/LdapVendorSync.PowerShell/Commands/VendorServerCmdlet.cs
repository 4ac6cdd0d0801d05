using System.Collections;
using System.Management.Automation;
using System.Security;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>What cmdlets share that read from a vendor: one of the configuration, or one described on the spot.</summary>
public abstract class VendorServerCmdlet : ConfiguredCmdlet
{
    private protected const string ConfigSet = "Config";
    private protected const string ServerSet = "Server";

    /// <inheritdoc />
    [Parameter(ParameterSetName = ConfigSet)]
    [ValidateNotNull]
    public override object? Config { get; set; }

    /// <inheritdoc />
    [Parameter(ParameterSetName = ConfigSet)]
    [ValidateNotNullOrEmpty]
    public override string? ConfigPath { get; set; }

    /// <inheritdoc />
    [Parameter(ParameterSetName = ConfigSet)]
    [Alias("EnvFile")]
    [ValidateNotNullOrEmpty]
    public override string? EnvironmentFile { get; set; }

    /// <summary>The provider that speaks the vendor's API: a built-in one, or one that was registered.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ServerSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string Module { get; set; } = string.Empty;

    /// <summary>The base address of the API; a host without a scheme is meant as https://.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Alias("BaseUrl", "Uri")]
    [ValidateNotNullOrEmpty]
    public string? BaseUri { get; set; }

    /// <summary>The account and its password: HTTP Basic, the log-in that -Auth describes, or the account of a database.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The bearer token, as SecureString or as secret:Vault/Name.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [SecretReference]
    [ValidateNotNull]
    public SecureString? Token { get; set; }

    /// <summary>The key that is sent in a header, X-API-Key unless -Auth says otherwise, as SecureString or as secret:Vault/Name.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [SecretReference]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>How requests are authenticated, by the keys of the configuration's auth block.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(AuthKeyCompleter))]
    public IDictionary? Auth { get; set; }

    /// <summary>The provider's own settings, by the keys of its block in the configuration.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Alias("Settings")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ProviderKeyCompleter))]
    public IDictionary? Setting { get; set; }

    /// <summary>The time limit of a request, in seconds.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Alias("TimeoutSeconds")]
    [ValidateRange(0.1, 3600.0)]
    public double? TimeoutSec { get; set; }

    /// <summary>Take any certificate.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>A file with the authorities to trust instead of the system's.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateNotNullOrEmpty]
    public string? TrustedCertificate { get; set; }

    /// <summary>Let credentials go over plain http://.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    public SwitchParameter AllowPlaintext { get; set; }

    /// <summary>The proxy, http://host:port, or none; that of the environment where left out.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateNotNullOrEmpty]
    public string? Proxy { get; set; }

    /// <summary>The account at the proxy and its password.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>What a vendor that is described on the spot is called.</summary>
    private protected virtual string NameOnTheSpot => Module;

    /// <summary>Opens the configuration, or one that is made of the parameters.</summary>
    internal void OpenSession() => OpenSession(ParameterSetName == ServerSet ? DescribeVendor() : LoadConfiguration());

    private SyncConfiguration DescribeVendor()
    {
        var arguments = new VendorArguments
        {
            Name = NameOnTheSpot,
            Provider = FindProvider(),
            BaseUri = BaseUri,
            Credential = Credential,
            Token = Token,
            ApiKey = ApiKey,
            Auth = Auth,
            Setting = Setting,
            TimeoutSec = TimeoutSec,
            SkipCertificateCheck = SkipCertificateCheck,
            TrustedCertificate = TrustedCertificate is null ? null : GetUnresolvedProviderPathFromPSPath(TrustedCertificate),
            AllowPlaintext = AllowPlaintext,
            Proxy = Proxy,
            ProxyCredential = ProxyCredential,
        };
        try
        {
            return Load(arguments);
        }
        catch (CommandException error)
        {
            // The address is not the target: what is wrong with it may be that it holds a password.
            Terminate(error, Module);
            throw;
        }
    }

    private SyncConfiguration Load(VendorArguments arguments)
    {
        var module = arguments.Provider.Name;
        var result = LoadVendor(arguments.ToContent());
        if (result.Configuration is null)
        {
            var errors = result.Problems
                .Where(problem => problem.Severity == ConfigurationSeverity.Error)
                .Select(problem => VendorArgumentNames.Describe(problem, module));
            throw new CommandException(ErrorKinds.VendorSettingsInvalid, string.Join(Environment.NewLine, errors));
        }

        foreach (var problem in result.Problems)
            WriteWarning(VendorArgumentNames.Describe(problem, module));
        return result.Configuration;
    }

    private VendorProviderDescriptor FindProvider()
    {
        var known = KnownProviders;
        if (known.FirstOrDefault(provider => provider.Name.Equals(Module, StringComparison.OrdinalIgnoreCase)) is { } provider)
            return provider;
        Terminate(CommandException.ProviderNotFound(Module, known), Module);
        return null;
    }
}
