using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Ldap;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Net;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Connections that break in the middle, and come back.</summary>
public sealed class LdapReconnectTests(SmallDirectory directory) : IClassFixture<SmallDirectory>
{
    private const int People = 300;
    private const int InvalidCredentials = 49;

    private static readonly SlapdOptions BigDirectory = new() { Seed = new DirectorySeed { People = 3000 } };

    [SkippableTheory]
    [InlineData(MemberStrategy.MemberOf)]
    [InlineData(MemberStrategy.Member)]
    public async Task Source_is_complete_wherever_the_first_connection_is_cut(MemberStrategy strategy)
    {
        var whole = await ReadThroughProxyAsync(strategy, cutAfter: null);
        whole.Connections.ShouldBe(1);

        for (var cutAfter = 1L; cutAfter < whole.Bytes; cutAfter += whole.Bytes / 60)
        {
            var (names, connections, _) = await ReadThroughProxyAsync(strategy, cutAfter);
            names.ShouldBe(whole.Names, $"cut after {cutAfter} of {whole.Bytes} bytes");
            connections.ShouldBe(2, $"cut after {cutAfter} of {whole.Bytes} bytes");
        }
    }

    [Theory]
    [InlineData(MemberStrategy.MemberOf)]
    [InlineData(MemberStrategy.Member)]
    public async Task Source_reads_nothing_but_the_search_that_broke_a_second_time(MemberStrategy strategy)
    {
        var cuts = 0;
        var fake = FakeDirectory.WithPeople(People, search => IsForPeople(search) && Interlocked.Increment(ref cuts) == 1 ? [] : null);
        await using var peer = fake.Start();
        await using var source = peer.Open(settings => settings with { MemberStrategy = strategy });

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        read.ShouldBeComplete();
        Numbers(members).ShouldBe(Enumerable.Range(0, People));
        peer.Connections.Count.ShouldBe(2);
        fake.Searches.Count(search => search.BaseDn == FakeDirectory.GroupDn && search.Attributes.Contains("member")).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Source_is_complete_when_the_server_dies_in_the_middle_and_comes_back()
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var server = await SlapdServer.StartAsync(BigDirectory);
        await using var source = server.Open(
            settings => settings with { MemberStrategy = MemberStrategy.Member },
            new ErrorHandlingSettings { MaxRetries = 20, RetryWaitSeconds = 0.5, Backoff = RetryBackoff.Constant });

        var (members, read) = await ReadAndDisturbAsync(source, async () =>
        {
            await server.KillAsync();
            await server.RestartAsync();
        });

        read.ShouldBeComplete();
        ShouldBeEverybody(members);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Second_server_takes_over_and_removals_wait_for_the_next_run(bool isFrozen)
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var first = await SlapdServer.StartAsync(BigDirectory);
        await using var second = await SlapdServer.StartAsync(BigDirectory);
        await using var source = first.Open(settings => settings with
        {
            ServerUrls = [new Uri(first.Url), new Uri(second.Url)],
            MemberStrategy = MemberStrategy.Member,
            OperationTimeoutSeconds = 1,
        });

        var (members, read) = await ReadAndDisturbAsync(source, () => isFrozen ? Freeze(first) : first.KillAsync());

        ShouldBeEverybody(members);
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.NotProved);
        reason.Scope.ShouldBe(HoldScope.Mapping);
        reason.Message.ShouldContain($"127.0.0.1:{second.Port}");
        (await source.ReadAllAsync(DirectorySeed.TeamDn(0))).Read.ShouldBeComplete();
    }

    [Fact]
    public async Task Member_list_in_parts_is_never_put_together_from_two_servers()
    {
        // The second server already knows that the first person left, and that another one came: its parts begin one later.
        string[] people = [.. Enumerable.Range(0, 2002).Select(FakeDirectory.PersonDn)];
        await using var first = new FakeDirectory { Override = search => IsSecondPart(search) ? [] : null }
            .Add(FakeDirectory.GroupDn, people[..2001]).Start();
        await using var second = new FakeDirectory().Add(FakeDirectory.GroupDn, people[1..]).Start();
        await using var source = OpenBoth(first, second);

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        read.ShouldBeComplete();
        Numbers(members).ShouldBe(Enumerable.Range(1, 2001));
    }

    [Fact]
    public async Task Server_with_another_directory_does_not_take_over()
    {
        var connections = 0;
        var dying = FakeDirectory.WithPeople(People, search => IsForPeople(search) ? [] : null);
        await using var first = ScriptedLdapPeer.Start(
            connection => Interlocked.Increment(ref connections) == 1 ? dying.RunAsync(connection) : Task.CompletedTask);
        var other = FakeDirectory.WithPeople(0, search => search.BaseDn.Length > 0 ? null :
        [
            LdapPeerMessage.Entry(search.Id, string.Empty, ("namingContexts", ["dc=other,dc=test"])),
            FakeDirectory.Done(search),
        ]);
        await using var second = other.Start();
        await using var source = OpenBoth(first, second);

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        members.ShouldBeEmpty();
        var message = read.ShouldHaveFailed(SourceFailure.Interrupted).Message;
        message.ShouldContain(FakeDirectory.GroupDn);
        message.ShouldContain($"127.0.0.1:{second.Port} cannot take over, because it holds another directory");
        other.Searches.ShouldAllBe(search => search.BaseDn.Length == 0);
    }

    [Fact]
    public async Task Source_offers_a_password_that_is_refused_on_the_way_back_only_once()
    {
        var connections = 0;
        var fake = FakeDirectory.WithPeople(People, search => IsForPeople(search) ? [] : null);
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            if (Interlocked.Increment(ref connections) == 1)
            {
                await fake.RunAsync(connection);
                return;
            }

            var bind = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.BindResponse(bind.MessageId, InvalidCredentials));
            await connection.BeSilentAsync();
        });
        await using var source = peer.Open();

        (await source.ReadAllAsync(FakeDirectory.GroupDn)).Read.ShouldHaveFailed(SourceFailure.Authentication);
        (await source.ReadAllAsync(FakeDirectory.GroupDn)).Read.ShouldHaveFailed(SourceFailure.Authentication);
        connections.ShouldBe(2);
    }

    [Fact]
    public async Task Search_that_is_slow_on_a_server_that_lives_is_not_sent_again()
    {
        var fake = FakeDirectory.WithPeople(People, search => IsForPeople(search) ? [[]] : null);
        await using var peer = fake.Start();
        await using var source = peer.Open(settings => settings with
        {
            MemberStrategy = MemberStrategy.MemberOf,
            OperationTimeoutSeconds = 0.5,
        });

        (await source.ReadAllAsync(FakeDirectory.GroupDn)).Read.ShouldHaveFailed(SourceFailure.Interrupted);

        fake.Searches.Count(IsForPeople).ShouldBe(1);
        peer.Connections.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Connection_that_breaks_each_time_is_given_up_after_the_configured_retries()
    {
        var fake = FakeDirectory.WithPeople(People, search => IsForPeople(search) ? [] : null);
        await using var peer = fake.Start();
        await using var source = peer.Open(settings => settings with { MemberStrategy = MemberStrategy.MemberOf });

        (await source.ReadAllAsync(FakeDirectory.GroupDn)).Read.ShouldHaveFailed(SourceFailure.Interrupted);

        peer.Connections.Count.ShouldBe(1 + LdapTesting.QuickRetries.MaxRetries);
    }

    [Fact]
    public async Task Server_that_failed_is_tried_after_the_others_for_a_while()
    {
        await using var first = FakeDirectory.WithPeople(People, search => IsForPeople(search) ? [] : null).Start();
        var cuts = 0;
        await using var second = FakeDirectory.WithPeople(
            People, search => IsForPeople(search) && Interlocked.Increment(ref cuts) == 2 ? [] : null).Start();
        await using var third = FakeDirectory.WithPeople(People).Start();
        await using var source = OpenBoth(first, second, third);

        await source.ReadAllAsync(FakeDirectory.GroupDn);
        await source.ReadAllAsync(FakeDirectory.GroupDn);

        ScriptedLdapPeer[] servers = [first, second, third];
        servers.Select(server => server.Connections.Count).ShouldBe([1, 1, 1]);
    }

    private static LdapSource OpenBoth(params ScriptedLdapPeer[] peers) => peers[0].Open(settings => settings with
    {
        ServerUrls = [.. peers.Select(peer => new Uri($"ldap://127.0.0.1:{peer.Port}"))],
        MemberStrategy = MemberStrategy.MemberOf,
    });

    private static bool IsForPeople(FakeSearch search) =>
        search.Asked("memberOf").Any() || search.Asked("distinguishedName").Count() > 1;

    private static bool IsSecondPart(FakeSearch search) => search.Attributes.Contains("member;range=1499-*");

    private static IEnumerable<int> Numbers(IEnumerable<GroupMember> members) =>
        members.Select(member => int.Parse(member.UserName!["Person ".Length..], null)).Order();

    private static void ShouldBeEverybody(List<GroupMember> members) =>
        members.UserNames().ShouldBe(Enumerable.Range(0, BigDirectory.Seed.People).Select(DirectorySeed.Uid));

    private static Task Freeze(SlapdServer server)
    {
        server.Freeze();
        return Task.CompletedTask;
    }

    private static async Task<(List<GroupMember>, GroupRead)> ReadAndDisturbAsync(LdapSource source, Func<Task> disturb)
    {
        var read = source.ReadGroup(new GroupReference(DirectorySeed.EveryoneDn), default);
        var members = new List<GroupMember>();
        await foreach (var member in read)
        {
            members.Add(member);
            if (members.Count == 1)
                await disturb();
        }

        return (members, read);
    }

    private async Task<(List<string?> Names, int Connections, long Bytes)> ReadThroughProxyAsync(MemberStrategy strategy, long? cutAfter)
    {
        await using var proxy = new CuttingProxy(directory.Server.Port) { CutAfterBytes = cutAfter, CutConnections = 1 };
        await using var source = LdapTesting.Open($"ldap://127.0.0.1:{proxy.Port}", settings => settings with
        {
            MemberStrategy = strategy,
            PageSize = 4,
        });

        var (members, read) = await source.ReadAllAsync(DirectorySeed.EveryoneDn);

        read.ShouldBeComplete();
        return ([.. members.UserNames()], proxy.Connections, proxy.AnsweredBytes);
    }
}
