using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using Spectre.Console;

namespace LdapVendorSync.Cli.Display;

/// <summary>Progress for a terminal: a bar for each vendor.</summary>
internal sealed class LiveProgress(ProgressContext context) : IProgress<SyncProgress>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, VendorBar> _bars = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public void Report(SyncProgress value)
    {
        lock (_gate)
        {
            if (!_bars.TryGetValue(value.Vendor, out var bar))
                _bars[value.Vendor] = bar = new VendorBar(context.AddTask(Markup.Escape(PrintableText.OneLine(value.Vendor))));
            bar.Show(value);
        }
    }

    /// <summary>The bar of one vendor. Its mappings go on side by side, so each one's part is kept and the bar shows the sum.</summary>
    private sealed class VendorBar(ProgressTask task)
    {
        private readonly Dictionary<MappingReference, (int Done, int Total)> _mappings = [];
        private SyncStage _stage = SyncStage.Connecting;

        public void Show(SyncProgress progress)
        {
            var count = ProgressText.Count(progress);
            task.Description = Markup.Escape(
                $"{PrintableText.OneLine(progress.Vendor)}: {ProgressText.Describe(progress)}{(count.Length == 0 ? null : ", " + count)}");
            if (progress.Stage == SyncStage.Finished)
            {
                task.IsIndeterminate(false).Value = task.MaxValue;
                task.StopTask();
                return;
            }

            if (progress.Stage != _stage)
            {
                _stage = progress.Stage;
                _mappings.Clear();
            }

            if (progress is { Mapping: { } mapping, Total: { } total })
                _mappings[mapping] = (progress.Done, total);
            ShowSum();
        }

        private void ShowSum()
        {
            var total = _mappings.Values.Sum(part => part.Total);
            task.IsIndeterminate(total == 0);
            if (total == 0)
                return;
            task.MaxValue = total;
            task.Value = _mappings.Values.Sum(part => part.Done);
        }
    }
}
