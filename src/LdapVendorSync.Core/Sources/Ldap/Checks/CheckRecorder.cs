using LdapVendorSync.Core.Diagnostics;

namespace LdapVendorSync.Core.Sources.Ldap.Checks;

/// <summary>Collects the steps of a check, each with the time since the one before.</summary>
internal sealed class CheckRecorder(TimeProvider timeProvider)
{
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

    public bool Fail(string step, string message, string hint) => Add(new CheckResult(step, false, message, hint));

    /// <summary>Adds a step.</summary>
    /// <returns>Whether it passed.</returns>
    private bool Add(CheckResult result)
    {
        var now = timeProvider.GetTimestamp();
        _results.Add(result with { Server = _server, Duration = timeProvider.GetElapsedTime(_since, now) });
        _since = now;
        return result.Passed;
    }
}
