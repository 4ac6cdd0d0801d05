using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace LdapVendorSync.Fixtures.Mailman;

/// <summary>A real GNU Mailman 3 on loopback: its REST application with a database of its own.</summary>
public sealed class MailmanServer : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string Library = "/usr/lib/python3/dist-packages/mailman/rest";

    private readonly string _folder;
    private readonly Process _process;
    private readonly HttpClient _client;

    private MailmanServer(string folder, Process process, int port)
    {
        _folder = folder;
        _process = process;
        BaseUrl = new Uri($"http://127.0.0.1:{port}/3.1");
        _client = new HttpClient();
        var account = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{UserName}:{Password}"));
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", account);
    }

    /// <summary>Why no server can be started here; null if one can.</summary>
    public static string? MissingReason => File.Exists(Python) && Directory.Exists(Library)
        ? null
        : "GNU Mailman 3 is not there; on Debian install mailman3 as root";

    /// <summary>The only account of the API.</summary>
    public static string UserName => "restadmin";

    /// <summary>Its password.</summary>
    public static string Password => "r3st-p4ss";

    /// <summary>The address of the API.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Starts a server that knows the domain example.com.</summary>
    public static async Task<MailmanServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("lvs-mailman-").FullName;
        var configuration = Path.Combine(folder, "mailman.cfg");
        await File.WriteAllTextAsync(configuration, Configuration(folder));
        var process = Process.Start(new ProcessStartInfo(Python)
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Mailman", "mailman_server.py"), configuration },
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("Mailman did not start; its reason is on standard error.");
        var server = new MailmanServer(folder, process, int.Parse(line, CultureInfo.InvariantCulture));
        await server.PostAsync("domains", ("mail_host", "example.com"));
        return server;
    }

    /// <summary>Creates a list.</summary>
    public Task CreateListAsync(string address) => PostAsync("lists", ("fqdn_listname", address));

    /// <summary>Sends a form.</summary>
    public async Task PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await _client.PostAsync(new Uri($"{BaseUrl}/{path}"), content);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>What the API answers.</summary>
    public Task<string> GetAsync(string path) => _client.GetStringAsync(new Uri($"{BaseUrl}/{path}"));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Configuration(string folder) => $"""
        [mailman]
        layout: here
        default_language: en
        [paths.here]
        var_dir: {folder}/var
        bin_dir: /usr/lib/mailman3/bin
        [webservice]
        hostname: 127.0.0.1
        port: 1
        admin_user: {UserName}
        admin_pass: {Password}
        [mta]
        incoming: mailman.mta.null.NullMTA
        [database]
        class: mailman.database.sqlite.SQLiteDatabase
        url: sqlite:///{folder}/mailman.db
        """;
}
