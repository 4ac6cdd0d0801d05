using System.Management.Automation;

namespace LdapVendorSync.PowerShell.Pipeline;

/// <summary>The progress bars of a cmdlet: each is taken away at the end, also after an error or a stop. For the pipeline thread.</summary>
internal sealed class ProgressBars(AsyncCmdlet cmdlet)
{
    private static long _lastSource;

    // Bars of several commands in one pipeline are told apart by this. PowerShell counts its own up from 1, and takes any other number.
    private readonly long _source = Interlocked.Decrement(ref _lastSource);
    private readonly Dictionary<int, ProgressRecord> _open = [];

    /// <summary>Shows a bar as it is now.</summary>
    public void Show(ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Completed)
            _open.Remove(record.ActivityId);
        else
            _open[record.ActivityId] = record;
        cmdlet.CommandRuntime.WriteProgress(_source, record);
    }

    /// <summary>Takes the bars away that are still there.</summary>
    public void Complete()
    {
        foreach (var record in _open.Values)
        {
            record.RecordType = ProgressRecordType.Completed;
            Complete(record);
        }

        _open.Clear();
    }

    private void Complete(ProgressRecord record)
    {
        try
        {
            cmdlet.CommandRuntime.WriteProgress(_source, record);
        }
        catch (PipelineStoppedException) when (cmdlet.IsProgressShown)
        {
            // A pipeline that was stopped takes nothing more, but its host does.
            cmdlet.Host.UI.WriteProgress(_source, record);
        }
        catch (PipelineStoppedException)
        {
            // Nothing was shown.
        }
    }
}
