using System.Management.Automation;
using System.Management.Automation.Runspaces;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;
using Shell = System.Management.Automation.PowerShell;

namespace LdapVendorSync.PowerShell.Scripting;

/// <summary>One call of a function of a script: its output, its errors as exceptions, everything else in the log.</summary>
/// <remarks>
/// A call that neither ends nor writes anything for <c>timeout_seconds</c> is stopped. One that cannot even be stopped is left to itself
/// (<see cref="IsAbandoned"/>): nobody else may use its runspace then.
/// </remarks>
internal sealed class ScriptCall : IDisposable
{
    // How long code that was stopped may take to notice.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    // Otherwise "exit", and "break" and "continue" outside a loop, would look like a function that came to its end.
    private static readonly PSInvocationSettings Settings = new() { ExposeFlowControlExceptions = true };

    private readonly Shell _shell = Shell.Create();
    private readonly PSDataCollection<PSObject> _output = [];
    private readonly TaskCompletionSource _overdue = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly VendorContext _context;
    private readonly ILogger _logger;
    private readonly string _name;
    private readonly bool _isChange;
    private ITimer? _silence;
    private int _stopping;
    private volatile bool _isSilent;

    /// <summary>A call that <see cref="InvokeAsync"/> makes.</summary>
    /// <param name="runspace">Where it runs.</param>
    /// <param name="name">What messages call it: the function's name.</param>
    /// <param name="isChange">Whether it changes the vendor.</param>
    /// <param name="context">The vendor.</param>
    /// <param name="logger">Gets warnings and the like.</param>
    public ScriptCall(Runspace runspace, string name, bool isChange, VendorContext context, ILogger logger)
    {
        _name = name;
        _isChange = isChange;
        _context = context;
        _logger = logger;
        _shell.Runspace = runspace;
        Listen();
    }

    /// <summary>What runs.</summary>
    public Shell Shell => _shell;

    /// <summary>Whether it could not be stopped and still runs.</summary>
    public bool IsAbandoned { get; private set; }

    private TimeSpan SilenceLimit => TimeSpan.FromSeconds(_context.Settings.TimeoutSeconds);

    /// <summary>Runs it to its end.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="VendorException">An error of the script, terminating or not, or silence.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<PSObject?>> InvokeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var silence = _silence = _context.TimeProvider.CreateTimer(
            _ => Stop(isSilent: true), null, SilenceLimit, Timeout.InfiniteTimeSpan);
        using var cancellation = cancellationToken.Register(() => Stop(isSilent: false));
        var running = Task.Factory.FromAsync(_shell.BeginInvoke<PSObject, PSObject>(null, _output, Settings, null, null), _shell.EndInvoke);
        await Task.WhenAny(running, _overdue.Task).ConfigureAwait(false);
        IsAbandoned = !running.IsCompleted;
        cancellationToken.ThrowIfCancellationRequested();
        if (_isSilent)
            throw Silent();
        await ConcludeAsync(running).ConfigureAwait(false);
        return [.. _output];
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (IsAbandoned)
            return;
        _shell.Dispose();
        _output.Dispose();
    }

    private async Task ConcludeAsync(Task running)
    {
        var errors = new ScriptErrors(_context);
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw errors.ToException(error, _name, _isChange);
        }

        // An error that does not end the script is one all the same: half a list is not the list.
        if (_shell.Streams.Error.FirstOrDefault() is { } record)
            throw errors.ToException(record, _name, _isChange);
    }

    private VendorException Silent() => new(
        VendorFailure.Unavailable,
        $"{_name} neither ended nor wrote anything for {SilenceLimit.TotalSeconds:0.#} s and was stopped. "
        + "Raise timeout_seconds of the vendor if it needs longer.")
    {
        OutcomeUnknown = _isChange,
    };

    private void Stop(bool isSilent)
    {
        if (Interlocked.Exchange(ref _stopping, 1) != 0)
            return;
        _isSilent = isSilent;
        try
        {
            _shell.BeginStop(null, null);
        }
        catch (InvalidOperationException)
        {
            // It came to its own end meanwhile.
        }

        _ = Task.Delay(StopLimit).ContinueWith(_ => _overdue.TrySetResult(), TaskScheduler.Default);
    }

    private void Listen()
    {
        _output.DataAdded += (_, _) => Hear();
        var streams = _shell.Streams;
        Listen(streams.Warning, LogLevel.Warning, record => record.Message);
        Listen(streams.Information, LogLevel.Information, record => record.MessageData?.ToString());
        Listen(streams.Verbose, LogLevel.Debug, record => record.Message);
        Listen(streams.Debug, LogLevel.Trace, record => record.Message);
    }

    private void Listen<T>(PSDataCollection<T> stream, LogLevel level, Func<T, string?> message) => stream.DataAdded += (_, added) =>
    {
        Hear();
        _logger.Log(level, "{Vendor}: {Function}: {Message}", _context.Settings.Name, _name, message(stream[added.Index]));
    };

    private void Hear()
    {
        try
        {
            _silence?.Change(SilenceLimit, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The last words of a call that nobody waits for any more.
        }
    }
}
