using System.Globalization;
using System.Text.Json;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Processes;

namespace LdapVendorSync.Fixtures.Npm;

/// <summary>
/// A server that runs a script of this folder with the packages of package.json. The script's working directory has <c>config.json</c> and,
/// for TLS, <c>server.pem</c>, <c>server.key</c> and <c>ca.pem</c>. It listens on 127.0.0.1, on a port of the system's choice, and writes
/// that to the file <c>port</c>, in one piece, when it is ready.
/// </summary>
public sealed class NodeServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ServerProcess _process;
    private readonly string _folder;

    private NodeServer(ServerProcess process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    /// <summary>Why none can be started here; null if one can.</summary>
    public static string? MissingReason => NpmPackages.MissingReason;

    public int Port { get; }

    /// <summary>The PEM file with the authority that issued the server's certificate.</summary>
    public string AuthorityFile => Path.Combine(_folder, "ca.pem");

    /// <summary>Starts a server.</summary>
    /// <param name="script">The script's name, for example <c>oidc.mjs</c>.</param>
    /// <param name="configuration">What becomes its <c>config.json</c>, with names in camel case.</param>
    public static async Task<NodeServer> StartAsync(string script, object? configuration = null)
    {
        var folder = Directory.CreateTempSubdirectory("lvs-node-").FullName;
        await WriteFilesAsync(folder, script, configuration ?? new { });
        var process = await ServerProcess.StartAsync(folder, "node", script);
        var portFile = Path.Combine(folder, "port");
        await process.WaitUntilAsync(() => Task.FromResult(File.Exists(portFile)), StartLimit);
        var port = int.Parse(await File.ReadAllTextAsync(portFile), CultureInfo.InvariantCulture);
        return new NodeServer(process, folder, port);
    }

    /// <summary>What the script printed.</summary>
    public Task<string> ReadLogAsync() => File.ReadAllTextAsync(Path.Combine(_folder, "log"));

    /// <summary>Ends the server at once, as a crash would.</summary>
    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.KillAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task WriteFilesAsync(string folder, string script, object configuration)
    {
        var certificate = TestPki.Shared.Server;
        var json = JsonSerializer.Serialize(configuration, JsonSerializerOptions.Web);
        await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), json);
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), TestPki.Shared.Authority.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "server.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "server.key"), TestPki.KeyPem(certificate));
        // Packages are looked for beside the script.
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Npm", script), Path.Combine(folder, script));
        Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), Path.Combine(NpmPackages.Folder, "node_modules"));
    }
}
