using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Ldap;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>The way to the server: protection, authentication, retries, and servers that stop in the middle.</summary>
public sealed class LdapSourceConnectionTests(SmallDirectory directory) : IClassFixture<SmallDirectory>
{
    private const string Wrong = "wrong password";

    [SkippableTheory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Source_reads_over_every_kind_of_connection(bool ldaps, bool startTls)
    {
        var server = directory.Server;
        await using var source = LdapTesting.Open(ldaps ? server.TlsUrl : server.Url, settings => settings with
        {
            StartTls = startTls,
            Truststore = ldaps || startTls ? new CertificateStoreSettings { File = server.AuthorityFile } : null,
        });

        (await source.ReadAllAsync(DirectorySeed.EveryoneDn)).Read.ShouldBeComplete();
        var steps = (await source.TestAsync(default)).Where(result => result.Passed).Select(result => result.Step);
        steps.Contains("TLS").ShouldBe(ldaps || startTls);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Source_refuses_a_certificate_of_an_unknown_authority_at_once(bool ldaps)
    {
        var server = directory.Server;
        await using var source = LdapTesting.Open(
            ldaps ? server.TlsUrl : server.Url,
            settings => settings with { StartTls = !ldaps },
            new ErrorHandlingSettings { MaxRetries = 3, RetryWaitSeconds = 3600 });

        var error = (await source.ReadAllAsync(DirectorySeed.EveryoneDn)).Read.ShouldHaveFailed(SourceFailure.Unavailable);

        error.Message.ShouldContain("issuer");
        var failed = (await source.TestAsync(default)).Single(result => !result.Passed);
        failed.Step.ShouldBe("TLS");
        failed.Hint!.ShouldContain("truststore_file");
    }

    [SkippableFact]
    public async Task Source_takes_any_certificate_where_it_is_told_to()
    {
        await using var source = LdapTesting.Open(directory.Server.TlsUrl, settings => settings with { VerifySsl = false });

        (await source.ReadAllAsync(DirectorySeed.EveryoneDn)).Read.ShouldBeComplete();
    }

    [SkippableFact]
    public async Task Source_says_which_certificate_file_cannot_be_used()
    {
        await using var source = LdapTesting.Open(
            directory.Server.TlsUrl, settings => settings with { Truststore = new CertificateStoreSettings { File = "/nowhere/ca.pem" } });

        (await source.ReadAllAsync("x")).Read.ShouldHaveFailed(SourceFailure.Unavailable).Message.ShouldContain("/nowhere/ca.pem");
        (await source.TestAsync(default)).ShouldHaveSingleItem().Message.ShouldContain("/nowhere/ca.pem");
    }

    [SkippableFact]
    public async Task Source_offers_a_refused_password_once_whatever_is_asked_of_it()
    {
        var server = directory.Server;
        await using var source = server.Open(settings => settings with
        {
            BindDn = DirectorySeed.PersonDn(11),
            BindPassword = new Secret(Wrong),
            ServerUrls = [new Uri(server.Url), new Uri(server.Url)],
        });

        var reads = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => source.ReadAllAsync(DirectorySeed.EveryoneDn)));
        var later = await source.ReadAllAsync(DirectorySeed.TeamDn(0));

        foreach (var (_, read) in reads.Append(later))
            read.ShouldHaveFailed(SourceFailure.Authentication).Message.ShouldNotContain(Wrong);
        await Should.ThrowAsync<SourceException>(async () => await source.ListUsersAsync(default).ToListAsync());
        var failures = await server.LdapSearchAsync("-b", DirectorySeed.PersonDn(11), "-s", "base", "pwdFailureTime");
        failures.Split('\n').Count(line => line.StartsWith("pwdFailureTime", StringComparison.Ordinal)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Test_offers_a_refused_password_to_one_server_only()
    {
        var server = directory.Server;
        await using var source = server.Open(settings => settings with
        {
            BindDn = DirectorySeed.PersonDn(12),
            BindPassword = new Secret(Wrong),
            ServerUrls = [new Uri(server.Url), new Uri(server.Url)],
        });

        (await source.TestAsync(default)).Single(result => !result.Passed).Step.ShouldBe("bind");
        var failures = await server.LdapSearchAsync("-b", DirectorySeed.PersonDn(12), "-s", "base", "pwdFailureTime");
        failures.Split('\n').Count(line => line.StartsWith("pwdFailureTime", StringComparison.Ordinal)).ShouldBe(1);
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData(null)]
    public async Task Source_does_not_take_a_forgotten_password_for_an_anonymous_bind(string? password)
    {
        var secret = password is null ? null : new Secret(password);
        await using var source = directory.Server.Open(settings => settings with { BindPassword = secret });

        var error = (await source.ReadAllAsync(DirectorySeed.EveryoneDn)).Read.ShouldHaveFailed(SourceFailure.Authentication);

        error.Message.ShouldContain("bind_password");
    }

    [SkippableFact]
    public async Task Source_binds_anonymously_without_a_bind_dn_and_says_who_may_not_read_a_group()
    {
        await using var source = directory.Server.Open(settings => settings with { BindDn = null, BindPassword = null });

        var error = (await source.ReadAllAsync(DirectorySeed.EveryoneDn)).Read.ShouldHaveFailed(SourceFailure.AccessDenied);

        error.Message.ShouldContain("anonymous");
    }

    [SkippableFact]
    public async Task Source_goes_on_to_the_next_server()
    {
        await using var closed = ScriptedLdapPeer.Start(_ => Task.CompletedTask);
        await using var source = directory.Server.Open(settings => settings with
        {
            ServerUrls = [new Uri($"ldap://127.0.0.1:{closed.Port}"), .. settings.ServerUrls],
        });

        (await source.ReadAllAsync(DirectorySeed.EveryoneDn)).Read.ShouldBeComplete();
        closed.Connections.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Source_tries_a_server_that_hangs_up_as_often_as_told_and_then_spares_it()
    {
        await using var closed = ScriptedLdapPeer.Start(_ => Task.CompletedTask);
        await using var source = closed.Open();

        var reads = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => source.ReadAllAsync("cn=x,dc=example,dc=test")));
        var later = await source.ReadAllAsync("y");

        foreach (var (_, read) in reads.Append(later))
            read.ShouldHaveFailed(SourceFailure.Unavailable).Message.ShouldContain($"127.0.0.1:{closed.Port}");
        closed.Connections.Count.ShouldBe(4);
    }

    [SkippableFact]
    public async Task Source_gets_through_to_a_server_that_comes_back()
    {
        var attempts = 0;
        var server = directory.Server;
        await using var flaky = ScriptedLdapPeer.Start(async connection =>
        {
            if (Interlocked.Increment(ref attempts) <= 2)
                return;
            await FakeDirectory.WithPerson().RunAsync(connection);
        });
        await using var source = flaky.Open();

        (await source.ReadAllAsync(FakeDirectory.GroupDn)).Read.ShouldBeComplete();
        attempts.ShouldBe(3);
    }

    [Fact]
    public async Task Source_is_not_fooled_by_a_server_that_never_answers()
    {
        await using var silent = ScriptedLdapPeer.Start(connection => connection.BeSilentAsync());
        await using var source = silent.Open(
            settings => settings with { OperationTimeoutSeconds = 0.2 },
            new ErrorHandlingSettings { MaxRetries = 1, RetryWaitSeconds = 0.01 });

        (await source.ReadAllAsync("x")).Read.ShouldHaveFailed(SourceFailure.Unavailable).Message.ShouldContain("bind");
        silent.Connections.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_password_that_nobody_answers_is_sent_four_times_at_most_whatever_the_number_of_servers(bool isSilent)
    {
        ScriptedLdapPeer Start() => ScriptedLdapPeer.Start(async connection =>
        {
            if (isSilent)
                await connection.BeSilentAsync();
            else
                await connection.ReceiveAsync();
        });
        await using var first = Start();
        await using var second = Start();
        await using var third = Start();
        ScriptedLdapPeer[] peers = [first, second, third];
        await using var source = first.Open(
            settings => settings with
            {
                OperationTimeoutSeconds = 0.5,
                BindDn = "cn=sync",
                BindPassword = new Secret("a password"),
                ServerUrls = [.. peers.Select(peer => new Uri($"ldap://127.0.0.1:{peer.Port}"))],
            },
            new ErrorHandlingSettings { MaxRetries = 3, RetryWaitSeconds = 0.01 });

        var error = (await source.ReadAllAsync("x")).Read.ShouldHaveFailed(SourceFailure.Unavailable);

        error.Message.ShouldContain("not sent again");
        peers.Sum(peer => peer.Connections.Count).ShouldBe(4);
    }

    [SkippableFact]
    public async Task Source_fails_in_time_when_the_server_freezes_in_the_middle_of_a_read()
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var server = await SlapdServer.StartAsync(new SlapdOptions { Seed = new DirectorySeed { People = 5000 } });
        await using var source = server.Open(settings => settings with
        {
            MemberStrategy = MemberStrategy.Member,
            OperationTimeoutSeconds = 1,
        });

        var read = await ReadAndDisturbAsync(source, server.Freeze);

        read.ShouldHaveFailed(SourceFailure.Interrupted).Message.ShouldContain(DirectorySeed.EveryoneDn);
    }

    [SkippableFact]
    public async Task Source_fails_when_the_server_dies_in_the_middle_of_a_read()
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var server = await SlapdServer.StartAsync(new SlapdOptions { Seed = new DirectorySeed { People = 5000 } });
        await using var source = server.Open(settings => settings with { MemberStrategy = MemberStrategy.Member });

        var read = await ReadAndDisturbAsync(source, () => server.KillAsync().GetAwaiter().GetResult());

        read.ShouldHaveFailed(SourceFailure.Interrupted).Message.ShouldContain(DirectorySeed.EveryoneDn);
    }

    private static async Task<GroupRead> ReadAndDisturbAsync(LdapSource source, Action disturb)
    {
        var read = source.ReadGroup(new GroupReference(DirectorySeed.EveryoneDn), default);
        await foreach (var _ in read)
        {
            if (read.MemberCount == 1)
                disturb();
        }

        read.MemberCount.ShouldBeLessThan(5000);
        return read;
    }
}
