using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Fixtures.Mail;

/// <summary>
/// A real SMTP server on loopback. Recipients that begin with <c>bounce</c> are refused, <c>busy</c> ones the first time only,
/// <c>busyforever</c> ones always; <c>slow</c> ones take half a minute.
/// </summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string Library = "/usr/lib/python3/dist-packages/aiosmtpd";

    private const string Mark = "mark";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string _folder;
    private readonly Process _process;

    // Read as it comes: a server whose output nobody takes stops in the middle of a mail once the pipe is full.
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private SmtpServer(string folder, Process process, int port)
    {
        _folder = folder;
        _process = process;
        Port = port;
        _ = Task.Run(ReadLinesAsync);
    }

    /// <summary>Why no server can be started here; null if one can.</summary>
    public static string? MissingReason => File.Exists(Python) && Directory.Exists(Library)
        ? null
        : "aiosmtpd is not there; on Debian install python3-aiosmtpd as root";

    public int Port { get; }

    /// <summary>The PEM file with the authority that issued the server's certificate.</summary>
    public string AuthorityFile => Path.Combine(_folder, "ca.pem");

    /// <summary>Starts a server.</summary>
    /// <param name="user">Who has to authenticate, after STARTTLS; null for a server that takes mail from anybody.</param>
    /// <param name="password">With which password.</param>
    public static async Task<SmtpServer> StartAsync(string? user = null, string? password = null)
    {
        var folder = Directory.CreateTempSubdirectory("lvs-smtp-").FullName;
        var certificate = TestPki.Shared.Server;
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), TestPki.Shared.Authority.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "server.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "server.key"), TestPki.KeyPem(certificate));
        var script = Path.Combine(AppContext.BaseDirectory, "Mail", "smtp_server.py");
        var process = Process.Start(new ProcessStartInfo(Python)
        {
            ArgumentList = { script, user ?? string.Empty, password ?? string.Empty, "server.pem", "server.key" },
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The SMTP server did not start; its reason is on standard error.");
        return new SmtpServer(folder, process, int.Parse(line, CultureInfo.InvariantCulture));
    }

    /// <summary>What came since the last look.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> TakeAsync()
    {
        // The mark comes back behind every mail that the server had accepted.
        await _process.StandardInput.WriteLineAsync(Mark);
        await _process.StandardInput.FlushAsync();
        var received = new List<ReceivedMail>();
        await foreach (var line in _lines.Reader.ReadAllAsync())
        {
            if (line == Mark)
                break;
            received.Add(JsonSerializer.Deserialize<ReceivedMail>(line, Json)!);
        }

        return received;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ReadLinesAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            await _lines.Writer.WriteAsync(line);
        _lines.Writer.Complete();
    }
}
