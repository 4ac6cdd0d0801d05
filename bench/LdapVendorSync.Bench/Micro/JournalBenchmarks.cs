using BenchmarkDotNet.Attributes;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Bench.Micro;

/// <summary>
/// Intents of changes until they are on the disk, and with their outcomes, which are not waited for one by one; against the disk alone,
/// which has to confirm once whatever the size of the batch.
/// </summary>
public class JournalBenchmarks : IDisposable
{
    private const string Run = "bench";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lvs-micro-");
    private readonly byte[] _page = new byte[4096];
    private FileStream _file = null!;
    private HistoryDatabase _history = null!;
    private JournalIntent[] _intents = null!;

    [Params(1, 16, 100)]
    public int Batch { get; set; }

    // In process, BenchmarkDotNet does not wait for what is asynchronous here.
    [GlobalSetup]
    public void Open()
    {
        _file = new FileStream(Path.Combine(_folder.FullName, "log"), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        _history = OpenHistoryAsync().GetAwaiter().GetResult();
        _intents = [.. Enumerable.Range(0, Batch).Select(Intent)];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _history.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _file.Dispose();
        _folder.Delete(recursive: true);
    }

    [Benchmark(Baseline = true)]
    public void DiskAlone()
    {
        _file.Write(_page);
        _file.Flush(flushToDisk: true);
    }

    [Benchmark]
    public Task<IReadOnlyList<long>> Intents() => _history.Journal.RecordIntentsAsync(Run, _intents, CancellationToken.None);

    /// <summary>All of one request as a run records it: the next intents' commit takes the outcomes along.</summary>
    [Benchmark]
    public async Task IntentsAndOutcomes()
    {
        var ids = await Intents();
        JournalOutcome[] outcomes = [.. ids.Select(id => new JournalOutcome(id, JournalResult.Succeeded, Duration: TimeSpan.FromMilliseconds(20)))];
        await _history.Journal.RecordOutcomesAsync(outcomes, CancellationToken.None);
    }

    private async Task<HistoryDatabase> OpenHistoryAsync()
    {
        var history = await HistoryDatabase.OpenAsync(
            Path.Combine(_folder.FullName, "history.db"), TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        await history.Runs.BeginRunAsync(new RunStart { Id = Run, StartedAt = DateTimeOffset.UtcNow }, CancellationToken.None);
        return history;
    }

    private static JournalIntent Intent(int number)
    {
        var person = SamplePeople.Number(number);
        return new JournalIntent
        {
            Target = "rest:https://vendor.example.com",
            Vendor = "vendor",
            Group = "Engineering",
            Operation = JournalOperation.UpdateUser,
            Source = "directory",
            SourceId = person.Id,
            VendorId = $"{number}",
            Person = person.Label,
            MatchKey = $"userName={person.UserName}",
            Differences =
            [
                new AttributeDifference(AttributeNames.Email, $"old{number}@corp.example.com", person.Email),
                new AttributeDifference(AttributeNames.LastName, "Old", person.LastName),
            ],
            Reason = $"{person.Label} differs in email, lastName",
        };
    }
}
