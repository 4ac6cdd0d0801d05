using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Display;

/// <summary>Progress for a file or pipe: a line for each new stage, and now and then one while a stage goes on.</summary>
/// <param name="tell">Shows a line.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class PlainProgress(Action<string> tell, TimeProvider timeProvider) : IProgress<SyncProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Vendor, MappingReference? Mapping), (SyncStage Stage, DateTimeOffset At)> _last = [];

    /// <inheritdoc />
    public void Report(SyncProgress value)
    {
        lock (_gate)
        {
            if (IsWorthALine(value))
                tell(Line(value));
        }
    }

    private bool IsWorthALine(SyncProgress progress)
    {
        var now = timeProvider.GetUtcNow();
        var key = (progress.Vendor, progress.Mapping);
        if (_last.TryGetValue(key, out var last) && last.Stage == progress.Stage && now - last.At < Interval)
            return false;
        _last[key] = (progress.Stage, now);
        return true;
    }

    private static string Line(SyncProgress progress)
    {
        var line = $"{PrintableText.OneLine(progress.Vendor)}: {ProgressText.Describe(progress)}";
        var count = ProgressText.Count(progress);
        return count.Length == 0 ? line : $"{line}, {count}";
    }
}
