using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using LdapVendorSync.Fixtures.Http;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Mail;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Cli.Tests.Canaries;

/// <summary>
/// A directory, six vendors, a mail server and a webhook, each with a secret of its own that reaches the command in a way of its own, and a
/// command that writes all it has to say at DEBUG.
/// </summary>
internal sealed partial class CanaryScene : IAsyncDisposable
{
    // Each has characters that change where it is escaped, as far as its place allows.
    public static readonly IReadOnlyDictionary<string, string> Secrets = new Dictionary<string, string>
    {
        ["bind"] = "Kq7/ldap+\"Wv&4<bind>é",
        ["basic"] = "Kq7/basic+\"Xw&5<pass>é",
        ["bearer"] = "Kq7.bearer_tok-en/Yx6+/w==",
        ["header"] = "Kq7 header\"Zy&7<key>",
        ["query"] = "Kq7query-Za8-api-key",
        ["mail"] = "Kq7/smtp+Ab9\"mail",
        ["hook"] = "kq7hook-Bc1-path-token",
        ["hook query"] = "kq7sig-Cd2-query-token",
        ["store"] = "Kq7/store+\"De3&pass",
        ["cookie"] = "kq7cookie-Ef4-session-id",
        ["session"] = "kq7session-Fg5-of-a-body",
        ["redirect"] = "kq7redirect-Gh6-token",
        ["response header"] = "kq7refresh-Hi7-token",
        ["history key"] = "kq7histkey-Ij8-is-32-bytes-long.",
        ["older history key"] = "kq7oldkey-Jk9-is-32-bytes-long..",
    };

    private readonly SlapdServer _directory;
    private readonly CanaryVendor _vendor;
    private readonly HttpTestServer _untrusted;
    private readonly SmtpServer _mail;
    private readonly List<string> _said = [];

    private CanaryScene(SlapdServer directory, CanaryVendor vendor, HttpTestServer untrusted, SmtpServer mail)
    {
        _directory = directory;
        _vendor = vendor;
        _untrusted = untrusted;
        _mail = mail;
        WriteSecretFiles();
        WriteConfiguration();
    }

    public static string? MissingReason => SlapdServer.MissingReason ?? SmtpServer.MissingReason;

    /// <summary>The folder of everything that is written, also by what is given beside the configuration.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("lvs-canary-scene-").FullName;

    public CanaryVendor Vendor => _vendor;

    /// <summary>The mails that arrived.</summary>
    public List<ReceivedMail> Mails { get; } = [];

    /// <summary>Everything that the command wrote into files.</summary>
    public string LogText => string.Concat(Directory.GetFiles(Path.Combine(Folder, "logs"), "*.log").Select(File.ReadAllText));

    private string Given => Path.Combine(Folder, "given");

    public static async Task<CanaryScene> StartAsync()
    {
        var directory = await SlapdServer.StartAsync(new SlapdOptions { Seed = new DirectorySeed { People = 8 } });
        await directory.ModifyAsync(
            $"dn: {DirectorySeed.ReaderDn}\nchangetype: modify\nreplace: userPassword\n"
            + $"userPassword:: {Convert.ToBase64String(Encoding.UTF8.GetBytes(Secrets["bind"]))}\n");
        var untrusted = await HttpTestServer.StartAsync(context => context.Response.WriteAsync("[]"), certificate: TestPki.Shared.SelfSigned);
        return new CanaryScene(
            directory, await CanaryVendor.StartAsync(Secrets), untrusted, await SmtpServer.StartAsync("sync", Secrets["mail"]));
    }

    /// <summary>A key of the history as the configuration has it: in base64.</summary>
    public static string KeyText(string name) => Convert.ToBase64String(Encoding.UTF8.GetBytes(Secrets[name]));

    /// <summary>Runs the command, with further variables, and keeps what it says.</summary>
    public async Task<CommandResult> RunAsync(IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["LDAP_BIND_PASSWORD"] = Secrets["bind"],
            ["SMTP_PASSWORD"] = Secrets["mail"],
            ["CANARY_QUERY"] = Secrets["query"],
            ["CANARY_HOOK"] = $"{_vendor.BaseUrl}hook/{Secrets["hook"]}?sig={Secrets["hook query"]}",
            ["SSL_CERT_FILE"] = _mail.AuthorityFile,
        };
        foreach (var (name, value) in variables)
            environment[name] = value;
        var result = await TheCommand.RunInAsync(Folder, environment, [.. arguments, "--config", Path.Combine(Given, "sync.yaml")]);
        _said.Add($"{string.Join(' ', arguments)}\n{result.Output}\n{result.Error}");
        return result;
    }

    /// <summary>Every secret that was written anywhere it does not belong.</summary>
    public async Task<IReadOnlyList<string>> FindLeaksAsync()
    {
        Mails.AddRange(await _mail.TakeAsync());
        var scanner = new CanaryScanner(Secrets);
        var findings = scanner.FindInFiles(Folder, Directory.GetFiles(Given))
            .Concat(_said.SelectMany(said => scanner.Find($"what '{said.Split('\n')[0]}' said", said)))
            .Concat(Mails.SelectMany(mail => scanner.Find("a mail", mail.Data + Decode(mail.Data))))
            .Concat(_vendor.Posted.SelectMany(body => scanner.Find("a webhook's body", body)))
            .Concat(_vendor.CommandLines.Keys.SelectMany(line => scanner.Find("a process's command line", line)));
        return [.. findings.Distinct()];
    }

    public async ValueTask DisposeAsync()
    {
        await _directory.DisposeAsync();
        await _vendor.DisposeAsync();
        await _untrusted.DisposeAsync();
        await _mail.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string Decode(string mail) => string.Concat(Base64Block().Matches(mail)
        .Select(block => Encoding.UTF8.GetString(Convert.FromBase64String(Regex.Replace(block.Value, @"\s", string.Empty)))));

    [GeneratedRegex(@"(?:^[A-Za-z0-9+/]{60,}\r?\n)+[A-Za-z0-9+/]*={0,2}(?=\r?\n)", RegexOptions.Multiline)]
    private static partial Regex Base64Block();

    private void WriteSecretFiles()
    {
        Directory.CreateDirectory(Given);
        File.WriteAllText(Path.Combine(Given, "token"), Secrets["bearer"] + "\n");
        File.WriteAllText(Path.Combine(Given, "key.txt"), Secrets["header"] + "\nsecond line\n");
        File.WriteAllBytes(Path.Combine(Given, "client.p12"), TestPki.Shared.Client.Export(X509ContentType.Pkcs12, Secrets["store"])!);
    }

    private void WriteConfiguration() => File.WriteAllText(Path.Combine(Given, "sync.yaml"), $$"""
        ldap:
          server_url: {{_directory.Url}}
          bind_dn: {{DirectorySeed.ReaderDn}}
          user_base_dn: ou=people,{{DirectorySeed.Suffix}}
          group_dn_map: {team: '{{DirectorySeed.TeamDn(0)}}'}
        state_dir: ../state
        report: {dir: ../reports, formats: [html, json, csv]}
        logging: {level: DEBUG, console_level: DEBUG, log_dir: ../logs, format: "${CANARY_FORMAT:-text}"}
        error_handling: {max_retries: 1, retry_wait_seconds: 0, max_errors_per_vendor: 100}
        notifications:
          enable_email: true
          smtp_server: 127.0.0.1
          smtp_port: {{_mail.Port}}
          smtp_username: sync
          email_from: sync@example.test
          email_to: [admin@example.test]
          repeat_after: 0s
          webhook: {url: "${CANARY_HOOK}", on_success: true}
        vendor_apps:
        {{RestVendor("Basic", "basic", "auth: {method: basic, username: api, password: 'Kq7/basic+\"Xw&5<pass>é'}")}}
        {{RestVendor("Bearer", "bearer", "auth: {method: bearer, token_file: token}")}}
        {{RestVendor("Header", "header", "auth: {method: header, header: X-Vendor-Auth, value: {command: [head, -n, '5', key.txt]}}")}}
        {{RestVendor("Elsewhere", "elsewhere", "auth: {method: bearer, token_file: token}")}}
        {{RestVendor("Broken", "broken", "auth: {method: token, token_file: token}")}}
        {{RestVendor("Query", "query", "rest: {read_members: {path: \"/groups/{group}/members?api_key=${CANARY_QUERY}\"}}")}}
          - name: Untrusted
            module: rest
            base_url: {{_untrusted.BaseUrl}}
            auth: {method: bearer, token_file: token}
            keystore_file: client.p12
            keystore_password: '{{Secrets["store"]}}'
            groups: [{source_group: team, vendor_group: crew}]
          - name: Database
            module: sqlite
            create_groups: true
            sqlite: {database: ../data/app.db}
            groups: [{source_group: team, vendor_group: crew}]
        """);

    private string RestVendor(string name, string path, string settings) =>
        $"  - name: {name}\n    module: rest\n    base_url: {_vendor.BaseUrl}{path}\n    {settings}\n"
        + "    groups: [{source_group: team, vendor_group: crew}]";
}
