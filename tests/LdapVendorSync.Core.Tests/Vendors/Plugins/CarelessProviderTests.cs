using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Plugins;

namespace LdapVendorSync.Core.Tests.Vendors.Plugins;

/// <summary>What a provider of somebody else leaves out, claims or holds up.</summary>
public sealed class CarelessProviderTests
{
    private static readonly VendorGroup Group = new("1", "users");
    private static readonly GroupMember Ada = new() { Id = "7", UserName = "ada" };
    private static readonly GroupMember Bob = new() { Id = "8", UserName = "bob" };
    private static readonly BatchChange[] Changes = [new(ChangeAction.Add, Ada, []), new(ChangeAction.Remove, Bob, [])];

    /// <summary>A member with a body that the guard does not say would be answered by the interface instead of the plug-in.</summary>
    [Fact]
    public void Guard_says_every_member_of_the_interfaces()
    {
        Type[] contracts = [typeof(IVendorProvider), typeof(IBatchVendorProvider), typeof(IListingVendorProvider)];
        var guards = typeof(PluginGuard).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(PluginGuard).Namespace && type.IsAssignableTo(typeof(IVendorProvider))).ToList();

        guards.Count.ShouldBe(4);
        foreach (var guard in guards)
        {
            foreach (var contract in contracts.Where(contract => contract.IsAssignableFrom(guard)))
            {
                var map = guard.GetInterfaceMap(contract);
                map.InterfaceMethods.Zip(map.TargetMethods)
                    .Where(pair => pair.Second is null || pair.Second.DeclaringType!.IsInterface)
                    .Select(pair => $"{guard.Name}: {contract.Name}.{pair.First.Name}")
                    .ShouldBeEmpty();
            }
        }
    }

    [Theory]
    [InlineData("everybody", true)]
    [InlineData("users", false)]
    public async Task Removal_that_deletes_accounts_in_one_group_is_told_of_that_group(string group, bool deletes)
    {
        await using var provider = Guarded(new CarelessProvider());

        provider.RemovalDeletesAccountIn(new VendorGroup("1", group)).ShouldBe(deletes);
    }

    [Fact]
    public async Task No_task_is_a_change_whose_outcome_is_unknown()
    {
        await using var provider = Guarded(new CarelessProvider());

        var error = await Should.ThrowAsync<VendorException>(() => provider.CreateUserAsync(Ada, default));

        error.Message.ShouldContain("It gave no task to wait for.");
        error.OutcomeUnknown.ShouldBeTrue();
        (await Should.ThrowAsync<VendorException>(() => provider.AddGroupMemberAsync(Group, Ada, default))).OutcomeUnknown.ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_about_what_it_can_do_is_a_failure_of_the_vendor()
    {
        await using var provider = Guarded(new CarelessProvider { Capabilities = null!, Batch = null! });

        Should.Throw<VendorException>(() => provider.Capabilities).Message.ShouldContain("does not say what it can do");
        Should.Throw<VendorException>(() => ((IBatchVendorProvider)provider).Batch).Message.ShouldContain("does not say what it takes together");
    }

    [Fact]
    public async Task Account_of_somebody_else_is_nobody_s()
    {
        await using var provider = Guarded(new CarelessProvider { Found = Bob });

        var error = await Should.ThrowAsync<VendorException>(() => provider.FindUserAsync(MatchKey.Of(Ada, "userName")!.Value, default));

        error.Failure.ShouldBe(VendorFailure.Malformed);
        error.Message.ShouldBe("The plug-in 'own' was asked for the account with userName=ada, and gave bob.");
        (await provider.FindUserAsync(MatchKey.Create("userName", " BOB ")!.Value, default)).ShouldBe(Bob);
        (await provider.FindUserAsync(MatchKey.Create("email", "bob@x.example")!.Value, default)).ShouldBe(Bob, "what it does not show cannot be told");
    }

    public static TheoryData<string, Func<IReadOnlyList<BatchChange>, IReadOnlyList<BatchOutcome>>> WrongOutcomes => new()
    {
        { "none", _ => null! },
        { "too few", changes => [new(changes[0])] },
        { "too many", changes => [new(changes[0]), new(changes[1]), new(changes[1])] },
        { "one is missing", changes => [new(changes[0]), null!] },
        { "in another order", changes => [new(changes[1]), new(changes[0])] },
        { "of another change", changes => [new(changes[0]), new(changes[1] with { Action = ChangeAction.Add })] },
    };

    [Theory]
    [MemberData(nameof(WrongOutcomes))]
    public async Task Outcomes_that_do_not_tell_of_each_change_leave_all_of_them_open(
        string why, Func<IReadOnlyList<BatchChange>, IReadOnlyList<BatchOutcome>> outcomes)
    {
        await using var provider = Guarded(new CarelessProvider { OnApply = outcomes });

        var error = await Should.ThrowAsync<VendorException>(() => ((IBatchVendorProvider)provider).ApplyAsync(Group, Changes, default), why);

        error.Failure.ShouldBe(VendorFailure.Malformed);
        error.OutcomeUnknown.ShouldBeTrue();
    }

    [Fact]
    public async Task Outcomes_of_each_change_are_taken()
    {
        await using var provider = Guarded(new CarelessProvider { OnApply = changes => [.. changes.Select(change => new BatchOutcome(change with { }))] });

        (await ((IBatchVendorProvider)provider).ApplyAsync(Group, Changes, default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Call_that_does_not_listen_holds_nobody_up_who_ends_it()
    {
        var released = new TaskCompletionSource();
        using var blocked = new ManualResetEventSlim();
        await using var deaf = Guarded(new CarelessProvider { OnCall = () => released.Task });
        await using var blocking = Guarded(new CarelessProvider { OnCall = () => { blocked.Wait(); return Task.CompletedTask; } });
        using var end = new CancellationTokenSource();

        Task[] calls =
        [
            deaf.ConnectAsync(end.Token),
            deaf.RemoveGroupMemberAsync(Group, Ada, end.Token),
            ((IListingVendorProvider)deaf).ListGroupsAsync(end.Token).AnyAsync(CancellationToken.None).AsTask(),
            blocking.FindGroupAsync("users", end.Token),
        ];
        calls.ShouldAllBe(call => !call.IsCompleted);
        await end.CancelAsync();

        foreach (var call in calls)
            await Should.ThrowAsync<OperationCanceledException>(() => call);
        released.SetResult();
        blocked.Set();
    }

    [Fact]
    public async Task Failure_to_log_out_fails_nothing()
    {
        var provider = Guarded(new CarelessProvider { OnCall = () => throw new InvalidOperationException("already closed") });

        await Should.NotThrowAsync(async () => await provider.DisposeAsync());
    }

    [Fact]
    public async Task Log_out_that_never_ends_is_waited_for_only_so_long()
    {
        var clock = new ImpatientClock();
        var provider = Guarded(new CarelessProvider { OnCall = () => new TaskCompletionSource().Task }, clock);

        await provider.DisposeAsync();

        clock.Waited.ShouldBe(TimeSpan.FromSeconds(15));
    }

    private static IVendorProvider Guarded(IVendorProvider provider, TimeProvider? clock = null) => PluginGuard.Around(new VendorProviderDescriptor
    {
        Name = "own",
        Description = "For a test.",
        SettingsType = null,
        Create = _ => provider,
    }).Create(new VendorContext
    {
        Settings = new VendorSettings { Name = "app", Module = "own", Groups = [] },
        TimeProvider = clock ?? TimeProvider.System,
    });

    /// <summary>A clock whose timers are due at once.</summary>
    private sealed class ImpatientClock : TimeProvider
    {
        public TimeSpan Waited { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waited = dueTime;
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
