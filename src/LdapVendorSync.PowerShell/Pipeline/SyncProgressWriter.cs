using System.Globalization;
using System.Management.Automation;
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
                _bars[value.Vendor] = bar = new Bar(_bars.Count + 1);
            if (!IsDue(bar, value))
                return;
            bar.Stage = value.Stage;
            bar.ShownAt = timeProvider.GetTimestamp();
            var record = ToRecord(bar.Id, value);
            pipeline.Post(cmdlet => cmdlet.WriteProgress(record));
        }
    }

    private bool IsDue(Bar bar, SyncProgress value) =>
        value.Stage != bar.Stage || bar.ShownAt is not { } shownAt || timeProvider.GetElapsedTime(shownAt) >= Pause;

    private static ProgressRecord ToRecord(int id, SyncProgress value) => new(id, $"Sync {value.Vendor}", Describe(value))
    {
        PercentComplete = value.Total is > 0 ? (int)(100L * value.Done / value.Total.Value) : -1,
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
        return $"{value.Stage}{group}{count}";
    }

    private sealed class Bar(int id)
    {
        public int Id { get; } = id;

        public SyncStage? Stage { get; set; }

        public long? ShownAt { get; set; }
    }
}
