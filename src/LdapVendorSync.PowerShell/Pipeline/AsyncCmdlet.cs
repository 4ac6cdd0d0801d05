using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Pipeline;

/// <summary>
/// The one bridge between PowerShell's pipeline thread and the asynchronous core. Work runs on the thread pool; what it has for the
/// pipeline (objects, messages, questions) is written on the pipeline thread as it comes.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    /// <summary>How long requests under way may take to be answered after Ctrl+C; then their outcome is unknown.</summary>
    internal static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1);

    // Whoever presses Ctrl+C waits two seconds at most. What is recorded of a request comes right after its answer or the end of the grace;
    // work that does not listen goes on without the prompt.
    private static readonly TimeSpan FlightLimit = TimeSpan.FromSeconds(1.5);

    private readonly CancellationTokenSource _stop = new();
    private readonly PipelineQueue _pipeline = new();
    private readonly ProgressBars _bars;
    private Task _work = Task.CompletedTask;

    /// <summary>A cmdlet that has not begun.</summary>
    protected AsyncCmdlet() => _bars = new ProgressBars(this);

    /// <summary>Where work puts what the pipeline shall see.</summary>
    internal PipelineQueue Pipeline => _pipeline;

    /// <summary>Whether the cmdlet was stopped: by Ctrl+C, or by a pipeline that wants no more.</summary>
    protected bool IsStopped { get; private set; }

    /// <summary>Whether the caller wants to see progress bars.</summary>
    internal bool IsProgressShown => Preference("ProgressAction", "ProgressPreference")
        is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs work to its end, cancelled by Ctrl+C and by a pipeline that wants no more.</summary>
    /// <param name="work">The work; called on the thread pool.</param>
    /// <param name="target">What an error is about, for its record.</param>
    /// <exception cref="PipelineStoppedException">The pipeline was stopped.</exception>
    protected void RunAsync(Func<CancellationToken, Task> work, object? target = null)
    {
        try
        {
            Pump(work);
        }
        finally
        {
            _bars.Complete();
        }

        Conclude(target);
    }

    /// <summary>Shows a progress bar as it is now, until the work is at its end; for the pipeline thread.</summary>
    internal void ShowProgress(ProgressRecord record) => _bars.Show(record);

    /// <summary>Ends the command with an error.</summary>
    [DoesNotReturn]
    protected void Terminate(Exception error, object? target)
    {
        ThrowTerminatingError(CommandError.Create(error, target));
        throw new UnreachableException();
    }

    /// <inheritdoc />
    protected override void StopProcessing()
    {
        IsStopped = true;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pipeline came to its own end meanwhile.
        }
    }

    /// <summary>Lets go of what the cmdlet holds; also called after an error or a stop.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _stop.Dispose();
        // Work that outlived the wait may still write a message; its queue must stand until then.
        if (_work.IsCompleted)
            _pipeline.Dispose();
    }

    private void Pump(Func<CancellationToken, Task> work)
    {
        var ended = false;
        var stop = _stop.Token;
        _work = Task.Run(
            async () =>
            {
                _pipeline.MakeCurrent();
                try
                {
                    await work(stop).ConfigureAwait(false);
                }
                finally
                {
                    _pipeline.Post(_ => ended = true);
                }
            },
            CancellationToken.None);

        try
        {
            while (!ended)
                _pipeline.Take(stop)(this);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            WaitForFlight();
            throw new PipelineStoppedException();
        }
        catch
        {
            // A cmdlet further down has enough (Select-Object -First), or a preference turned a message into an error.
            IsStopped = true;
            _stop.Cancel();
            WaitForFlight();
            throw;
        }
    }

    private void Conclude(object? target)
    {
        try
        {
            _work.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception error)
        {
            Terminate(error, target);
        }
    }

    private ActionPreference? Preference(string parameter, string variable)
    {
        var value = MyInvocation.BoundParameters.TryGetValue(parameter, out var bound) ? bound : GetVariableValue(variable);
        return LanguagePrimitives.TryConvertTo<ActionPreference>(value, out var preference) ? preference : null;
    }

    private void WaitForFlight() => Task.WaitAny([_work], FlightLimit);
}
