using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.PowerShell.Scripting;

/// <summary>
/// The runspaces that the functions of one script run in, no more of them than the script stands at once. Each has dot-sourced the script
/// and shares nothing with the session of the user.
/// </summary>
internal sealed class ScriptRunspaces : IDisposable
{
    private readonly ConcurrentBag<Runspace> _idle = [];
    private readonly SemaphoreSlim _slots;
    private readonly ScriptDefinition _script;
    private readonly VendorContext _context;
    private readonly ILogger _logger;

    /// <summary>A pool; nothing runs before the first call.</summary>
    public ScriptRunspaces(ScriptDefinition script, VendorContext context, ILogger logger)
    {
        _script = script;
        _context = context;
        _logger = logger;
        _slots = new SemaphoreSlim(Math.Min(script.Capabilities.MaxConcurrency ?? 1, context.Settings.Concurrency));
    }

    /// <summary>Calls a function.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="isChange">Whether it changes the vendor.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="read">Makes something of what it wrote.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="VendorException">It failed.</exception>
    public async Task<T> CallAsync<T>(
        string function,
        bool isChange,
        IReadOnlyDictionary<string, object?> arguments,
        Func<IReadOnlyList<PSObject?>, T> read,
        CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var runspace = _idle.TryTake(out var idle) ? idle : await OpenAsync(cancellationToken).ConfigureAwait(false);
            using var call = new ScriptCall(runspace, function, isChange, _context, _logger);
            try
            {
                call.Shell.AddCommand(function);
                foreach (var (name, value) in arguments)
                    call.Shell.AddParameter(name, value);
                var output = await call.InvokeAsync(cancellationToken).ConfigureAwait(false);
                return Within(runspace, () => read(output));
            }
            finally
            {
                if (!call.IsAbandoned)
                    _idle.Add(runspace);
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        while (_idle.TryTake(out var runspace))
            runspace.Dispose();
        _slots.Dispose();
    }

    // Properties may be scripts themselves.
    private static T Within<T>(Runspace runspace, Func<T> read)
    {
        var before = Runspace.DefaultRunspace;
        Runspace.DefaultRunspace = runspace;
        try
        {
            return read();
        }
        finally
        {
            Runspace.DefaultRunspace = before;
        }
    }

    private async Task<Runspace> OpenAsync(CancellationToken cancellationToken)
    {
        var runspace = RunspaceFactory.CreateRunspace(InitialState());
        try
        {
            runspace.ThreadOptions = PSThreadOptions.ReuseThread;
            await Task.Run(runspace.Open, cancellationToken).ConfigureAwait(false);
            using var call = new ScriptCall(runspace, $"The script {_script.FileName}", isChange: false, _context, _logger);
            call.Shell.AddScript($". '{CodeGeneration.EscapeSingleQuotedStringContent(_script.Path)}'", useLocalScope: false);
            await call.InvokeAsync(cancellationToken).ConfigureAwait(false);
            return runspace;
        }
        catch
        {
            // Not waited for: what does not stop would hold this up too.
            _ = Task.Run(runspace.Dispose, CancellationToken.None);
            throw;
        }
    }

    // Strict where scripts that nobody watches should be: the first error ends a function, that of a native program too, and nothing asks.
    private InitialSessionState InitialState()
    {
        var state = InitialSessionState.CreateDefault2();
        Set(state, "ErrorActionPreference", ActionPreference.Stop);
        Set(state, "PSNativeCommandUseErrorActionPreference", true);
        Set(state, "ConfirmPreference", ConfirmImpact.None);
        Set(state, "ProgressPreference", ActionPreference.SilentlyContinue);
        Set(state, "InformationPreference", ActionPreference.Continue);
        Set(state, "VerbosePreference", _logger.IsEnabled(LogLevel.Debug) ? ActionPreference.Continue : ActionPreference.SilentlyContinue);
        Set(state, "DebugPreference", _logger.IsEnabled(LogLevel.Trace) ? ActionPreference.Continue : ActionPreference.SilentlyContinue);
        return state;
    }

    private static void Set(InitialSessionState state, string name, object value) =>
        state.Variables.Add(new SessionStateVariableEntry(name, value, string.Empty));
}
