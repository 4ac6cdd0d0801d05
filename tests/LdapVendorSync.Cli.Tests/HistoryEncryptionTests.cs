using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Security;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace LdapVendorSync.Cli.Tests;

/// <summary>A large history that is plain becomes an encrypted one: killed on the way, and what it costs.</summary>
public sealed class HistoryEncryptionTests(ITestOutputHelper output) : IDisposable
{
    private const string Target = "sqlite:/somewhere/else.db";
    private const string Source = "elsewhere";
    private const string Canary = "canary";
    private readonly Quickstart _quickstart = new();
    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private string State => Path.Combine(_quickstart.Folder, "state");

    private string Database => Path.Combine(State, "history.db");

    public void Dispose() => _quickstart.Dispose();

    [SkippableFact]
    public async Task Killed_while_it_encrypts_nothing_is_lost_and_the_next_run_leaves_no_plain_name()
    {
        await PrepareAsync(50_000);

        await KillAsync(() => Task.FromResult(new FileInfo(Database + "-wal") is { Exists: true, Length: > 1_000_000 }));

        (await ReadCopyAsync("SELECT count(*) FROM encryption WHERE key_check IS NOT NULL")).ShouldBe(0, "the process was killed in the transaction");
        (await ReadCopyAsync($"SELECT count(*) FROM links WHERE person LIKE '{Canary}%'")).ShouldBe(50_000);
        await NextRunCompletesTheWorkAsync(50_000);
    }

    [SkippableFact]
    public async Task Killed_while_it_wipes_nothing_is_lost_and_the_next_run_leaves_no_plain_name()
    {
        await PrepareAsync(50_000);

        await KillAsync(IsWipeDueAsync);

        (await ReadCopyAsync("SELECT count(*) FROM encryption WHERE wipe_due = 1")).ShouldBe(1, "the process was killed before the wipe was through");
        (await ReadCopyAsync("SELECT count(*) FROM links")).ShouldBeGreaterThan(50_000);
        await NextRunCompletesTheWorkAsync(50_000);
    }

    [Fact]
    public async Task What_encryption_costs()
    {
        const int People = 10_000;
        await PrepareAsync(People, encrypt: false);
        var plain = await MeasureAsync();
        EncryptWithKey();
        var first = await MeasureAsync();
        var encrypted = await MeasureAsync();

        output.WriteLine(
            $"FIGURE: a run with {People:N0} links more in its history: {plain.Seconds:0.00} s and {plain.Megabytes:0.0} MB plain, "
            + $"{encrypted.Seconds:0.00} s and {encrypted.Megabytes:0.0} MB encrypted; the run that encrypts them: {first.Seconds:0.00} s");
        encrypted.Megabytes.ShouldBeLessThan(plain.Megabytes * 4);
        await ShouldHoldLinksAsync(People);
    }

    private async Task PrepareAsync(int people, bool encrypt = true)
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        var links = Enumerable.Range(0, people).Select(NewLink).ToList();
        await using (var history = await OpenAsync(null))
        {
            var run = (await HistoryViewer.ListRunsAsync(Database, 1, CancellationToken.None)).ShouldHaveSingleItem();
            (await history.Links.SaveLinksAsync(run.RunId, links, CancellationToken.None)).ShouldBeEmpty();
        }

        StateHolds(Canary).ShouldBeTrue();
        if (encrypt)
            EncryptWithKey();
    }

    private async Task KillAsync(Func<Task<bool>> isMoment)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        using var sync = new RunningCommand(TheCommand.Start(
            Path.GetTempPath(), new Dictionary<string, string>(), "sync", "--config", _quickstart.Configuration));
        while (!await isMoment())
        {
            await sync.ShouldStillRunAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }

        await sync.SendAsync("KILL");
        (await sync.EndAsync()).ExitCode.ShouldBe(137);
    }

    private async Task NextRunCompletesTheWorkAsync(int people)
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        StateHolds(Canary).ShouldBeFalse();
        StateHolds("dnowak").ShouldBeFalse();
        await ShouldHoldLinksAsync(people);
        var next = (await _quickstart.RunAsync("sync", "--output", "json")).ShouldExitWith(0).Json.GetProperty("totals");
        next.GetProperty("removed").GetInt32().ShouldBe(0);
        next.GetProperty("added").GetInt32().ShouldBe(0);
    }

    private async Task ShouldHoldLinksAsync(int people)
    {
        await using var history = await OpenAsync(new Secret(_key));
        var links = await history.Links.GetLinksAsync(Target, Source, CancellationToken.None);
        // Shouldly's own comparison of lists takes minutes at this length.
        links.Select(Text).Order(StringComparer.Ordinal)
            .SequenceEqual(Enumerable.Range(0, people).Select(NewLink).Select(Text)).ShouldBeTrue("every link is there as it was");
    }

    private static string Text(Link link) =>
        $"{link.SourceId} {link.VendorId} {link.SourceReference} {link.Person} {link.MatchKeys["userName"]}";

    private async Task<(double Seconds, double Megabytes)> MeasureAsync()
    {
        var watch = Stopwatch.StartNew();
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        return (watch.Elapsed.TotalSeconds, new FileInfo(Database).Length / 1e6);
    }

    private async Task<bool> IsWipeDueAsync()
    {
        try
        {
            return await ReadAsync(Database, "SELECT count(*) FROM encryption WHERE wipe_due = 1") == 1;
        }
        catch (SqliteException)
        {
            // It is just being opened.
            return false;
        }
    }

    // To open the file itself would recover it, which is what the next run shall do.
    private async Task<long> ReadCopyAsync(string sql)
    {
        var copy = Directory.CreateDirectory(Path.Combine(_quickstart.Folder, Guid.NewGuid().ToString("N")));
        foreach (var file in new[] { Database, Database + "-wal" }.Where(File.Exists))
            File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
        return await ReadAsync(Path.Combine(copy.FullName, "history.db"), sql);
    }

    private static async Task<long> ReadAsync(string database, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private void EncryptWithKey() =>
        Quickstart.Edit(_quickstart.Configuration, yaml => $"history: {{ encryption_key: \"{_key}\" }}\n{yaml}");

    private bool StateHolds(string name) => Directory
        .GetFiles(State, "*", SearchOption.AllDirectories)
        .Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(name)) >= 0);

    private Task<HistoryDatabase> OpenAsync(Secret? key) => HistoryDatabase.OpenAsync(
        new HistoryLocation(Database) { EncryptionKey = key }, TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    private static Link NewLink(int number) => new()
    {
        Target = Target,
        Source = Source,
        SourceId = $"{Canary}-uuid-{number:D6}",
        VendorId = $"{Canary}-account-{number:D6}",
        SourceReference = $"uid={Canary}{number:D6},ou=people,dc=example,dc=org",
        Person = $"{Canary}{number:D6}",
        MatchKeys = new Dictionary<string, string> { ["userName"] = $"{Canary}{number:D6}" },
    };
}
