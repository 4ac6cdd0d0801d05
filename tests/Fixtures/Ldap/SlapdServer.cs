using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LdapVendorSync.Fixtures.Processes;

namespace LdapVendorSync.Fixtures.Ldap;

/// <summary>A real OpenLDAP server on loopback with a directory of its own: LDAP, StartTLS and LDAPS, memberOf, refint and
/// ppolicy.</summary>
public sealed class SlapdServer : IAsyncDisposable
{
    public const string AdminDn = "cn=admin," + DirectorySeed.Suffix;
    public const string AdminPassword = "secret";

    private const string Slapd = "/usr/sbin/slapd";
    private const int StartAttempts = 3;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private readonly SlapdOptions _options;
    private ServerProcess? _process;
    private int _countings;

    private SlapdServer(string folder, SlapdOptions options)
    {
        _folder = folder;
        _options = options;
    }

    /// <summary>Why no server can be started here; null if one can.</summary>
    public static string? MissingReason
    {
        get
        {
            string[] needed =
                [Slapd, "/usr/sbin/slapadd", "/usr/bin/ldapsearch", "/usr/lib/ldap/memberof.so", "/etc/ldap/schema/nis.schema"];
            return needed.FirstOrDefault(file => !File.Exists(file)) is { } missing
                ? $"{missing} is not there; on Debian install slapd, slapd-contrib and ldap-utils as root"
                : null;
        }
    }

    /// <summary>The port of LDAP and StartTLS.</summary>
    public int Port { get; private set; }

    /// <summary>The port of LDAPS.</summary>
    public int TlsPort { get; private set; }

    public string Url => $"ldap://127.0.0.1:{Port}";

    public string TlsUrl => $"ldaps://127.0.0.1:{TlsPort}";

    /// <summary>The PEM file with the authority that issued the server's certificate.</summary>
    public string AuthorityFile => Path.Combine(_folder, "ca.pem");

    public DirectorySeed Seed => _options.Seed;

    /// <summary>Seeds a directory and starts a server for it.</summary>
    public static async Task<SlapdServer> StartAsync(SlapdOptions? options = null)
    {
        var folder = Directory.CreateTempSubdirectory("lvs-slapd-").FullName;
        var server = new SlapdServer(folder, options ?? new SlapdOptions());
        try
        {
            await server.SeedAsync();
            await server.LaunchAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs ldapsearch as the administrator; returns what it prints.</summary>
    public Task<string> LdapSearchAsync(params string[] arguments) =>
        Tool.RunAsync("ldapsearch", ["-x", "-LLL", "-o", "ldif-wrap=no", "-H", Url, "-D", AdminDn, "-w", AdminPassword, .. arguments]);

    /// <summary>Changes the directory with LDIF change records, as the administrator.</summary>
    public Task ModifyAsync(string ldif) =>
        Tool.RunAsync("ldapmodify", ["-x", "-H", Url, "-D", AdminDn, "-w", AdminPassword], ldif);

    /// <summary>How many searches the server has completed since it started, without those of this method.</summary>
    public async Task<int> CountSearchesAsync()
    {
        var text = await LdapSearchAsync("-b", "cn=Search,cn=Operations,cn=Monitor", "-s", "base", "monitorOpCompleted");
        var line = text.Split('\n').Single(line => line.StartsWith("monitorOpCompleted:", StringComparison.Ordinal));
        var completed = int.Parse(line["monitorOpCompleted:".Length..], System.Globalization.CultureInfo.InvariantCulture);
        return completed - _countings++;
    }

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

    /// <summary>Starts the server again on the same ports, with the data it had.</summary>
    public Task RestartAsync() => LaunchOnceAsync();

    /// <summary>Puts the directory back into the state of the seed, as from a backup, on the same ports.</summary>
    public async Task ReseedAsync()
    {
        await KillAsync();
        Directory.Delete(Path.Combine(_folder, "db"), recursive: true);
        await SeedAsync();
        await RestartAsync();
    }

    /// <summary>Copies the data away, as a backup.</summary>
    public async Task BackUpAsync()
    {
        await KillAsync();
        Copy("db", "backup");
        await RestartAsync();
    }

    /// <summary>Puts back what was backed up last, on the same ports.</summary>
    public async Task RestoreAsync()
    {
        await KillAsync();
        Copy("backup", "db");
        await RestartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private async Task SeedAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "db"));
        var certificate = _options.Certificate ?? TestPki.Shared.Server;
        await File.WriteAllTextAsync(AuthorityFile, TestPki.Shared.Authority.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(_folder, "server.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(_folder, "server.key"), TestPki.KeyPem(certificate));
        await File.WriteAllTextAsync(Path.Combine(_folder, "slapd.conf"), Configuration());
        var ldif = Path.Combine(_folder, "seed.ldif");
        await using (var output = new StreamWriter(ldif, false, new UTF8Encoding(false))) _options.Seed.Write(output);
        string[] context = _options.SyncProvider ? ["-w"] : [];
        await Tool.RunAsync(
            "/usr/sbin/slapadd", ["-q", .. context, "-f", Path.Combine(_folder, "slapd.conf"), "-b", DirectorySeed.Suffix, "-l", ldif]);
        File.Delete(ldif);
    }

    private async Task LaunchAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            (Port, TlsPort) = FreePorts();
            try
            {
                await LaunchOnceAsync();
                return;
            }
            catch (InvalidOperationException) when (attempt < StartAttempts)
            {
                // Another process took the port between our look and slapd's bind
                await KillAsync();
            }
        }
    }

    private async Task LaunchOnceAsync()
    {
        _process = await ServerProcess.StartAsync(_folder, Slapd, "-d", "0", "-f", "slapd.conf", "-h", $"{Url}/ {TlsUrl}/");
        await _process.WaitUntilAsync(async () => await AcceptsAsync(Port) && await AcceptsAsync(TlsPort), StartTimeout);
    }

    private static async Task<bool> AcceptsAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static (int Port, int TlsPort) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }

    private string Configuration() => $"""
        include /etc/ldap/schema/core.schema
        include /etc/ldap/schema/cosine.schema
        include /etc/ldap/schema/inetorgperson.schema
        include /etc/ldap/schema/nis.schema
        modulepath /usr/lib/ldap
        moduleload back_mdb
        moduleload memberof
        moduleload refint
        moduleload ppolicy
        moduleload syncprov
        TLSCACertificateFile {AuthorityFile}
        TLSCertificateFile {_folder}/server.pem
        TLSCertificateKeyFile {_folder}/server.key
        TLSVerifyClient allow
        {(_options.RequireTls ? "security simple_bind=128" : string.Empty)}
        sizelimit size.soft={_options.SizeLimit} size.hard={_options.SizeLimit} size.pr={_options.PageSizeLimit?.ToString(
            System.Globalization.CultureInfo.InvariantCulture) ?? "noEstimate"} size.prtotal=unlimited
        threads 4
        {_options.GlobalConfiguration}
        database mdb
        maxsize 2147483648
        suffix "{DirectorySeed.Suffix}"
        rootdn "{AdminDn}"
        rootpw {AdminPassword}
        directory {_folder}/db
        dbnosync
        index objectClass,uid,mail,member,memberOf,entryUUID,entryCSN eq
        index cn,sn eq,sub
        access to attrs=userPassword by self write by anonymous auth by * none
        {_options.AccessRules}
        access to *
          by dn.exact="{DirectorySeed.ReaderDn}" read
          by dn.exact="{DirectorySeed.UnlimitedReaderDn}" read
          by self read by anonymous auth by * none
        limits dn.exact="{DirectorySeed.UnlimitedReaderDn}" size.soft=unlimited size.hard=unlimited
        {MemberOfConfiguration()}
        overlay refint
        refint_attributes member manager
        refint_nothing {AdminDn}
        overlay ppolicy
        ppolicy_default "cn=default,ou=policies,{DirectorySeed.Suffix}"
        ppolicy_use_lockout
        {SyncProviderConfiguration()}
        {_options.Overlays}
        database monitor
        rootdn "{AdminDn}"

        """;

    private void Copy(string from, string to)
    {
        var target = Directory.CreateDirectory(Path.Combine(_folder, to)).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(_folder, from)))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
    }

    private string SyncProviderConfiguration() => !_options.SyncProvider ? string.Empty : $"""
        overlay syncprov
        syncprov-checkpoint 100 10
        {(_options.SyncSessionLog > 0 ? $"syncprov-sessionlog {_options.SyncSessionLog}" : string.Empty)}
        """;

    private string MemberOfConfiguration() => !_options.MemberOfOverlay ? string.Empty : """
        overlay memberof
        memberof-group-oc groupOfNames
        memberof-member-ad member
        memberof-memberof-ad memberOf
        memberof-refint TRUE
        """;
}
