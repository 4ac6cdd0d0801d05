using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Core.Sources.Directories.Dialects;
using LdapVendorSync.Core.Sources.Ldap;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Names;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Which of two servers' reads a group is kept with.</summary>
public sealed class LdapGroupReaderTests
{
    private const string OuterDn = "cn=outer,dc=ad,dc=test";
    private const string InnerDn = "cn=inner,dc=ad,dc=test";

    [Fact]
    public async Task Group_that_is_answered_after_another_server_took_over_stays_with_the_reads_of_the_first()
    {
        var (before, after) = (new ReadCache(), new ReadCache());
        await using var scene = new Scene(before, after, isAnswerLate: search => search.BaseDn == OuterDn);

        var group = await new LdapGroupReader(scene.Directory, "group").ReadAsync(Dn(OuterDn), default);

        group.Members.Count.ShouldBe(2);
        scene.Directory.Cache.ShouldBe(after);
        after.FindGroup(Dn(OuterDn)).ShouldBeNull();
        before.FindGroup(Dn(OuterDn)).ShouldBe(group);
    }

    [Fact]
    public async Task Nested_groups_that_are_answered_after_another_server_took_over_stay_with_the_reads_of_the_first()
    {
        var (before, after) = (new ReadCache(), new ReadCache());
        await using var scene = new Scene(before, after, isAnswerLate: IsForNestedGroups);
        var server = await scene.Session.GetServerAsync(default);
        var outer = await new LdapGroupReader(scene.Directory, "group").ReadAsync(Dn(OuterDn), default);
        var nesting = new NestingSearch(scene.Directory, server, "group", NullLogger.Instance);

        await nesting.RunAsync(outer, default);

        nesting.FindGroup(Dn(InnerDn)).ShouldNotBeNull();
        scene.Directory.Cache.ShouldBe(after);
        after.FindGroup(Dn(InnerDn)).ShouldBeNull();
        before.FindGroup(Dn(InnerDn)).ShouldNotBeNull();
    }

    private static bool IsForNestedGroups(FakeSearch search) => search.Scope == 2 && search.Attributes.Contains("member");

    private static DistinguishedName Dn(string text) => DistinguishedName.Parse(text);

    /// <summary>A directory in which the second server takes over while the first one answers.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private readonly ScriptedLdapPeer _peer;

        public Scene(ReadCache before, ReadCache after, Func<FakeSearch, bool> isAnswerLate)
        {
            var fake = new FakeDirectory
            {
                Override = search =>
                {
                    if (isAnswerLate(search))
                        Directory!.Cache = after;
                    return IsForNestedGroups(search) ? [InnerGroup(search), FakeDirectory.Done(search)] : null;
                },
            };
            _peer = fake.Add(OuterDn, FakeDirectory.PersonDn(1), InnerDn).Add(InnerDn, FakeDirectory.PersonDn(2)).Start();
            var settings = new LdapSourceSettings { Name = "directory", ServerUrls = [new Uri($"ldap://127.0.0.1:{_peer.Port}")] };
            var services = new SourceServices();
            Session = new LdapSession(settings, new LdapConnector(settings, services, NullLogger.Instance), services, NullLogger.Instance);
            Directory = new LdapDirectory(settings, Session, TimeProvider.System, KnownDialects.ActiveDirectory) { Cache = before };
        }

        public LdapSession Session { get; }

        public LdapDirectory Directory { get; }

        private static byte[] InnerGroup(FakeSearch search) => LdapPeerMessage.Entry(
            search.Id, InnerDn, ("objectClass", ["top", "group"]), ("member", [FakeDirectory.PersonDn(2)]));

        public async ValueTask DisposeAsync()
        {
            await Session.DisposeAsync();
            await _peer.DisposeAsync();
        }
    }
}
