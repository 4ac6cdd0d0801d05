using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Fixtures.Entra;

namespace LdapVendorSync.Core.Tests.Sources.Entra;

/// <summary>Whole runs over Entra: what they need, and what they leave behind.</summary>
public sealed class EntraSyncTests : IAsyncLifetime
{
    private EntraRuns _runs = null!;

    public async Task InitializeAsync() => _runs = await EntraRuns.StartAsync();

    public async Task DisposeAsync() => await _runs.DisposeAsync();

    [Fact]
    public async Task Permission_that_was_taken_away_removes_nobody()
    {
        await _runs.RunAsync();
        _runs.Server.Options.Permissions.Remove("User.Read.All");
        _runs.Server.Store.RemoveMember(_runs.Staff, _runs.Server.Store.User("bob"));

        var run = await _runs.RunAsync();

        run.ExitCode.ShouldNotBe(SyncExitCode.Done);
        run.Changes.ShouldBeEmpty();
        run.Describe().ShouldContain("User.Read.All");
    }

    [Fact]
    public async Task Nothing_that_a_run_leaves_behind_holds_the_secret_or_a_token()
    {
        using var log = new LogRecorder();
        await _runs.RunAsync(log);
        _runs.Server.RevokeTokens();
        await _runs.RunAsync(log);

        var written = Directory.EnumerateFiles(_runs.Folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
            .Select(file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)));
        var all = string.Join('\n', written) + log.All;

        foreach (var secret in _runs.Server.IssuedTokens.Append(EntraServer.ClientSecret))
            all.ShouldNotContain(secret);
    }

    [Theory]
    [InlineData("tenant_id: common", "tenant_id")]
    [InlineData("tenant_id: https://login.microsoftonline.com/contoso", "tenant_id")]
    [InlineData("client_id: my-app", "client_id")]
    [InlineData("graph_url: https://graph.microsoft.com/v1.0", "graph_url")]
    [InlineData("authority_url: http://login.example.com", "authority_url")]
    [InlineData("cloud: germany", "cloud")]
    [InlineData("page_size: 1000", "page_size")]
    [InlineData("incremental: sometimes", "incremental")]
    public void Settings_that_cannot_work_are_refused(string setting, string key)
    {
        var line = setting.Split(':')[0];
        var yaml = Regex.Replace(_runs.Yaml(), $"    {line}:.*\n", string.Empty).Replace("type: entra\n", $"type: entra\n    {setting}\n", StringComparison.Ordinal);

        var result = _runs.LoadResult(yaml);

        result.Problems.ShouldContain(problem => problem.ToString().Contains(key, StringComparison.Ordinal));
        result.Configuration.ShouldBeNull();
    }

    [Fact]
    public void App_without_a_proof_or_with_two_is_refused()
    {
        var both = _runs.Yaml().Replace("type: entra\n", "type: entra\n    client_secret: a\n    keystore_file: app.pem\n", StringComparison.Ordinal);

        _runs.LoadResult(_runs.Yaml(), secret: null).Problems.ShouldContain(problem => problem.ToString().Contains("AZURE_CLIENT_SECRET", StringComparison.Ordinal));
        _runs.LoadResult(both).Problems.ShouldContain(problem => problem.ToString().Contains("both prove", StringComparison.Ordinal));
    }
}
