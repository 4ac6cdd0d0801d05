namespace LdapVendorSync.Cli.Tests.Chaos.Oracle;

/// <summary>Which promise was broken.</summary>
internal enum Promise
{
    /// <summary>Nobody loses access whom the truth gives it.</summary>
    NoWrongRemoval,

    /// <summary>Nobody gets what the truth does not give them.</summary>
    NoWrongGain,

    /// <summary>Whatever reached a vendor is in the journal, and was there before.</summary>
    NoLostJournalEntry,

    /// <summary>No secret is written anywhere.</summary>
    NoSecretWritten,

    /// <summary>A clean run makes both sides agree.</summary>
    Convergence,

    /// <summary>The exit code says what happened.</summary>
    ExitCode,
}

/// <summary>A broken promise.</summary>
/// <param name="Promise">Which one.</param>
/// <param name="What">How it was broken.</param>
internal sealed record Violation(Promise Promise, string What);
