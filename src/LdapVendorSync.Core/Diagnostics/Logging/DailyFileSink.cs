using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace LdapVendorSync.Core.Diagnostics.Logging;

/// <summary>
/// Writes a file a day, by the local day on which an entry was made, so that a process that runs through midnight goes on in a new one.
/// An entry is on its way to the disk when <see cref="Emit"/> returns.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="minimum">The least level that is written.</param>
/// <param name="formatter">Makes the text of an entry, line end included.</param>
/// <param name="complain">Hears of what could not be written or deleted.</param>
internal sealed class DailyFileSink(LogFolder folder, LogEventLevel minimum, ITextFormatter formatter, Action<string> complain)
    : ILogEventSink, IDisposable
{
    private readonly Lock _gate = new();
    private DateOnly _day;
    private FileStream? _file;
    private bool _isFailing;
    private bool _isClosed;

    /// <inheritdoc />
    public void Emit(LogEvent logEvent)
    {
        if (logEvent.Level < minimum)
            return;
        var text = new StringWriter();
        formatter.Format(logEvent, text);
        var day = DateOnly.FromDateTime(logEvent.Timestamp.LocalDateTime);
        lock (_gate)
        {
            if (!_isClosed)
                Write(day, text.ToString());
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _file?.Dispose();
            folder.Dispose();
        }
    }

    private void Write(DateOnly day, string text)
    {
        try
        {
            Open(day).Write(Encoding.UTF8.GetBytes(text));
            _isFailing = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            CutBack();
            // Once, not for every entry of a day on which the disk is full.
            if (!_isFailing)
                complain($"The log cannot be written: {error.Message}");
            _isFailing = true;
        }
    }

    // The half of an entry that went onto a full disk would run into the next one.
    private void CutBack()
    {
        try
        {
            _file?.SetLength(_file.Position);
        }
        catch (IOException)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private FileStream Open(DateOnly day)
    {
        if (_file is not null && _day == day)
            return _file;

        _file?.Dispose();
        _file = null;
        _file = folder.Open(day);
        _day = day;
        foreach (var failure in folder.DeleteOld(day))
            complain(failure);
        return _file;
    }
}
