using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace LdapVendorSync.Cli.Tests;

/// <summary>A plan of fifty thousand changes, made and applied by the command as it was built.</summary>
public sealed class LargePlanTests(ITestOutputHelper output) : IDisposable
{
    private const int People = 50_000;
    private const long Megabyte = 1_000_000;
    private const long AllowedMemory = 700 * Megabyte;

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-large-plan-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task Fifty_thousand_changes_are_planned_and_compared_in_little_memory()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The peak of a process is read from /proc.");
        await PrepareAsync();

        await RunAsync("plan", "--out", "plan.json", "--output", "csv");
        await RunAsync("sync", "--plan", "plan.json", "--strict", "--dry-run", "--output", "csv");

        new FileInfo(Path.Combine(_folder, "plan.json")).Length.ShouldBeInRange(People * 200, People * 2000);
    }

    private async Task RunAsync(params string[] arguments)
    {
        using var process = TheCommand.StartBuilt(_folder, new Dictionary<string, string>(), [.. arguments, "--config", "sync.yaml"]);
        var watching = PeakMemory.WatchAsync(process);
        var lines = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await TheCommand.WaitAsync(process);
        var peak = await watching;

        output.WriteLine($"FIGURE: {arguments[0]} with a plan of {People:N0} changes: peak {peak / Megabyte} MB");
        process.ExitCode.ShouldBe(0, await error);
        (await lines).Split('\n').Count(line => line.Contains(",Planned,", StringComparison.Ordinal)).ShouldBe(People + 1);
        peak.ShouldBeInRange(1, AllowedMemory);
    }

    private async Task PrepareAsync()
    {
        var ldif = new StringBuilder("version: 1\n\n");
        for (var i = 0; i < People; i++)
        {
            ldif.Append(CultureInfo.InvariantCulture, $"dn: uid=u{i},ou=people,dc=test\nobjectClass: inetOrgPerson\nentryUUID: id-{i}\nuid: user{i}\n");
            ldif.Append(CultureInfo.InvariantCulture, $"cn: User {i}\nsn: Last{i}\ngivenName: First{i}\nmail: user{i}@example.test\n\n");
        }

        ldif.Append("dn: cn=all,ou=groups,dc=test\nobjectClass: groupOfNames\ncn: all\n");
        for (var i = 0; i < People; i++)
            ldif.Append(CultureInfo.InvariantCulture, $"member: uid=u{i},ou=people,dc=test\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "directory.ldif"), ldif.ToString());
        await File.WriteAllTextAsync(Path.Combine(_folder, "sync.yaml"), """
            sources: [{ name: hr, type: ldif, file: directory.ldif }]
            vendor_apps:
              - name: App
                module: sqlite
                sqlite: { database: app.db }
                create_groups: true
                groups: [{ source_group: 'cn=all,ou=groups,dc=test', vendor_group: users }]
            """);
    }
}
