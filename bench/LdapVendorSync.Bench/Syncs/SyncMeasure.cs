using System.Text.Json.Serialization;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Bench.Syncs;

/// <summary>What a whole run in a process of its own came to.</summary>
internal sealed record SyncMeasure
{
    /// <summary>What it did.</summary>
    public required SyncTotals Totals { get; init; }

    /// <summary>The seconds of the run, without the start of the process.</summary>
    public required double Seconds { get; init; }

    /// <summary>The processor seconds of the process.</summary>
    public required double ProcessorSeconds { get; init; }

    /// <summary>The seconds that it stood still while its garbage was collected.</summary>
    public required double PauseSeconds { get; init; }

    /// <summary>The most memory it held, in bytes.</summary>
    public required long PeakMemory { get; init; }

    /// <summary>The seconds that each stage took, from its first word to the next stage's; stages of several vendors overlap.</summary>
    public required IReadOnlyDictionary<string, double> Stages { get; init; }

    /// <summary>The most memory that the process had held by the end of each stage, in bytes.</summary>
    public required IReadOnlyDictionary<string, long> Peaks { get; init; }

    /// <summary>The size of the history's files after it, in bytes.</summary>
    public required long HistoryBytes { get; init; }

    /// <summary>What the only run of this process came to.</summary>
    /// <param name="run">The run.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="stages">What listened to it.</param>
    /// <param name="stateDirectory">Where its history is.</param>
    public static SyncMeasure Of(SyncRun run, TimeSpan elapsed, StageClock stages, string stateDirectory) => new()
    {
        Totals = run.Totals,
        Seconds = elapsed.TotalSeconds,
        ProcessorSeconds = Environment.CpuUsage.TotalTime.TotalSeconds,
        PauseSeconds = GC.GetTotalPauseDuration().TotalSeconds,
        PeakMemory = Measuring.PeakMemory.OfThisProcess(),
        Stages = stages.Read(),
        Peaks = stages.ReadPeaks(),
        HistoryBytes = new DirectoryInfo(stateDirectory).EnumerateFiles("history.db*").Sum(file => file.Length),
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SyncMeasure))]
internal sealed partial class SyncMeasureJson : JsonSerializerContext;
