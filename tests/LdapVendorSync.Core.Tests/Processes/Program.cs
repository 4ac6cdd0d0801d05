using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.History;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.Processes;

/// <summary>What the test assembly does when it is started as a process of its own, to be killed or to stand in the way.</summary>
internal static class Program
{
    private const int Writers = 16;

    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["hold-lock", var stateDirectory, var target]:
                return await HoldLockAsync(stateDirectory, target);
            case ["write-journal", var database]:
                return await WriteJournalAsync(database);
            case ["open-history", var database]:
                return await OpenHistoryAsync(database);
            default:
                await Console.Error.WriteLineAsync("hold-lock STATE_DIR TARGET | write-journal DATABASE | open-history DATABASE");
                return 2;
        }
    }

    private static async Task<int> HoldLockAsync(string stateDirectory, string target)
    {
        var claim = new RunLockHolder { RunId = "the-other-run", Command = "sync --config other.yaml", StartedAt = DateTimeOffset.UtcNow };
        if (!RunLock.TryAcquire(stateDirectory, target, claim, out var runLock, out var holder))
        {
            Console.WriteLine($"held by {holder}");
            return (int)SyncExitCode.Locked;
        }

        using (runLock)
        {
            Console.WriteLine("locked");
            await Task.Delay(Timeout.Infinite);
        }

        return 0;
    }

    /// <summary>Writes intents for ever and names each one once the journal has acknowledged it.</summary>
    private static async Task<int> WriteJournalAsync(string database)
    {
        await using var history = await HistoryDatabase.OpenAsync(database, TimeProvider.System, NullLogger.Instance, default);
        await HistoryFolder.BeginAsync(history, "killed");
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteIntentsAsync(history, writer))));
        return 0;
    }

    private static async Task WriteIntentsAsync(HistoryDatabase history, int writer)
    {
        for (var i = 0; ; i++)
        {
            var ids = await history.Journal.RecordIntentsAsync("killed", [HistoryFolder.Intent($"w{writer}-{i}")], default);
            Console.WriteLine(ids[0]);
            if (i % 2 == 0)
                await history.Journal.RecordOutcomesAsync([new JournalOutcome(ids[0], JournalResult.Succeeded)], default);
        }
    }

    private static async Task<int> OpenHistoryAsync(string database)
    {
        await using var history = await HistoryDatabase.OpenAsync(database, TimeProvider.System, NullLogger.Instance, default);
        Console.WriteLine("open");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
