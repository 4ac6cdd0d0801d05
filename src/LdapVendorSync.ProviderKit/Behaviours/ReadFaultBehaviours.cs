using System.Diagnostics;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>Reading from a vendor that misbehaves: what is incomplete never looks complete.</summary>
internal static class ReadFaultBehaviours
{
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(20);

    public static IEnumerable<ContractBehaviour> All =>
    [
        new("read-500-once",
            "A read that fails once at the vendor is tried again and is Complete.",
            "Single failures are everyday; a run must not fail for them.",
            ContractNeeds.Faults,
            scene => PassingAsync(scene, new VendorFault { Kind = VendorFaultKind.ServerError, Times = 1 })),
        new("read-500-always",
            "A read that fails again and again is Failed as Unavailable or Down.",
            "Nothing may be concluded from it, and the run must know that it is the vendor.",
            ContractNeeds.Faults,
            scene => LastingAsync(
                scene, new VendorFault { Kind = VendorFaultKind.ServerError }, VendorFailure.Unavailable, VendorFailure.Down)),
        new("read-500-later-page",
            "A read that fails behind its first answer is not Complete.",
            "The members behind it would be taken for gone.",
            ContractNeeds.Faults,
            LaterPageAsync),
        new("read-cut-once",
            "A connection that ends in the middle of an answer is tried again and the read is Complete, or it is Failed.",
            "Half an answer must not be taken for the whole.",
            ContractNeeds.Faults,
            CutOnceAsync),
        new("read-cut-always",
            "A read whose connection always ends in the middle of an answer is Failed, never short and Complete.",
            "Everybody behind the cut would lose their access.",
            ContractNeeds.Faults,
            scene => LastingAsync(scene, new VendorFault { Kind = VendorFaultKind.CutAnswer })),
        new("read-disconnected",
            "A read whose connection always ends without an answer is Failed as Unavailable or Down.",
            "The run must know that it is the vendor.",
            ContractNeeds.Faults,
            scene => LastingAsync(
                scene, new VendorFault { Kind = VendorFaultKind.Disconnect }, VendorFailure.Unavailable, VendorFailure.Down)),
        new("read-nonsense",
            "A page for people in place of an answer, with success, is Failed.",
            "A sign-in page must not be taken for an empty group.",
            ContractNeeds.Faults,
            scene => LastingAsync(scene, new VendorFault { Kind = VendorFaultKind.Nonsense })),
        new("read-silence",
            "A read that is never answered is Failed within the time limit.",
            "A run must not hang.",
            ContractNeeds.Faults,
            SilenceAsync),
        new("read-429",
            "A read that is refused for now, without a word on how long, is tried again and is Complete.",
            "Limits are everyday in runs over many people.",
            ContractNeeds.Faults,
            scene => PassingAsync(scene, new VendorFault { Kind = VendorFaultKind.TooManyRequests, Times = 1 })),
        new("read-429-retry-after",
            "The pause that the vendor asks for is kept before a read is tried again.",
            "Coming back earlier makes the pause longer, or the account blocked.",
            ContractNeeds.Faults,
            RetryAfterAsync),
        new("read-429-too-long",
            "A pause longer than the configured cap fails at once as RateLimited.",
            "A run must not sleep for hours over one vendor.",
            ContractNeeds.Faults,
            TooLongAsync),
    ];

    private static async Task PassingAsync(ContractScene scene, VendorFault fault)
    {
        var (provider, group, people) = await PrepareAsync(scene).ConfigureAwait(false);
        await scene.InjectAsync(fault).ConfigureAwait(false);
        (await scene.ReadAsync(provider, group).ConfigureAwait(false)).CheckComplete(people);
    }

    private static async Task LastingAsync(ContractScene scene, VendorFault fault, params VendorFailure[] kinds)
    {
        var (provider, group, people) = await PrepareAsync(scene).ConfigureAwait(false);
        await scene.InjectAsync(fault).ConfigureAwait(false);
        var read = await scene.ReadAsync(provider, group).ConfigureAwait(false);
        CheckFailed(read, $"The vendor misbehaved ({fault.Kind})", kinds);
        await scene.ClearFaultsAsync().ConfigureAwait(false);
        await scene.CheckGroupAsync(people).ConfigureAwait(false);
    }

    private static async Task LaterPageAsync(ContractScene scene)
    {
        var (provider, group, _) = await PrepareAsync(scene, pages: 3).ConfigureAwait(false);
        await scene.InjectAsync(new VendorFault { Kind = VendorFaultKind.ServerError, Skip = 1 }).ConfigureAwait(false);
        var read = await scene.ReadAsync(provider, group).ConfigureAwait(false);
        ContractScene.SkipUnless(
            scene.Vendor.PageSize is not null || read.Completeness.Status == CompletenessStatus.Failed,
            "the vendor answers with all members at once");
        read.CheckIncomplete("The vendor failed behind its first answer");
    }

    private static async Task CutOnceAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene).ConfigureAwait(false);
        await scene.InjectAsync(new VendorFault { Kind = VendorFaultKind.CutAnswer, Times = 1 }).ConfigureAwait(false);
        var read = await scene.ReadAsync(provider, group).ConfigureAwait(false);
        if (read.Completeness.Status == CompletenessStatus.Complete)
            read.CheckComplete(people);
        else
            read.CheckIncomplete("An answer was cut");
    }

    private static async Task SilenceAsync(ContractScene scene)
    {
        var (provider, group, _) = await PrepareAsync(scene, timeoutSeconds: 1).ConfigureAwait(false);
        await scene.InjectAsync(new VendorFault { Kind = VendorFaultKind.Silence }).ConfigureAwait(false);
        var read = await scene.ReadAsync(provider, group).WaitAsync(TimeSpan.FromSeconds(60), scene.Token).ConfigureAwait(false);
        CheckFailed(read, "The vendor never answered", VendorFailure.Unavailable, VendorFailure.Down);
    }

    private static async Task RetryAfterAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene).ConfigureAwait(false);
        await scene.InjectAsync(
            new VendorFault { Kind = VendorFaultKind.TooManyRequests, Times = 1, RetryAfterSeconds = 2 }).ConfigureAwait(false);
        var started = Stopwatch.GetTimestamp();
        var read = await scene.ReadAsync(provider, group).ConfigureAwait(false);
        var waited = Stopwatch.GetElapsedTime(started);
        read.CheckComplete(people);
        Check.That(
            waited >= TimeSpan.FromSeconds(1.8),
            $"The vendor asked for a pause of 2 s and was asked again after {waited.TotalSeconds:0.0} s.");
    }

    private static async Task TooLongAsync(ContractScene scene)
    {
        var (provider, group, _) = await PrepareAsync(scene).ConfigureAwait(false);
        await scene.InjectAsync(
            new VendorFault { Kind = VendorFaultKind.TooManyRequests, RetryAfterSeconds = 3600 }).ConfigureAwait(false);
        var started = Stopwatch.GetTimestamp();
        var read = await scene.ReadAsync(provider, group).ConfigureAwait(false);
        CheckFailed(read, "The vendor asked for a pause of an hour", VendorFailure.RateLimited);
        Check.That(Stopwatch.GetElapsedTime(started) < SoonEnough, "It was waited although the pause is beyond the cap.");
    }

    private static void CheckFailed(ReadMembers read, string why, params VendorFailure[] kinds)
    {
        read.CheckIncomplete(why);
        Check.That(
            read.Completeness.Error is VendorException error && (kinds.Length == 0 || kinds.Contains(error.Failure)),
            $"{why}: the read has to fail as a {nameof(VendorException)}"
                + (kinds.Length == 0 ? "." : $" that is {string.Join(" or ", kinds)}."),
            read.Completeness.Error);
    }

    private static async Task<(IVendorProvider Provider, VendorGroup Group, IReadOnlyList<GroupMember> People)> PrepareAsync(
        ContractScene scene, int pages = 1, double timeoutSeconds = 30)
    {
        var count = pages == 1 ? 5 : ((scene.Vendor.PageSize ?? 100) * (pages - 1)) + 5;
        var people = await scene.SeedManyAsync(count).ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people).ConfigureAwait(false);
        var provider = await scene.ConnectAsync(timeoutSeconds).ConfigureAwait(false);
        return (provider, await scene.GroupAsync(provider).ConfigureAwait(false), people);
    }
}
