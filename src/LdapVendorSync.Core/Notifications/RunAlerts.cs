using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Notifications;

/// <summary>What of a run somebody should know, and what it proves to work again.</summary>
internal static class RunAlerts
{
    private const int DetailsShown = 10;
    private const string Sources = "sources";
    private const string Run = "run";
    private const string History = "history";

    /// <summary>The alerts of a run, the gravest first. A lock held by another run is nobody's fault.</summary>
    public static IReadOnlyList<Alert> Of(SyncRun run) => run.ExitCode switch
    {
        SyncExitCode.Locked => [],
        SyncExitCode.Cancelled => [OfCancelled(run)],
        _ => [.. OfRun(run), .. OfHistory(run), .. OfPlan(run), .. run.Vendors.SelectMany(vendor => OfVendor(run, vendor))],
    };

    /// <summary>The keys of all the troubles that a run would have shown, had they been there.</summary>
    public static IReadOnlySet<string> Examined(SyncRun run)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        if (run.Vendors.Count == 0 || run.ExitCode == SyncExitCode.Cancelled)
            return keys;
        keys.Add(Alert.KeyOf(AlertKind.UnexpectedError, Run));
        keys.Add(Alert.KeyOf(AlertKind.RunCancelled, Run));
        keys.Add(Alert.KeyOf(AlertKind.PlanNotApplied, Run));
        keys.Add(Alert.KeyOf(AlertKind.HistoryLost, History));
        if (run.Vendors.SelectMany(vendor => vendor.Groups).Any(group => group.Error is null))
            keys.Add(Alert.KeyOf(AlertKind.SourceFailure, Sources));
        foreach (var vendor in run.Vendors.Where(vendor => vendor.Error is null))
        {
            keys.Add(Alert.KeyOf(AlertKind.VendorFailure, vendor.Name));
            keys.Add(Alert.KeyOf(AlertKind.ChangesFailed, vendor.Name));
            foreach (var group in vendor.Groups)
            {
                keys.Add(Alert.KeyOf(AlertKind.MappingFailure, NameOf(group)));
                if (group.Error is not null)
                    continue;
                keys.Add(Alert.KeyOf(AlertKind.PeopleNotRecognised, NameOf(group)));
                if (!group.IsMostlyUnrecognised)
                    keys.Add(Alert.KeyOf(AlertKind.RemovalsHeld, NameOf(group)));
            }
        }

        return keys;
    }

    private static Alert OfCancelled(SyncRun run) => new(
        AlertKind.RunCancelled,
        Run,
        "The run was cancelled before its end",
        1,
        run.Error is { } error ? [error] : [],
        "If nobody meant to end it, look for what did: a time limit of the scheduler or the container, a shutdown. The next run goes on.");

    private static IEnumerable<Alert> OfRun(SyncRun run)
    {
        if (run.ExitCode == SyncExitCode.NoSourceReadable)
            yield return new Alert(
                AlertKind.SourceFailure,
                Sources,
                "No source could be read",
                1,
                Reasons(run),
                "Check that the directory is up and that its account may log in: ldap-vendor-sync check --connect, "
                    + "or Test-LdapConnection.");
        else if (run.Error is not null || run.ExitCode == SyncExitCode.Unexpected)
            yield return new Alert(
                AlertKind.UnexpectedError,
                Run,
                "The run ended early",
                1,
                run.Error is { } error ? [error] : Reasons(run),
                "Look into the log of this run. Nothing that was begun is lost: the next run reads the journal and goes on.");
    }

    private static IEnumerable<Alert> OfHistory(SyncRun run)
    {
        if (run.SetAsideHistory is not { } path)
            yield break;
        yield return new Alert(
            AlertKind.HistoryLost,
            History,
            "The history was damaged, and a new one was begun",
            1,
            [$"The damaged file is kept as '{path}'. Links, journal and memory of earlier runs stand there alone."],
            "Check the disk of state_dir. To have links and journal again, put a backup of history.db in the place of the new one. "
                + "Otherwise nothing needs to be done: removals are held until a complete run of each mapping has made the links anew.");
    }

    // What is no longer needed is what one expects the next morning. A plan that was refused as a whole is the run's own error.
    private static IEnumerable<Alert> OfPlan(SyncRun run)
    {
        if (run.Error is not null || run.Plan is not { } plan || plan.Refused <= plan.NoLongerNeeded)
            yield break;
        var refused = run.Changes.Where(change => change.Result == ChangeResult.Refused).ToList();
        yield return new Alert(
            AlertKind.PlanNotApplied,
            Run,
            $"The plan {plan.Id} was applied in part",
            plan.Refused,
            [.. refused.Take(DetailsShown).Select(Describe)],
            "Each line says why a change that was approved was not made. Make a new plan, look at it, and apply it.");
    }

    private static IEnumerable<Alert> OfVendor(SyncRun run, VendorRun vendor)
    {
        if (run.ExitCode == SyncExitCode.NoSourceReadable)
            yield break;
        if (vendor.Error is { } error)
        {
            yield return new Alert(
                AlertKind.VendorFailure,
                vendor.Name,
                $"{vendor.Name} {WordsFor(vendor.StopCause)}",
                Math.Max(1, vendor.Totals.Failed),
                [error, .. FailedChanges(run, vendor)],
                AdviceFor(vendor.StopCause));
            yield break;
        }

        foreach (var group in vendor.Groups)
        {
            if (OfGroup(group) is { } alert)
                yield return alert;
        }

        var failed = run.Changes.Count(change => IsFailedAt(change, vendor));
        if (failed > 0)
            yield return new Alert(
                AlertKind.ChangesFailed,
                vendor.Name,
                $"{vendor.Name}: {failed} change(s) failed",
                failed,
                FailedChanges(run, vendor),
                "Each line says why. The next run tries them again.");
    }

    private static string WordsFor(VendorStopCause? cause) => cause switch
    {
        VendorStopCause.Authentication => "refused the credentials",
        VendorStopCause.RateLimited => "asked for a long pause",
        VendorStopCause.Down => "went down",
        _ => "was stopped",
    };

    private static string AdviceFor(VendorStopCause? cause) => cause switch
    {
        VendorStopCause.TooManyErrors =>
            "Each line says why a change failed. The next run tries again what was not done, those who failed last. "
                + "How many failures are too many, max_errors_per_vendor says.",
        VendorStopCause.Authentication =>
            "Renew the credential in 'auth', or give its account the rights that it lacks. Nothing is tried until the next run.",
        VendorStopCause.RateLimited =>
            "Run again after that time. If it comes often, set rate_limit to what the vendor allows, or lower concurrency; "
                + "retry_after_cap_seconds says how long a run waits.",
        VendorStopCause.Down =>
            "Check that the application is up. The next run does what was not sent; outage_wait_seconds says how long a run waits.",
        VendorStopCause.JournalFailure => "Make room on the disk of state_dir, or give the account the right to write there.",
        _ => "Check that the application is up and that its credential is valid. The next run tries again what was not done.",
    };

    private static Alert? OfGroup(GroupRun group)
    {
        var name = NameOf(group);
        if (group.Error is { } error)
            return new Alert(
                AlertKind.MappingFailure,
                name,
                $"{name} failed",
                1,
                [error],
                "Correct the mapping, or what the message names. Nobody was removed from the group.");
        if (group.IsMostlyUnrecognised)
            return new Alert(
                AlertKind.PeopleNotRecognised,
                name,
                $"{name}: {group.Unrecognised} people are not recognised",
                group.Unrecognised,
                [.. group.Reasons.Take(DetailsShown)],
                "Check whether the account still reads the id (entryUUID, objectGUID) and what match_on names. "
                    + "Nothing was done for these people.");
        if (group.Totals.Blocked == 0)
            return null;
        return new Alert(
            AlertKind.RemovalsHeld,
            name,
            $"{name}: {Held(group)} held",
            group.Totals.Blocked,
            [.. group.BlockedBy.Take(DetailsShown)],
            group.HeldAdditions > 0
                ? "Look at the groups that except names: whoever is missing there would get access. "
                    + "A limit is lifted for one run by --allow-removals (-AllowRemoval)."
                : "Make sure that these people shall lose access. A limit is lifted for one run by --allow-removals (-AllowRemoval).");
    }

    private static string Held(GroupRun group) => (group.HeldAdditions, group.Totals.Blocked - group.HeldAdditions) switch
    {
        (0, var removals) => $"{removals} removal(s)",
        (var additions, 0) => $"{additions} addition(s)",
        var (additions, removals) => $"{additions} addition(s) and {removals} removal(s)",
    };

    private static IReadOnlyList<string> FailedChanges(SyncRun run, VendorRun vendor) =>
    [
        .. run.Changes.Where(change => IsFailedAt(change, vendor))
            .Take(DetailsShown)
            .Select(Describe),
    ];

    private static string Describe(ChangeOutcome outcome) =>
        $"{outcome.Change.Action} {outcome.Change.User} in {outcome.Change.Group}: {outcome.Message}";

    private static IReadOnlyList<string> Reasons(SyncRun run) =>
    [
        .. run.Vendors.SelectMany(vendor => vendor.Groups.Select(group => group.Error).Prepend(vendor.Error))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Take(DetailsShown),
    ];

    private static bool IsFailedAt(ChangeOutcome outcome, VendorRun vendor) =>
        outcome.Result == ChangeResult.Failed && outcome.Change.Vendor == vendor.Name;

    private static string NameOf(GroupRun group) => $"{group.Mapping.Vendor}/{group.Mapping.VendorGroup}";
}
