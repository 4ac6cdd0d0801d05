using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.PowerShell.Pipeline;

/// <summary>Shows how many members of a group have been read, a few times a second at most.</summary>
/// <param name="pipeline">Where records go.</param>
/// <param name="read">The read.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class ReadCounter(PipelineQueue pipeline, GroupRead read, TimeProvider timeProvider)
{
    private const int BarId = 1;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly string _activity = PrintableText.OneLine($"Read '{read.Group}' from '{read.System}'");
    private long _shownAt;
    private int _count;

    /// <summary>The members as they are read; shown are also the beginning, as a server may take its time, and the end.</summary>
    public async IAsyncEnumerable<GroupMember> CountAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Show(ProgressRecordType.Processing);
        await foreach (var member in read.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            _count++;
            if (timeProvider.GetElapsedTime(_shownAt) >= Pause)
                Show(ProgressRecordType.Processing);
            yield return member;
        }

        Show(ProgressRecordType.Completed);
    }

    private void Show(ProgressRecordType type)
    {
        _shownAt = timeProvider.GetTimestamp();
        var record = new ProgressRecord(BarId, _activity, string.Create(CultureInfo.CurrentCulture, $"{_count:N0} members")) { RecordType = type };
        pipeline.Post(cmdlet => cmdlet.ShowProgress(record));
    }
}
