using System.Diagnostics;
using LdapVendorSync.Fixtures.Ldap;
using Xunit.Abstractions;

namespace LdapVendorSync.Cli.Tests;

/// <summary>A group of a hundred thousand, read by the command as it was built.</summary>
public sealed class LargeGroupTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int People = 100_000;
    private const long Megabyte = 1_000_000;
    private const long AllowedMemory = 300 * Megabyte;

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-large-").FullName;
    private SlapdServer? _server;

    public async Task InitializeAsync()
    {
        if (SlapdServer.MissingReason is null)
            _server = await SlapdServer.StartAsync(new SlapdOptions { Seed = new DirectorySeed { People = People } });
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task Hundred_thousand_members_are_read_in_less_than_300_megabytes()
    {
        Skip.If(_server is null, SlapdServer.MissingReason);
        Skip.IfNot(OperatingSystem.IsLinux(), "The peak of a process is read from /proc.");

        foreach (var (strategy, format) in new[] { ("memberof", "csv"), ("member", "csv"), ("memberof", "json"), ("member", "table") })
            await ReadAsync(_server, strategy, format);
    }

    private async Task ReadAsync(SlapdServer server, string strategy, string format)
    {
        WriteConfiguration(server, strategy);
        var started = Stopwatch.StartNew();
        using var process = TheCommand.StartBuilt(
            _folder, new Dictionary<string, string>(), "members", "source", DirectorySeed.EveryoneDn, "--config", "sync.yaml", "--output", format);
        var watching = PeakMemory.WatchAsync(process);
        var counting = CountPeopleAsync(process.StandardOutput);
        var error = process.StandardError.ReadToEndAsync();
        await TheCommand.WaitAsync(process);
        var peak = await watching;

        output.WriteLine(
            $"FIGURE: {People:N0} members by {strategy} as {format}: {started.Elapsed.TotalSeconds:0.0} s, peak {peak / Megabyte} MB");
        process.ExitCode.ShouldBe(0, await error);
        (await counting).ShouldBe(People);
        peak.ShouldBeInRange(1, AllowedMemory, $"{strategy}, {format}");
    }

    private static async Task<int> CountPeopleAsync(StreamReader reader)
    {
        var people = 0;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Contains("@example.test", StringComparison.Ordinal))
                people++;
        }

        return people;
    }

    private void WriteConfiguration(SlapdServer server, string strategy) => File.WriteAllText(Path.Combine(_folder, "sync.yaml"), $$"""
        ldap:
          server_url: {{server.Url}}
          bind_dn: {{DirectorySeed.ReaderDn}}
          bind_password: {{DirectorySeed.Password}}
          user_base_dn: ou=people,{{DirectorySeed.Suffix}}
          member_strategy: {{strategy}}
        vendor_apps:
          - name: App
            module: sqlite
            sqlite: { database: app.db }
            groups:
              - { ldap_group: '{{DirectorySeed.EveryoneDn}}', vendor_group: users }
        """);
}
