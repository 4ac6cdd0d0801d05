using System.Globalization;

namespace LdapVendorSync.Core.Sync;

/// <summary>Who holds the lock of a vendor target, as the holder itself wrote it down.</summary>
public sealed record RunLockHolder
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>What started it, without secrets.</summary>
    public required string Command { get; init; }

    /// <summary>When it took the lock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Its process.</summary>
    public int ProcessId { get; init; } = Environment.ProcessId;

    /// <summary>The host it runs on.</summary>
    public string Host { get; init; } = Environment.MachineName;

    /// <summary>The account it runs under.</summary>
    public string User { get; init; } = Environment.UserName;

    /// <inheritdoc />
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"run {RunId} ({Command}) of {User} on {Host}, process {ProcessId}, since {StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
}
