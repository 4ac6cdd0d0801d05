using System.Globalization;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Tracing;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sync.Tracing;

/// <summary>Why somebody is or is not in a group, asked of a real directory server.</summary>
public sealed class LdapTraceTests : IAsyncLifetime
{
    private const string Suffix = DirectorySeed.Suffix;

    private static readonly string[] Nested = [.. new[] { "engineering", "platform", "sre" }.Select(GroupDn)];

    private SlapdServer? _slapd;
    private SyncScenario _scenario = null!;

    public async Task InitializeAsync() => _scenario = await SyncScenario.StartAsync();

    public async Task DisposeAsync()
    {
        if (_slapd is not null)
            await _slapd.DisposeAsync();
        await _scenario.DisposeAsync();
    }

    [SkippableFact]
    public async Task Way_through_three_nested_groups_is_told()
    {
        await StartAsync("recurse: true");
        await _scenario.RunAsync();

        var trace = await _scenario.TraceAsync("ada");

        trace.Membership.ShouldBe(TracedMembership.Member, trace.Describe());
        trace.ShouldFind(TraceFindingKind.SourceMember).Data["path"].ShouldBe(Nested);
        trace.ShouldFind(TraceFindingKind.Change, "added them");
    }

    [SkippableFact]
    public async Task Filter_is_tried_part_by_part_on_the_server()
    {
        await StartAsync("recurse: true\nuser_filter: (&(objectClass=person)(|(employeeType=staff)(employeeType=intern))(mail=*))");

        var trace = await _scenario.TraceAsync("eve");

        var filter = trace.ShouldFind(TraceFindingKind.LeftOutByFilter);
        filter.Data["failedTerms"].ShouldBe(new[] { "(|(employeeType=staff)(employeeType=intern))", "(mail=*)" });
        filter.Sentence.ShouldContain("employeeType is 'contractor'");
        filter.Sentence.ShouldContain("the entry has no mail, or does not show it");
        trace.ShouldFind(TraceFindingKind.NotSourceMember).Data["path"].ShouldBe(Nested);
    }

    [SkippableFact]
    public async Task Attribute_that_the_filter_missed_then_is_told()
    {
        await StartAsync("recurse: true");
        await _scenario.RunAsync();
        _scenario.OtherSource += "\nuser_filter: (&(objectClass=person)(mail=*))";
        await _scenario.RunAsync();

        var trace = await _scenario.TraceAsync("eve", at: DateTimeOffset.UtcNow);

        trace.ShouldFind(TraceFindingKind.LeftOutByFilter).Data["attributes"].ShouldBe(new[] { "mail" }, trace.Describe());
        trace.ShouldFind(TraceFindingKind.LeftOutByFilter).Sentence
            .ShouldContain("listed them, but user_filter left them out: their entry had no mail, or did not show it");
        trace.Membership.ShouldBe(TracedMembership.NotMember);
        trace.Verdict.ShouldContain("was not in 'users' at 'App1' because the source group");
    }

    [SkippableFact]
    public async Task Person_outside_of_the_base_is_found_and_told()
    {
        await StartAsync($"recurse: true\nuser_base_dn: ou=groups,{Suffix}");

        var trace = await _scenario.TraceAsync($"uid=ada,ou=people,{Suffix}");

        trace.ShouldFind(TraceFindingKind.LeftOutByBase).Data["userBaseDn"].ShouldBe($"ou=groups,{Suffix}");
    }

    [SkippableFact]
    public async Task Nested_group_that_does_not_count_is_told()
    {
        await StartAsync("recurse: false");

        var trace = await _scenario.TraceAsync("ada@example.test");

        trace.ShouldFind(TraceFindingKind.NestingNotFollowed).Data["path"].ShouldBe(Nested);
        trace.Person.UserName.ShouldBe("ada");
    }

    [SkippableFact]
    public async Task Person_of_no_group_is_found_by_name_and_told()
    {
        await StartAsync("recurse: true");

        var trace = await _scenario.TraceAsync("Zoë Nobody");

        trace.Person.UserName.ShouldBe("zoe", trace.Describe());
        trace.ShouldFind(TraceFindingKind.NotSourceMember);
    }

    [SkippableFact]
    public async Task Text_that_means_something_in_a_filter_finds_nobody_else()
    {
        await StartAsync("recurse: true");

        (await Should.ThrowAsync<TraceException>(() => _scenario.TraceAsync("*"))).Failure.ShouldBe(TraceFailure.PersonNotFound);
        (await Should.ThrowAsync<TraceException>(() => _scenario.TraceAsync("ada)(uid=*"))).Failure.ShouldBe(TraceFailure.PersonNotFound);
    }

    [SkippableFact]
    public async Task Server_that_is_down_leaves_what_vendor_and_history_know()
    {
        await StartAsync("recurse: true");
        await _scenario.RunAsync();
        await _slapd!.DisposeAsync();
        _slapd = null;

        var trace = await _scenario.TraceAsync("ada");

        trace.ExitCode.ShouldBe(SyncExitCode.NoSourceReadable);
        trace.Membership.ShouldBe(TracedMembership.Member, trace.Describe());
        trace.ShouldFind(TraceFindingKind.SourceUnreadable);
        trace.ShouldFind(TraceFindingKind.Change, "added them");
    }

    private static string GroupDn(string name) => $"cn={name},ou=groups,{Suffix}";

    private async Task StartAsync(string settings)
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        _slapd = await SlapdServer.StartAsync(new SlapdOptions { Seed = new DirectorySeed { ExtraLdif = People() + Groups() } });
        _scenario.SourceGroupName = GroupDn("staff");
        _scenario.OtherSource = $"""
            type: ldap
            server_url: {_slapd.Url}
            bind_dn: {DirectorySeed.ReaderDn}
            bind_password: {DirectorySeed.Password}
            {settings}
            """;
    }

    private static string People() => string.Concat(
        Person("ada", "staff", "mail: ada@example.test\n"),
        Person("eve", "contractor", string.Empty),
        $"dn: uid=zoe,ou=people,{Suffix}\nobjectClass: inetOrgPerson\nuid: zoe\ncn: Zoë Nobody\nsn: Nobody\nmail: zoe@example.test\n\n");

    private static string Person(string uid, string type, string more) => string.Create(
        CultureInfo.InvariantCulture,
        $"dn: uid={uid},ou=people,{Suffix}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: {uid}\nemployeeType: {type}\n{more}\n");

    private static string Groups() => string.Concat(
        Group("staff", GroupDn("engineering")),
        Group("engineering", GroupDn("platform")),
        Group("platform", GroupDn("sre")),
        Group("sre", $"uid=ada,ou=people,{Suffix}", $"uid=eve,ou=people,{Suffix}"));

    private static string Group(string name, params string[] members) =>
        $"dn: {GroupDn(name)}\nobjectClass: groupOfNames\ncn: {name}\n{string.Concat(members.Select(member => $"member: {member}\n"))}\n";
}
