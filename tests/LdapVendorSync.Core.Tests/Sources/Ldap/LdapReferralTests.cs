using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>A directory of which a part is on another server.</summary>
public sealed class LdapReferralTests : IAsyncLifetime
{
    private const string Branch = "ou=branch," + DirectorySeed.Suffix;
    private const string GroupDn = "cn=both,ou=groups," + DirectorySeed.Suffix;
    private const int Referral = 10;

    private static readonly string[] Everybody = ["r00001", "r00002", DirectorySeed.Uid(1)];

    private SlapdServer? _second;
    private SlapdServer? _first;

    public async Task InitializeAsync()
    {
        if (SlapdServer.MissingReason is not null)
            return;
        _second = await SlapdServer.StartAsync(new SlapdOptions
        {
            Seed = new DirectorySeed { ExtraLdif = $"dn: {Branch}\nobjectClass: organizationalUnit\nou: branch\n\n{Person(1)}{Person(2)}" },
        });
        _first = await SlapdServer.StartAsync(new SlapdOptions
        {
            Seed = new DirectorySeed { ExtraLdif = RefersTo($"ldap://127.0.0.1:{_second.Port}/{Branch}") },
        });
    }

    public async Task DisposeAsync()
    {
        if (_first is not null)
            await _first.DisposeAsync();
        if (_second is not null)
            await _second.DisposeAsync();
    }

    [SkippableTheory]
    [InlineData(MemberStrategy.Member)]
    [InlineData(MemberStrategy.MemberOf)]
    public async Task Referrals_are_followed_on_request(MemberStrategy strategy)
    {
        Skip.If(_first is null, SlapdServer.MissingReason);
        await using var source = _first.Open(settings => settings with
        {
            Referrals = ReferralHandling.Follow,
            MemberStrategy = strategy,
        });

        var (members, read) = await source.ReadAllAsync(GroupDn);

        members.UserNames().ShouldBe(Everybody);
        read.ShouldBeComplete();
        (await source.ListUsersAsync(default).ToListAsync()).UserNames().ShouldContain("r00001");
    }

    [SkippableFact]
    public async Task Referrals_are_only_reported_by_default()
    {
        Skip.If(_first is null, SlapdServer.MissingReason);
        await using var source = _first.Open();

        var (members, read) = await source.ReadAllAsync(GroupDn);

        members.UserNames().ShouldBe([DirectorySeed.Uid(1)]);
        var reasons = read.Completeness!.Reasons.Where(reason => reason.Scope == HoldScope.Person).ToList();
        reasons.Select(reason => reason.Kind).ShouldBe([ReadReasonKind.Referral, ReadReasonKind.Referral]);
    }

    [SkippableFact]
    public async Task Referral_to_a_server_that_is_down_is_reported_and_tried_once()
    {
        Skip.If(_first is null, SlapdServer.MissingReason);
        await _second!.KillAsync();
        await using var source = _first.Open(
            settings => settings with { Referrals = ReferralHandling.Follow },
            new ErrorHandlingSettings { MaxRetries = 0 });

        var (members, read) = await source.ReadAllAsync(GroupDn);

        members.UserNames().ShouldBe([DirectorySeed.Uid(1)]);
        read.Completeness!.Status.ShouldBe(CompletenessStatus.Partial);
        read.Completeness.Reasons.ShouldContain(reason => reason.Kind == ReadReasonKind.Error && reason.Scope == HoldScope.Mapping);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Password_never_goes_where_there_is_less_protection(bool isStartTls)
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var plain = ScriptedLdapPeer.Start(async connection =>
        {
            await connection.ReceiveAsync();
        });
        await using var server = await SlapdServer.StartAsync(new SlapdOptions
        {
            Seed = new DirectorySeed { ExtraLdif = RefersTo($"ldap://127.0.0.1:{plain.Port}/{Branch}") },
        });
        await using var source = LdapTesting.Open(
            isStartTls ? server.Url : server.TlsUrl,
            settings => settings with
            {
                Referrals = ReferralHandling.Follow,
                StartTls = isStartTls,
                Truststore = new CertificateStoreSettings { File = server.AuthorityFile },
            },
            new ErrorHandlingSettings { MaxRetries = 0 });

        var (members, read) = await source.ReadAllAsync(GroupDn);

        members.UserNames().ShouldBe([DirectorySeed.Uid(1)]);
        read.Completeness!.Status.ShouldBe(CompletenessStatus.Partial);
        plain.Requests.ShouldAllBe(request => request.Operation == LdapPeerRequest.Extended);
        plain.Connections.Count.ShouldBe(isStartTls ? 1 : 0);
    }

    [Fact]
    public async Task Servers_that_refer_to_each_other_are_not_followed_for_ever()
    {
        var ports = new int[2];
        FakeDirectory Referring(int to) => FakeDirectory.WithPeople(1, search => search.BaseDn == FakeDirectory.PersonDn(0)
            || search.Asked("distinguishedName").Any(name => name != FakeDirectory.GroupDn)
            ? [LdapPeerMessage.SearchDone(search.Id, Referral, referrals: $"ldap://127.0.0.1:{ports[to]}/{FakeDirectory.PersonDn(0)}")]
            : null);
        var (first, second) = (Referring(1), Referring(0));
        await using var one = first.Start();
        await using var other = second.Start();
        (ports[0], ports[1]) = (one.Port, other.Port);
        await using var source = one.Open(settings => settings with
        {
            Referrals = ReferralHandling.Follow,
            MemberStrategy = MemberStrategy.Member,
        });

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        members.ShouldBeEmpty();
        read.Completeness!.Reasons.ShouldContain(reason => reason.Kind == ReadReasonKind.Error && reason.Scope == HoldScope.Mapping);
        (first.Searches.Count + second.Searches.Count).ShouldBeLessThan(40);
    }

    private static string Person(int number) =>
        $"dn: uid=r{number:d5},{Branch}\nobjectClass: inetOrgPerson\nuid: r{number:d5}\ncn: Remote {number}\nsn: Remote\n\n";

    private static string RefersTo(string address) =>
        $"dn: {Branch}\nobjectClass: referral\nobjectClass: extensibleObject\nou: branch\nref: {address}\n\n"
        + $"dn: {GroupDn}\nobjectClass: groupOfNames\ncn: both\nmember: {DirectorySeed.PersonDn(1)}\n"
        + $"member: uid=r00001,{Branch}\nmember: uid=r00002,{Branch}\n\n";
}
