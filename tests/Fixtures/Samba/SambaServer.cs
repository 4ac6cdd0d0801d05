using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Processes;

namespace LdapVendorSync.Fixtures.Samba;

/// <summary>A real Active Directory domain controller (Samba) with a domain of its own: LDAP, StartTLS and LDAPS with a certificate of
/// <see cref="TestPki"/>, and its KDC. What is in the domain: <see cref="SambaSeed"/>.</summary>
/// <remarks>
/// <para>In a test that only reads, share one instance a test process; no fixture class is needed:</para>
/// <code>
/// [SkippableFact]
/// public async Task Something_about_active_directory()
/// {
///     var samba = await SambaServer.SharedAsync();
///     Skip.If(samba is null, SambaServer.MissingReason);
///     // samba.Url (LDAPS), samba.PlainUrl; SambaSeed.ReaderUpn with SambaSeed.Password; trust samba.AuthorityFile or TestPki.Shared.Roots
/// }
/// </code>
/// <para>A test that changes, stops or freezes the server starts its own with <see cref="StartAsync"/> (about six seconds).</para>
/// <para>The ports of a domain controller are fixed (389, 636, 88), so that each instance has a loopback address of its own.</para>
/// </remarks>
public sealed class SambaServer : IAsyncDisposable
{
    private const string Samba = "/usr/sbin/samba";
    private const string Python = "/usr/bin/python3";
    private const int StartAttempts = 3;

    private static readonly int[] Ports = [389, 636, 88, 464, 3268, 3269];
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<SambaServer?>> Shared =
        new(async () => MissingReason is null ? await StartAsync() : null);

    private readonly string _folder;
    private readonly SambaOptions _options;
    private ServerProcess? _process;

    private SambaServer(string folder, string address, SambaOptions options)
    {
        _folder = folder;
        Address = address;
        _options = options;
    }

    /// <summary>Why no domain controller can be started here; null if one can.</summary>
    public static string? MissingReason
    {
        get
        {
            if (!OperatingSystem.IsLinux()) return "a Samba domain controller is started on Linux only";
            string[] needed =
            [
                Samba, Python, "/usr/bin/samba-tool", "/usr/share/samba/setup/provision.ldif", "/usr/lib/python3/dist-packages/samba",
                "/usr/bin/ldapsearch", "/usr/bin/kinit",
            ];
            if (needed.FirstOrDefault(file => !Path.Exists(file)) is { } missing)
            {
                return $"{missing} is not there; on Debian install samba, samba-ad-dc, samba-ad-provision, samba-dsdb-modules, "
                    + "samba-vfs-modules, winbind, krb5-user, ldb-tools and ldap-utils";
            }

            return Environment.IsPrivilegedProcess ? null : "a Samba domain controller needs root for its ports";
        }
    }

    /// <summary>Its address on loopback.</summary>
    public string Address { get; }

    /// <summary>Its LDAPS URL.</summary>
    public string Url => $"ldaps://{Address}";

    /// <summary>Its LDAP URL.</summary>
    public string PlainUrl => $"ldap://{Address}";

    /// <summary>The PEM file with the authority that issued the server's certificate, which is for <see cref="Address"/> and for
    /// <see cref="SambaSeed.HostName"/>.</summary>
    public string AuthorityFile => Path.Combine(_folder, "ca.pem");

    /// <summary>A <c>krb5.conf</c> that leads to this KDC alone; for the environment variable <c>KRB5_CONFIG</c>.</summary>
    public string KerberosConfigurationFile => Path.Combine(_folder, "krb5.conf");

    /// <summary>The number of people <c>u00000</c> and on.</summary>
    public int People => _options.People;

    private string ConfigurationFile => Path.Combine(_folder, "d", "etc", "smb.conf");

    /// <summary>The server that all tests of this process share; null where none can be started. It ends with the process.</summary>
    public static Task<SambaServer?> SharedAsync() => Shared.Value;

    /// <summary>Provisions a domain, seeds it and starts its controller.</summary>
    public static async Task<SambaServer> StartAsync(SambaOptions? options = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var folder = Directory.CreateTempSubdirectory("lvs-samba-").FullName;
            var server = new SambaServer(folder, FreeAddress(), options ?? new SambaOptions());
            try
            {
                await server.ProvisionAsync();
                await server.RestartAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < StartAttempts && server._process is not null)
            {
                // Another process took the address between our look and the server's
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Runs ldapsearch as the domain's administrator; returns what it prints.</summary>
    public Task<string> LdapSearchAsync(params string[] arguments) =>
        Tool.RunAsync("ldapsearch", ["-LLL", "-o", "ldif-wrap=no", .. AsAdministrator, .. arguments], environment: ToolEnvironment);

    /// <summary>Changes the directory with LDIF change records, as the domain's administrator.</summary>
    public Task ModifyAsync(string ldif) => Tool.RunAsync("ldapmodify", AsAdministrator, ldif, ToolEnvironment);

    /// <summary>Gets a Kerberos ticket with a password, as <c>kinit</c> does.</summary>
    /// <param name="principal">Such as <see cref="SambaSeed.ReaderPrincipal"/>.</param>
    /// <param name="cacheFile">The credential cache to write.</param>
    public Task KinitAsync(string principal, string cacheFile) => Tool.RunAsync(
        "kinit",
        ["-c", cacheFile, principal],
        SambaSeed.Password + "\n",
        new Dictionary<string, string> { ["KRB5_CONFIG"] = KerberosConfigurationFile });

    /// <summary>Writes a keytab with the keys of an account of the domain.</summary>
    /// <param name="principal">Such as <see cref="SambaSeed.ReaderPrincipal"/>.</param>
    /// <param name="file">The keytab to write.</param>
    public Task ExportKeytabAsync(string principal, string file) => Tool.RunAsync(
        "samba-tool", ["domain", "exportkeytab", file, $"--principal={principal}", "-s", ConfigurationFile]);

    /// <summary>Gives an account the right "Replicating Directory Changes".</summary>
    public Task AllowReplicationAsync(string dn) => Tool.RunAsync(
        "samba-tool",
        [
            "dsacl", "set", "--action=allow", "--car=get-changes", $"--objectdn={SambaSeed.BaseDn}", $"--trusteedn={dn}",
            "-H", Path.Combine(_folder, "d", "private", "sam.ldb"), "-s", ConfigurationFile,
        ]);

    /// <summary>Stops the server's clock: it keeps its connections and answers nothing.</summary>
    public void Freeze() => _process?.Freeze();

    /// <summary>Lets a frozen server go on.</summary>
    public void Thaw() => _process?.Thaw();

    /// <summary>Ends the server at once, as a crash would; its data stays.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        await _process.KillAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts the server again on the same address, with the data it had.</summary>
    public async Task RestartAsync()
    {
        _process = await ServerProcess.StartAsync(
            _folder, Samba, "-F", "--no-process-group", "-M", "single", "-s", ConfigurationFile);
        await _process.WaitUntilAsync(IsReadyAsync, StartTimeout);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private string[] AsAdministrator =>
        ["-x", "-H", Url, "-D", SambaSeed.AdministratorUpn, "-w", SambaSeed.AdministratorPassword];

    private Dictionary<string, string> ToolEnvironment => new() { ["LDAPTLS_CACERT"] = AuthorityFile, ["LDAPTLS_REQCERT"] = "demand" };

    private async Task ProvisionAsync()
    {
        var certificate = TestPki.Shared.IssueServer(SambaSeed.HostName, Address);
        await File.WriteAllTextAsync(AuthorityFile, TestPki.Shared.Authority.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(_folder, "server.pem"), certificate.ExportCertificatePem());
        await WriteKeyAsync(Path.Combine(_folder, "server.key"), TestPki.KeyPem(certificate));
        await File.WriteAllTextAsync(KerberosConfigurationFile, KerberosConfiguration());
        await Tool.RunAsync("samba-tool", ProvisionArguments());
        var configuration = await File.ReadAllLinesAsync(ConfigurationFile);
        await File.WriteAllLinesAsync(ConfigurationFile, configuration.SelectMany(Complete));
        await Tool.RunAsync(
            Python,
            ["-", ConfigurationFile, _options.People.ToString(CultureInfo.InvariantCulture), SambaSeed.Password, Address],
            await ReadSeedScriptAsync());
    }

    /// <summary>Writes a key so that its owner alone can read it; the server refuses another.</summary>
    private static async Task WriteKeyAsync(string file, string pem)
    {
        await File.WriteAllTextAsync(file, pem);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private string[] ProvisionArguments() =>
    [
        "domain", "provision", $"--targetdir={Path.Combine(_folder, "d")}", $"--realm={SambaSeed.Realm}", $"--domain={SambaSeed.Domain}",
        "--server-role=dc", "--dns-backend=NONE", $"--adminpass={SambaSeed.AdministratorPassword}", "--host-name=dc1",
        $"--host-ip={Address}", "--use-rfc2307", $"--option=interfaces={Address}/8", "--option=bind interfaces only=yes",
        "--option=vfs objects=", "--option=server services=ldap, cldap, kdc",
    ];

    /// <summary>Adds our settings to what the provisioning wrote; all state stays in the folder.</summary>
    private IEnumerable<string> Complete(string line)
    {
        if (line.TrimStart().StartsWith("log", StringComparison.Ordinal)) return [];
        return line != "[global]" ? [line] :
        [
            line,
            "tls enabled = yes",
            $"tls keyfile = {_folder}/server.key",
            $"tls certfile = {_folder}/server.pem",
            $"tls cafile = {AuthorityFile}",
            $"ldap server require strong auth = {(_options.RequireStrongAuthentication ? "allow_sasl_over_tls" : "no")}",
            "kcc:samba_kcc = no",
            "log level = 1",
            $"log file = {_folder}/d/log.samba",
            $"pid directory = {_folder}/d",
            $"lock directory = {_folder}/d",
            $"ncalrpc dir = {_folder}/d/ncalrpc",
            $"winbindd socket directory = {_folder}/d/winbindd",
            $"ntp signd socket directory = {_folder}/d/ntp",
        ];
    }

    private string KerberosConfiguration() => $$"""
        [libdefaults]
          default_realm = {{SambaSeed.Realm}}
          dns_lookup_realm = false
          dns_lookup_kdc = false
          dns_canonicalize_hostname = false
          rdns = false
        [realms]
          {{SambaSeed.Realm}} = {
            kdc = {{Address}}
          }
        [domain_realm]
          .ad.test = {{SambaSeed.Realm}}
          {{Address}} = {{SambaSeed.Realm}}

        """;

    private static async Task<string> ReadSeedScriptAsync()
    {
        await using var resource = typeof(SambaServer).Assembly.GetManifestResourceStream("samba-seed.py")
            ?? throw new InvalidOperationException("The seed script is not part of the assembly.");
        using var reader = new StreamReader(resource);
        return await reader.ReadToEndAsync();
    }

    /// <summary>A loopback address on which nobody uses a port that we need.</summary>
    private static string FreeAddress()
    {
        while (true)
        {
            var address = new IPAddress(
                [127, (byte)RandomNumberGenerator.GetInt32(16, 250), (byte)RandomNumberGenerator.GetInt32(1, 250), 10]);
            if (Ports.All(port => IsFree(address, port))) return address.ToString();
        }
    }

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        foreach (var port in (int[])[389, 636, 88])
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Parse(Address), port);
            }
            catch (SocketException)
            {
                return false;
            }
        }

        return true;
    }
}
