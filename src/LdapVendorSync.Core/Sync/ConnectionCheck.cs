using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Tries everything that a run needs and writes nothing: every source, every vendor, every mapped group on both sides. Faults are results,
/// so that one check shows all of them.
/// </summary>
public static class ConnectionCheck
{
    private const string Reach = "reach";
    private const string Protect = "TLS";
    private const string Authenticate = "authenticate";

    /// <summary>Checks one system after the other.</summary>
    /// <param name="session">The configuration at work.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>The sources and then the vendors, each as soon as it was checked.</returns>
    public static async IAsyncEnumerable<SystemCheck> RunAsync(
        SyncSession session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        foreach (var source in session.Configuration.Sources)
        {
            yield return await CheckSourceAsync(session, source, cancellationToken).ConfigureAwait(false);
        }

        foreach (var vendor in session.Configuration.Vendors)
        {
            yield return await CheckVendorAsync(session, vendor, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The exit code of a check: no source of all passed, or something else failed.</summary>
    public static SyncExitCode ExitCodeOf(IReadOnlyCollection<SystemCheck> checks)
    {
        var sources = checks.Where(check => check.Side == ReadSide.Source).ToList();
        if (sources.Count > 0 && sources.TrueForAll(check => !check.Passed))
            return SyncExitCode.NoSourceReadable;
        return checks.All(check => check.Passed) ? SyncExitCode.Done : SyncExitCode.FinishedWithFailures;
    }

    /// <summary>Checks one source: its servers, and each group of it that a mapping names.</summary>
    /// <param name="session">The configuration at work.</param>
    /// <param name="settings">The source.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public static async Task<SystemCheck> CheckSourceAsync(
        SyncSession session, SourceSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(settings);
        var results = new List<CheckResult>();
        try
        {
            var source = session.GetSource(settings.Name);
            results.AddRange(await source.TestAsync(cancellationToken).ConfigureAwait(false));
            if (IsUsable(results))
            {
                foreach (var group in GroupsOf(session.Configuration, settings))
                    results.Add(await CheckSourceGroupAsync(source, group, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (SourceException error)
        {
            results.Add(new CheckResult("open", false, error.Message));
        }

        return new SystemCheck(ReadSide.Source, settings.Name, results);
    }

    // One server without a fault is enough to read from.
    private static bool IsUsable(List<CheckResult> results) =>
        results.Count == 0 || results.GroupBy(result => result.Server).Any(server => server.All(result => result.Passed));

    // The first member proves that the group is there and may be read; the rest would only take time.
    private static async Task<CheckResult> CheckSourceGroupAsync(ISource source, GroupReference group, CancellationToken cancellationToken)
    {
        var step = $"group {group}";
        var read = source.ReadGroup(group, cancellationToken);
        await foreach (var member in read.WithCancellation(cancellationToken).ConfigureAwait(false))
            return new CheckResult(step, true, "found, has members");
        return read.Completeness is { Status: CompletenessStatus.Failed } failed
            ? new CheckResult(step, false, failed.Reasons[0].Message)
            : new CheckResult(step, true, "found, has no member");
    }

    /// <summary>Checks one vendor: the way to it, the log-in, and each group of it that a mapping names.</summary>
    /// <param name="session">The configuration at work.</param>
    /// <param name="settings">The vendor.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public static async Task<SystemCheck> CheckVendorAsync(
        SyncSession session, VendorSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(settings);
        var recorder = new CheckRecorder(session.Environment.TimeProvider);
        try
        {
            var vendor = await session.ConnectVendorAsync(settings, recorder.AddOnce, cancellationToken).ConfigureAwait(false);
            await using var disposal = vendor.ConfigureAwait(false);
            if (settings.BaseUrl is not null && !HasStep(recorder, Reach))
                await ReachAsync(session, settings, recorder, cancellationToken).ConfigureAwait(false);
            if (settings.Auth is not (null or { Method: AuthMethod.None }) && !HasStep(recorder, Authenticate))
                recorder.Warn(Authenticate, "The credentials were not tried: there was nothing to ask for.", "Name a group of the vendor.");
            recorder.Pass("connect", "connected");
            var capabilities = vendor.Provider.Capabilities;
            foreach (var fault in CapabilityCheck.FindFaults(settings, capabilities))
                recorder.Fail("settings", fault, null);
            foreach (var note in CapabilityCheck.FindNotes(settings, capabilities))
                recorder.Pass("settings", note);
            foreach (var mapping in settings.Groups)
                recorder.Add(await CheckVendorGroupAsync(vendor.Provider, mapping, cancellationToken).ConfigureAwait(false));
        }
        catch (VendorException error)
        {
            // What ended the login has been told as its own step.
            if (recorder.Results.All(result => result.Passed))
                recorder.Fail(FindFailedStep(settings, recorder, error), error.Message, null);
        }

        return new SystemCheck(ReadSide.Vendor, settings.Name, recorder.Results);
    }

    // Without credentials, so that an answer says nothing of them.
    private static Task ReachAsync(
        SyncSession session, VendorSettings settings, CheckRecorder recorder, CancellationToken cancellationToken)
    {
        var context = session.ContextOf(settings, step =>
        {
            if (step.Step != Authenticate)
                recorder.AddOnce(step);
        });
        return VendorReach.TryAsync(context, cancellationToken);
    }

    // Who is reached over HTTP tells of each step that succeeds; the next one is that which did not.
    private static string FindFailedStep(VendorSettings settings, CheckRecorder recorder, VendorException error)
    {
        const string Other = "connect";
        if (error is not { Failure: VendorFailure.Unavailable or VendorFailure.Down, StatusCode: null } || settings.BaseUrl is not { } address)
            return Other;
        if (!HasStep(recorder, Reach))
            return error.InnerException is CertificateStoreException ? Protect : Reach;
        return address.Scheme == Uri.UriSchemeHttps && !HasStep(recorder, Protect) ? Protect : Other;
    }

    private static bool HasStep(CheckRecorder recorder, string step) => recorder.Results.Any(result => result.Step == step);

    private static async Task<CheckResult> CheckVendorGroupAsync(
        IVendorProvider provider, MappingSettings mapping, CancellationToken cancellationToken)
    {
        var step = $"group {mapping.VendorGroup}";
        try
        {
            var group = await provider.FindGroupAsync(mapping.VendorGroup, cancellationToken).ConfigureAwait(false);
            return group is null ? Missing(step, mapping) : new CheckResult(step, true, $"found (id {group.Id})");
        }
        catch (VendorException error)
        {
            return new CheckResult(step, false, error.Message);
        }
    }

    private static CheckResult Missing(string step, MappingSettings mapping) => mapping.CreateGroups
        ? new CheckResult(step, true, "not there yet; a sync creates it")
        : new CheckResult(step, false, "not found", "Create it, correct vendor_group, or say create_groups: true.");

    private static IEnumerable<GroupReference> GroupsOf(SyncConfiguration configuration, SourceSettings source) => configuration.Vendors
        .SelectMany(vendor => vendor.Groups)
        .SelectMany(mapping => mapping.GroupsToRead())
        .Where(mapping => mapping.Source.Equals(source.Name, StringComparison.OrdinalIgnoreCase))
        .Select(mapping => new GroupReference(mapping.SourceGroup, mapping.Recurse))
        .Distinct();
}
