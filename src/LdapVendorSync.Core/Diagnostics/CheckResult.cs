namespace LdapVendorSync.Core.Diagnostics;

/// <summary>The outcome of one step of a connection check.</summary>
/// <param name="Step">What was tried: "TCP", "TLS", "bind".</param>
/// <param name="Passed">Whether it worked.</param>
/// <param name="Message">What was seen.</param>
/// <param name="Hint">What to do about a failure or a warning.</param>
public sealed record CheckResult(string Step, bool Passed, string Message, string? Hint = null)
{
    /// <summary>The server that was asked, where a system has several.</summary>
    public string? Server { get; init; }

    /// <summary>Whether it worked, but somebody should look at it.</summary>
    public bool IsWarning { get; init; }

    /// <summary>How long it took; zero where that was not measured.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The outcome in one word.</summary>
    public CheckStatus Status => !Passed ? CheckStatus.Failed : IsWarning ? CheckStatus.Warning : CheckStatus.Passed;
}

/// <summary>How a step of a check ended.</summary>
public enum CheckStatus
{
    /// <summary>It worked.</summary>
    Passed,

    /// <summary>It worked, but somebody should look at it.</summary>
    Warning,

    /// <summary>It did not work.</summary>
    Failed,
}
