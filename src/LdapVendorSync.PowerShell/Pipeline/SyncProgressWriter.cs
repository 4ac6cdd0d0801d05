using System.Globalization;
using System.Management.Automation;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.PowerShell.Pipeline;

/// <summary>Shows a run's progress as progress bars, one for each vendor, a few times a second at most.</summary>
/// <param name="pipeline">Where records go.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class SyncProgressWriter(PipelineQueue pipeline, TimeProvider timeProvider) : IProgress<SyncProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Bar> _bars = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc />
    public void Report(SyncProgress value)
    {
        lock (_gate)
        {
            if (!_bars.TryGetValue(value.Vendor, out var bar))
                _bars[value.Vendor] = bar = new Bar(_bars.Count + 1, timeProvider);
            if (!IsDue(bar, value))
                return;
            bar.Enter(value.Stage);
            bar.ShownAt = timeProvider.GetTimestamp();
            var record = ToRecord(bar, value);
            pipeline.Post(cmdlet => cmdlet.ShowProgress(record));
        }
    }

    private bool IsDue(Bar bar, SyncProgress value) =>
        value.Stage != bar.Stage || bar.ShownAt is not { } shownAt || timeProvider.GetElapsedTime(shownAt) >= Pause;

    private static ProgressRecord ToRecord(Bar bar, SyncProgress value) => new(bar.Id, $"Sync {value.Vendor}", Describe(value))
    {
        PercentComplete = value.Total is > 0 ? (int)(100L * value.Done / value.Total.Value) : -1,
        SecondsRemaining = value.Total is { } total ? bar.TimeLeft.Estimate(value.Mapping, value.Done, total) ?? -1 : -1,
        RecordType = value.Stage == SyncStage.Finished ? ProgressRecordType.Completed : ProgressRecordType.Processing,
    };

    private static string Describe(SyncProgress value)
    {
        var group = value.Mapping is { } mapping ? $" {mapping.VendorGroup}" : string.Empty;
        var count = value switch
        {
            { Total: { } total } => string.Create(CultureInfo.CurrentCulture, $": {value.Done:N0} of {total:N0}"),
            { Done: > 0 } => string.Create(CultureInfo.CurrentCulture, $": {value.Done:N0}"),
            _ => string.Empty,
        };
        return PrintableText.OneLine($"{value.Stage}{group}{count}");
    }

    private sealed class Bar(int id, TimeProvider timeProvider)
    {
        public int Id { get; } = id;

        public SyncStage? Stage { get; private set; }

        // Adding and removing differ in pace: each stage is measured alone.
        public RemainingTime TimeLeft { get; private set; } = new(timeProvider);

        public long? ShownAt { get; set; }

        public void Enter(SyncStage stage)
        {
            if (stage == Stage)
                return;
            Stage = stage;
            TimeLeft = new RemainingTime(timeProvider);
        }
    }
}
