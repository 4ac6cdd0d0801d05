using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Sources.Ldap;

namespace LdapVendorSync.PowerShell.Sessions;

/// <summary>
/// The connections to directories that a runspace keeps between cmdlets. They are closed when they were idle for a while, when the runspace
/// closes, and when the module is removed from it.
/// </summary>
internal static class RunspaceConnections
{
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(1);

    // Weak: a runspace that nobody closes shall not be kept by what it left here.
    private static readonly ConditionalWeakTable<Runspace, LdapConnectionCache> Caches = [];
    private static readonly Lock Gate = new();

    /// <summary>The cache of the runspace that this thread runs; <see langword="null"/> outside of one.</summary>
    public static LdapConnectionCache? OfCurrent()
    {
        if (Runspace.DefaultRunspace is not { } runspace)
            return null;
        lock (Gate)
        {
            if (Caches.TryGetValue(runspace, out var known))
                return known;
            var cache = new LdapConnectionCache(TimeProvider.System);
            Caches.Add(runspace, cache);
            runspace.StateChanged += CloseWithRunspace;
            return cache;
        }
    }

    /// <summary>Closes what the runspace that this thread runs has kept.</summary>
    public static void CloseCurrent()
    {
        if (Runspace.DefaultRunspace is { } runspace)
            Close(runspace);
    }

    private static void CloseWithRunspace(object? sender, RunspaceStateEventArgs change)
    {
        if (sender is Runspace runspace && change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
            Close(runspace);
    }

    private static void Close(Runspace runspace)
    {
        LdapConnectionCache? cache;
        lock (Gate)
        {
            if (!Caches.TryGetValue(runspace, out cache))
                return;
            Caches.Remove(runspace);
            runspace.StateChanged -= CloseWithRunspace;
        }

        _ = Task.WaitAny([Task.Run(() => cache.DisposeAsync().AsTask())], ClosingLimit);
    }
}
