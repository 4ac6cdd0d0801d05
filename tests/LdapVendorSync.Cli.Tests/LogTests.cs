using System.Text.Json;
using LdapVendorSync.Fixtures.Http;

namespace LdapVendorSync.Cli.Tests;

/// <summary>The log files that the command leaves behind.</summary>
public sealed class LogTests : IDisposable
{
    private static readonly string[] FakeTimeLibraries = ["libfaketimeMT.so.1", "libfaketime.so.1"];

    private readonly Quickstart _quickstart = new();

    private string LogFolder => Path.Combine(_quickstart.Folder, "logs");

    [SkippableFact]
    public async Task Run_through_midnight_goes_on_in_a_new_file_and_deletes_what_is_too_old_by_then()
    {
        var library = FindFakeTime();
        Skip.If(library is null, "libfaketime is not there; on Debian install faketime as root");
        Directory.CreateDirectory(LogFolder);
        foreach (var day in new[] { "20260302", "20260303", "20260304" })
            await File.WriteAllTextAsync(Path.Combine(LogFolder, $"ldap-vendor-sync-{day}.log"), "old");
        // What the file says is the time at which the command began; so it becomes midnight while the vendor is thinking.
        var clock = Path.Combine(_quickstart.Folder, "clock");
        await File.WriteAllTextAsync(clock, "@2026-03-10 23:50:00\n");
        await using var vendor = await ScriptedHttpServer.StartAsync(async context =>
        {
            await File.WriteAllTextAsync(clock, "@2026-03-11 00:00:00\n", context.RequestAborted);
            await ScriptedHttpServer.Status(503)(context);
        });
        AddVendor(vendor.BaseUrl);

        var result = await TheCommand.RunInAsync(
            Path.GetTempPath(),
            new Dictionary<string, string>
            {
                ["LD_PRELOAD"] = library,
                ["FAKETIME_TIMESTAMP_FILE"] = clock,
                ["FAKETIME_NO_CACHE"] = "1",
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
                // The library would move the times of files with the clock, and a file that is being read would seem to be written meanwhile.
                ["NO_FAKE_STAT"] = "1",
                ["TZ"] = "Europe/Berlin",
                ["LVS__LOGGING__FORMAT"] = "json",
            },
            "sync", "--config", _quickstart.Configuration);

        result.ShouldExitWith(4);
        Directory.GetFiles(LogFolder, "*.log").Select(path => Path.GetFileName(path)).Order().ShouldBe(
            ["ldap-vendor-sync-20260304.log", "ldap-vendor-sync-20260310.log", "ldap-vendor-sync-20260311.log"]);
        var before = Entries("ldap-vendor-sync-20260310.log");
        var after = Entries("ldap-vendor-sync-20260311.log");
        before.ShouldAllBe(entry => entry.GetProperty("time").GetString()!.StartsWith("2026-03-10T23:5", StringComparison.Ordinal));
        after.ShouldAllBe(entry => entry.GetProperty("time").GetString()!.StartsWith("2026-03-11T00:0", StringComparison.Ordinal));
        RunsOf(before).ShouldHaveSingleItem().ShouldBe(RunsOf(after).ShouldHaveSingleItem());
    }

    [Theory]
    [InlineData("INFO", "sync")]
    [InlineData("WARN", "sync", "--vendor", "Nobody")]
    public async Task Standard_error_is_JSON_alone_where_it_shall_be(string level, params string[] arguments)
    {
        var result = await TheCommand.RunInAsync(
            Path.GetTempPath(),
            new Dictionary<string, string> { ["LVS__LOGGING__CONSOLE_FORMAT"] = "json", ["LVS__LOGGING__CONSOLE_LEVEL"] = level },
            [.. arguments, "--config", _quickstart.Configuration]);

        var entries = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        entries.ShouldNotBeEmpty();
        entries.ShouldAllBe(entry => Field(entry, "time") != null && Field(entry, "level") != null && Field(entry, "message") != null);
        if (arguments.Length == 1)
            entries.ShouldContain(entry => Field(entry, "vendor") == "CRM" && Field(entry, "user") != null && Field(entry, "runId") != null);
        else
            entries.ShouldHaveSingleItem().GetProperty("level").GetString().ShouldBe("ERROR");
    }

    [Fact]
    public async Task Every_entry_of_a_run_names_it_and_the_vendor_group_and_person_that_it_is_about()
    {
        (await TheCommand.RunInAsync(
            Path.GetTempPath(),
            new Dictionary<string, string> { ["LVS__LOGGING__FORMAT"] = "json", ["LVS__LOGGING__LEVEL"] = "DEBUG" },
            "sync", "--config", _quickstart.Configuration)).ShouldExitWith(0);

        var entries = Directory.GetFiles(LogFolder, "*.log").SelectMany(path => Entries(Path.GetFileName(path))).ToList();
        RunsOf(entries).ShouldHaveSingleItem();
        var places = entries.Where(entry => Field(entry, "group") is not null)
            .GroupBy(entry => Field(entry, "vendor")!)
            .ToDictionary(vendor => vendor.Key, vendor => vendor.Select(entry => Field(entry, "group")!).Distinct().Order().ToList());

        // Both vendors are worked on at once; none of it may end up with the other.
        places.Keys.Order().ShouldBe(["CRM", "Wiki"]);
        places["Wiki"].ShouldBe(["developers", "everyone", "page-owners"]);
        places["CRM"].ShouldAllBe(group => !places["Wiki"].Contains(group));
        var changes = entries.Where(entry => entry.GetProperty("message").GetString()!.Contains(": Add ")).ToList();
        changes.Count.ShouldBe(86);
        changes.ShouldAllBe(entry => entry.GetProperty("message").GetString()!.StartsWith(
            $"{Field(entry, "vendor")}/{Field(entry, "group")}: Add {Field(entry, "user")}: "));
    }

    [Fact]
    public async Task Commands_at_the_same_time_keep_their_entries_apart_and_whole()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        Directory.Delete(LogFolder, recursive: true);

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _quickstart.RunAsync("sync", "--dry-run")));

        results.ShouldAllBe(result => result.ExitCode == 0);
        var files = Directory.GetFiles(LogFolder, "*.log");
        var lines = files.SelectMany(File.ReadAllLines).ToList();
        lines.Count(line => line.Contains(" begins ")).ShouldBe(4);
        lines.Count(line => line.Contains(" ends: ")).ShouldBe(4);
        lines.ShouldAllBe(line => line.StartsWith("20"));
    }

    public void Dispose() => _quickstart.Dispose();

    private static string? FindFakeTime() => !OperatingSystem.IsLinux() || !Directory.Exists("/usr/lib")
        ? null
        : FakeTimeLibraries
            .SelectMany(name => Directory.GetDirectories("/usr/lib", "*-linux-*")
                .Select(folder => Path.Combine(folder, "faketime", name)))
            .FirstOrDefault(File.Exists);

    private static List<string> RunsOf(IEnumerable<JsonElement> entries) =>
        [.. entries.Select(entry => Field(entry, "runId")).OfType<string>().Distinct()];

    private static string? Field(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;

    private List<JsonElement> Entries(string file) =>
        [.. File.ReadLines(Path.Combine(LogFolder, file)).Select(line => JsonDocument.Parse(line).RootElement)];

    private void AddVendor(Uri baseUrl) => Quickstart.Edit(_quickstart.Configuration, text => text.Replace(
        "vendor_apps:\n",
        $$"""
        vendor_apps:
          - name: Slow
            module: rest
            base_url: {{baseUrl}}
            error_handling: {max_retries: 0}
            groups:
              - source_group: leaders
                vendor_group: late

        """,
        StringComparison.Ordinal));
}
