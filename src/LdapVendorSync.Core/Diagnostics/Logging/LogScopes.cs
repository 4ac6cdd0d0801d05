using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Diagnostics.Logging;

/// <summary>Says for everything that is logged within which run, vendor, group and person it belongs to.</summary>
public static class LogScopes
{
    internal const string Run = "RunId";
    internal const string Vendor = "Vendor";
    internal const string Group = "Group";
    internal const string User = "User";

    /// <summary>Everything until the scope is disposed belongs to a run.</summary>
    public static IDisposable? BeginRun(this ILogger logger, string runId) => Begin(logger, Run, runId);

    /// <summary>Everything until the scope is disposed belongs to a vendor.</summary>
    public static IDisposable? BeginVendor(this ILogger logger, string vendor) => Begin(logger, Vendor, vendor);

    /// <summary>Everything until the scope is disposed belongs to a vendor's group.</summary>
    public static IDisposable? BeginGroup(this ILogger logger, string group) => Begin(logger, Group, group);

    /// <summary>Everything until the scope is disposed belongs to a person.</summary>
    public static IDisposable? BeginUser(this ILogger logger, string user) => Begin(logger, User, user);

    private static IDisposable? Begin(ILogger logger, string key, string value)
    {
        ArgumentNullException.ThrowIfNull(logger);
        return logger.BeginScope(new KeyValuePair<string, object>[] { new(key, value) });
    }
}
