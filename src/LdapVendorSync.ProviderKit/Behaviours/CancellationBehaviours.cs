using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>Ending operations before their time.</summary>
internal static class CancellationBehaviours
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    public static IEnumerable<ContractBehaviour> All =>
    [
        new("cancel-connect",
            "Connecting with a token that is cancelled ends at once.",
            "Ctrl+C must end the run.",
            ContractNeeds.None,
            ConnectAsync),
        new("cancel-read-before",
            "A read that is cancelled before it begins ends at once, without a completeness.",
            "A read that was cancelled proves nothing.",
            ContractNeeds.None,
            ReadBeforeAsync),
        new("cancel-read-midway",
            "A read that is cancelled between two members ends soon, without a completeness.",
            "A read that was cancelled proves nothing.",
            ContractNeeds.None,
            ReadMidwayAsync),
        new("cancel-read-waiting",
            "A read that is cancelled while the vendor is silent ends soon.",
            "Ctrl+C must not wait for a time limit.",
            ContractNeeds.Faults,
            ReadWaitingAsync),
        new("cancel-look-up",
            "Looking for groups and people with a token that is cancelled ends at once.",
            "Ctrl+C must end the run.",
            ContractNeeds.None,
            LookUpAsync),
        new("cancel-write-before",
            "Changes with a token that is cancelled end at once and have no effect.",
            "What was not begun must not happen any more.",
            ContractNeeds.ChangeMemberships,
            WriteBeforeAsync),
        new("cancel-write-waiting",
            "A change that is cancelled while the vendor is silent ends soon.",
            "Ctrl+C must not wait for a time limit.",
            ContractNeeds.ChangeMemberships | ContractNeeds.Faults,
            WriteWaitingAsync),
        new("cancel-pause",
            "A pause that the vendor asked for ends when the operation is cancelled.",
            "Ctrl+C must not wait for half a minute.",
            ContractNeeds.Faults,
            PauseAsync),
        new("usable-after-cancel",
            "A provider goes on working after one of its operations was cancelled.",
            "Logging out, and reading back, come after a cancellation.",
            ContractNeeds.None,
            UsableAfterAsync),
        new("stopping-begins-nothing",
            "When the run shall end, no change is begun any more.",
            "Ctrl+C lets what is under way end, and nothing new begin.",
            ContractNeeds.ChangeMemberships,
            StoppingAsync),
    ];

    private static CancellationToken Cancelled { get; } = new(canceled: true);

    private static async Task ConnectAsync(ContractScene scene)
    {
        await scene.SeedGroupAsync(ContractNames.Group).ConfigureAwait(false);
        var provider = scene.Create();
        await Check.CancelledAsync(() => provider.ConnectAsync(Cancelled), "connect", scene.Token).ConfigureAwait(false);
    }

    private static async Task ReadBeforeAsync(ContractScene scene)
    {
        var (provider, group, _) = await PrepareAsync(scene).ConfigureAwait(false);
        var read = provider.ReadGroupMembers(group, Cancelled);
        await Check.CancelledAsync(() => DrainAsync(read), "read a group", scene.Token).ConfigureAwait(false);
        Check.That(read.Completeness is null, $"A read that was cancelled is {read.Completeness}.");
    }

    private static async Task ReadMidwayAsync(ContractScene scene)
    {
        var (provider, group, _) = await PrepareAsync(scene).ConfigureAwait(false);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(scene.Token);
        var read = provider.ReadGroupMembers(group, cancellation.Token);
        var seen = 0;
        await Check.CancelledAsync(
            async () =>
            {
                await foreach (var _ in read.ConfigureAwait(false))
                {
                    if (++seen == 2)
                        await cancellation.CancelAsync().ConfigureAwait(false);
                }
            },
            "read a group",
            scene.Token).ConfigureAwait(false);
        Check.That(read.Completeness is null, $"A read that was cancelled is {read.Completeness}.");
    }

    private static async Task ReadWaitingAsync(ContractScene scene)
    {
        var (provider, group, _) = await PrepareAsync(scene).ConfigureAwait(false);
        await scene.InjectAsync(new VendorFault { Kind = VendorFaultKind.Silence }).ConfigureAwait(false);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(scene.Token);
        cancellation.CancelAfter(Soon);
        await Check.CancelledAsync(
            () => DrainAsync(provider.ReadGroupMembers(group, cancellation.Token)), "read a group", scene.Token).ConfigureAwait(false);
    }

    private static async Task LookUpAsync(ContractScene scene)
    {
        var (provider, _, people) = await PrepareAsync(scene).ConfigureAwait(false);
        await Check.CancelledAsync(
            () => provider.FindUserAsync(scene.KeyOf(people[0]), Cancelled), "look for somebody", scene.Token).ConfigureAwait(false);
        await Check.CancelledAsync(
            () => provider.FindGroupAsync(ContractNames.Group, Cancelled), "look for a group", scene.Token).ConfigureAwait(false);
    }

    private static async Task WriteBeforeAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, members: 2).ConfigureAwait(false);
        var (inside, outside) = (await scene.FoundAsync(provider, people[0]).ConfigureAwait(false),
            await scene.FoundAsync(provider, people[^1]).ConfigureAwait(false));
        await Check.CancelledAsync(
            () => provider.AddGroupMemberAsync(group, outside, Cancelled), "add somebody", scene.Token).ConfigureAwait(false);
        await Check.CancelledAsync(
            () => provider.RemoveGroupMemberAsync(group, inside, Cancelled), "remove somebody", scene.Token).ConfigureAwait(false);
        if (provider.Capabilities.CreateUsers)
        {
            await Check.CancelledAsync(
                () => provider.CreateUserAsync(scene.Person("new"), Cancelled), "create somebody", scene.Token).ConfigureAwait(false);
            Check.Equal(
                0,
                (await scene.TruthAllAsync(scene.Person("new")).ConfigureAwait(false)).Count,
                "the number of accounts after a cancelled creation");
        }

        await scene.CheckGroupAsync(people.Take(2)).ConfigureAwait(false);
    }

    private static async Task WriteWaitingAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, members: 2).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[^1]).ConfigureAwait(false);
        await scene.InjectAsync(new VendorFault { Kind = VendorFaultKind.Silence }).ConfigureAwait(false);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(scene.Token);
        cancellation.CancelAfter(Soon);
        await Check.CancelledAsync(
            () => provider.AddGroupMemberAsync(group, account, cancellation.Token), "add somebody", scene.Token).ConfigureAwait(false);
    }

    private static async Task PauseAsync(ContractScene scene)
    {
        var (provider, group, _) = await PrepareAsync(scene).ConfigureAwait(false);
        await scene.InjectAsync(
            new VendorFault { Kind = VendorFaultKind.TooManyRequests, RetryAfterSeconds = 25 }).ConfigureAwait(false);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(scene.Token);
        cancellation.CancelAfter(Soon);
        await Check.CancelledAsync(
            () => DrainAsync(provider.ReadGroupMembers(group, cancellation.Token)),
            "wait for the vendor",
            scene.Token).ConfigureAwait(false);
    }

    private static async Task UsableAfterAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene).ConfigureAwait(false);
        await Check.CancelledAsync(
            () => DrainAsync(provider.ReadGroupMembers(group, Cancelled)), "read a group", scene.Token).ConfigureAwait(false);
        await Check.CancelledAsync(
            () => provider.FindUserAsync(scene.KeyOf(people[0]), Cancelled), "look for somebody", scene.Token).ConfigureAwait(false);
        (await scene.ReadAsync(provider, group).ConfigureAwait(false)).CheckComplete(people);
        await scene.FoundAsync(provider, people[0]).ConfigureAwait(false);
    }

    private static async Task StoppingAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada", "bob").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people[0]).ConfigureAwait(false);
        using var stopping = new CancellationTokenSource();
        var provider = await scene.ConnectAsync(stopping: stopping.Token).ConfigureAwait(false);
        var group = await scene.GroupAsync(provider).ConfigureAwait(false);
        var (inside, outside) = (await scene.FoundAsync(provider, people[0]).ConfigureAwait(false),
            await scene.FoundAsync(provider, people[1]).ConfigureAwait(false));
        await stopping.CancelAsync().ConfigureAwait(false);
        var errors = new[]
        {
            await Check.FailsAsync(
                () => provider.AddGroupMemberAsync(group, outside, scene.Token),
                "add while the run ends",
                VendorFailure.Cancelled).ConfigureAwait(false),
            await Check.FailsAsync(
                () => provider.RemoveGroupMemberAsync(group, inside, scene.Token),
                "remove while the run ends",
                VendorFailure.Cancelled).ConfigureAwait(false),
        };
        Check.That(errors.All(error => error.NotSent), $"What was not begun has to be told as {nameof(VendorException.NotSent)}.");
        await scene.CheckGroupAsync([people[0]]).ConfigureAwait(false);
    }

    private static async Task DrainAsync(GroupRead read)
    {
        await foreach (var _ in read.ConfigureAwait(false))
        {
            // Only whether and how it ends matters.
        }
    }

    private static async Task<(IVendorProvider Provider, VendorGroup Group, IReadOnlyList<GroupMember> People)> PrepareAsync(
        ContractScene scene, int? members = null)
    {
        var people = await scene.SeedManyAsync(5).ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, [.. people.Take(members ?? people.Count)]).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        return (provider, await scene.GroupAsync(provider).ConfigureAwait(false), people);
    }
}
