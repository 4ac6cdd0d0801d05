using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Processes;

namespace LdapVendorSync.Fixtures.Postgres;

/// <summary>
/// A real PostgreSQL server on loopback (127.0.0.1, and 127.0.0.2, which its certificate does not name), which takes TLS connections alone, with databases that are made as Odoo makes them. The account <c>odoo_reader</c>
/// has the rights that the product's page tells.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Reader = "odoo_reader";
    public const string ReaderPassword = "change-me";

    private const string Owner = "postgres";
    private const string OwnerPassword = "fixture-owner";

    private static readonly string? Programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin"))
            .LastOrDefault(folder => File.Exists(Path.Combine(folder, "postgres")))
        : null;

    private readonly string _folder;
    private ServerProcess _process;

    private PostgresServer(string folder, ServerProcess process, int port)
    {
        _folder = folder;
        _process = process;
        Port = port;
    }

    /// <summary>Why none can be started here; null if one can.</summary>
    public static string? MissingReason => Programs is not null
        ? null
        : "PostgreSQL is not there; on Debian install postgresql as root";

    public int Port { get; }

    /// <summary>The PEM file with the authority that issued the server's certificate.</summary>
    public string AuthorityFile => Path.Combine(_folder, "ca.pem");

    /// <summary>Starts a server without databases.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("lvs-pg-").FullName;
        var port = FreePort();
        await WriteFilesAsync(folder, port);
        var server = new PostgresServer(folder, await StartProcessAsync(folder), port);
        await server.WaitUntilReadyAsync();
        return server;
    }

    /// <summary>Makes a database of one version of Odoo.</summary>
    /// <param name="version">14, 16, 17, 18 or 19; the name of the database is <c>odoo</c> with it.</param>
    /// <param name="people">How many people there are, besides Odoo's own accounts.</param>
    /// <returns>The name of the database.</returns>
    public async Task<string> CreateOdooAsync(int version, int people = 2500)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"odoo{version}");
        await RunSqlAsync("postgres", $"CREATE DATABASE {name}");
        await RunFileAsync(name, $"odoo-groups-{version}.sql");
        await RunFileAsync(name, "odoo-people.sql", $"people={people}", $"materialised={(version < 19 ? "true" : "false")}");
        var exists = (await RunSqlAsync("postgres", $"SELECT 1 FROM pg_roles WHERE rolname = '{Reader}'")).Contains('1', StringComparison.Ordinal);
        var grants = await File.ReadAllTextAsync(Script(version < 19 ? "odoo-reader-18.sql" : "odoo-reader-19.sql"));
        await RunSqlAsync(name, exists ? grants[(grants.IndexOf(';', StringComparison.Ordinal) + 1)..] : grants);
        return name;
    }

    /// <summary>How the owner of everything connects to a database, for more than a few statements.</summary>
    public string OwnerConnectionString(string database) => string.Create(
        CultureInfo.InvariantCulture,
        $"Host=127.0.0.1;Port={Port};Database={database};Username={Owner};Password={OwnerPassword};SSL Mode=Require");

    /// <summary>Runs statements as the owner of everything.</summary>
    /// <returns>The values of all rows, without headings.</returns>
    public Task<string> RunSqlAsync(string database, string sql) => PsqlAsync(database, ["-c", sql]);

    /// <summary>Ends the server at once, as a crash would.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Starts it again after a crash, on the same port.</summary>
    public async Task RestartAsync()
    {
        _process.Dispose();
        // The children of a server that was killed go by themselves, a moment later.
        for (var attempt = 0; ; attempt++)
        {
            _process = await StartProcessAsync(_folder);
            try
            {
                await WaitUntilReadyAsync();
                return;
            }
            catch (InvalidOperationException) when (attempt < 20)
            {
                _process.Dispose();
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Stops the server's clock: it keeps its connections and answers nothing new.</summary>
    public void Freeze() => _process.Freeze();

    public async ValueTask DisposeAsync()
    {
        await _process.KillAsync();
        _process.Dispose();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 20)
            {
                // Children still write.
                await Task.Delay(100);
            }
        }
    }

    private static async Task WriteFilesAsync(string folder, int port)
    {
        var (data, password) = (Path.Combine(folder, "data"), Path.Combine(folder, "password"));
        await File.WriteAllTextAsync(password, OwnerPassword);
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), TestPki.Shared.Authority.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "server.pem"), TestPki.Shared.Server.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "server.key"), TestPki.KeyPem(TestPki.Shared.Server));
        await Tool.RunAsync("chmod", ["600", Path.Combine(folder, "server.key")]);
        if (Environment.IsPrivilegedProcess)
            await Tool.RunAsync("chown", ["-R", Owner, folder]);
        var initdb = AsOwner(
            Path.Combine(Programs!, "initdb"), "-D", data, "-A", "scram-sha-256", "-U", Owner, $"--pwfile={password}", "-E", "UTF8", "--locale=C.UTF-8",
            "--no-sync");
        await Tool.RunAsync(initdb[0], initdb[1..]);
        await File.AppendAllTextAsync(
            Path.Combine(data, "postgresql.conf"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"""

                listen_addresses = '127.0.0.1, 127.0.0.2'
                port = {port}
                unix_socket_directories = ''
                ssl = on
                ssl_cert_file = '{folder}/server.pem'
                ssl_key_file = '{folder}/server.key'
                fsync = off
                max_connections = 50
                """));
        await File.WriteAllTextAsync(Path.Combine(data, "pg_hba.conf"), "hostssl all all 127.0.0.0/8 scram-sha-256\n");
    }

    // The server refuses to run as root.
    private static string[] AsOwner(params string[] command) => Environment.IsPrivilegedProcess
        ? ["setpriv", $"--reuid={Owner}", $"--regid={Owner}", "--clear-groups", .. command]
        : command;

    private static Task<ServerProcess> StartProcessAsync(string folder) =>
        ServerProcess.StartAsync(folder, AsOwner(Path.Combine(Programs!, "postgres"), "-D", Path.Combine(folder, "data")));

    private Task WaitUntilReadyAsync() => _process.WaitUntilAsync(
        async () =>
        {
            try
            {
                await RunSqlAsync("postgres", "SELECT 1");
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        },
        TimeSpan.FromSeconds(60));

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Postgres", name);

    private Task<string> RunFileAsync(string database, string script, params string[] variables) =>
        PsqlAsync(database, ["-f", Script(script), .. variables.SelectMany(variable => new[] { "-v", variable })]);

    private Task<string> PsqlAsync(string database, IEnumerable<string> arguments) => Tool.RunAsync(
        "psql",
        ["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", Owner, .. arguments, database],
        environment: new Dictionary<string, string> { ["PGPASSWORD"] = OwnerPassword, ["PGSSLMODE"] = "require" });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
