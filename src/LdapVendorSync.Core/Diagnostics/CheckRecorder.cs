namespace LdapVendorSync.Core.Diagnostics;

/// <summary>Collects the steps of a check, each with the time since the one before. Safe for concurrent use.</summary>
internal sealed class CheckRecorder(TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private readonly List<CheckResult> _results = [];
    private string? _server;
    private long _since = timeProvider.GetTimestamp();

    public IReadOnlyList<CheckResult> Results => _results;

    /// <summary>Begins with another server.</summary>
    public void Begin(string server)
    {
        _server = server;
        _since = timeProvider.GetTimestamp();
    }

    public bool Pass(string step, string message) => Add(new CheckResult(step, true, message));

    public bool Warn(string step, string message, string hint) => Add(new CheckResult(step, true, message, hint) { IsWarning = true });

    public bool Fail(string step, string message, string? hint) => Add(new CheckResult(step, false, message, hint));

    /// <summary>Adds a step.</summary>
    /// <returns>Whether it passed.</returns>
    public bool Add(CheckResult result)
    {
        lock (_gate)
        {
            var now = timeProvider.GetTimestamp();
            _results.Add(result with { Server = _server, Duration = timeProvider.GetElapsedTime(_since, now) });
            _since = now;
        }

        return result.Passed;
    }

    /// <summary>Adds a step that is told again with every connection, the first time alone.</summary>
    public void AddOnce(CheckResult result)
    {
        lock (_gate)
        {
            if (!_results.Exists(known => known.Step == result.Step && known.Message == result.Message))
                Add(result);
        }
    }
}
