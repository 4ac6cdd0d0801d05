using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Controls;
using LdapVendorSync.Ldap.Filters;

namespace LdapVendorSync.Ldap.Tests.RealServer;

/// <summary>Content synchronisation against OpenLDAP's syncprov.</summary>
public sealed class ContentSyncTests
{
    private const int People = 30;

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Changes_since_the_cookie_are_told(int sessionLog)
    {
        await using var server = await StartAsync(sessionLog);
        await using var connection = await ConnectAsync(server);
        var before = await SyncAsync(connection, null);
        var ids = before.Entries.ToDictionary(entry => entry.Dn, entry => SyncStateControl.Find(entry.Controls)!.EntryUuid);
        var cookie = SyncDoneControl.Find(before.Result.Controls)!.Cookie;

        await server.ModifyAsync($"""
            dn: {Person(1)}
            changetype: modify
            replace: mail
            mail: new@example.test

            dn: {Person(2)}
            changetype: delete

            dn: {Person(3)}
            changetype: modrdn
            newrdn: uid=renamed
            deleteoldrdn: 1
            """);
        var after = await SyncAsync(connection, cookie);

        before.Result.Code.ShouldBe(LdapResultCode.Success);
        after.Result.Code.ShouldBe(LdapResultCode.Success);
        var states = after.Entries.Select(entry => (entry.Dn, SyncStateControl.Find(entry.Controls)!)).ToList();
        states.ShouldContain(state => state.Dn == Person(1) && state.Item2.EntryUuid == ids[Person(1)]);
        states.ShouldContain(state => state.Dn.StartsWith("uid=renamed,") && state.Item2.EntryUuid == ids[Person(3)]);
        Gone(after, ids.Values).ShouldBe([ids[Person(2)]]);
        SyncDoneControl.Find(after.Result.Controls)!.Cookie!.Value.ToArray().ShouldNotBe(cookie!.Value.ToArray());
    }

    [SkippableFact]
    public async Task Nothing_is_told_where_nothing_changed()
    {
        await using var server = await StartAsync(0);
        await using var connection = await ConnectAsync(server);
        var cookie = SyncDoneControl.Find((await SyncAsync(connection, null)).Result.Controls)!.Cookie;

        var after = await SyncAsync(connection, cookie);

        after.Result.Code.ShouldBe(LdapResultCode.Success);
        after.Entries.ShouldBeEmpty();
        after.IntermediateResponses.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Search_that_matches_nothing_brings_a_cookie_too()
    {
        await using var server = await StartAsync(0);
        await using var connection = await ConnectAsync(server);

        var nothing = await SyncAsync(connection, null, LdapFilter.Not(LdapFilter.MatchAll));
        var cookie = SyncDoneControl.Find(nothing.Result.Controls)!.Cookie;
        await server.ModifyAsync($"dn: {Person(5)}\nchangetype: modify\nreplace: mail\nmail: x@example.test\n");
        var after = await SyncAsync(connection, cookie);

        nothing.Entries.ShouldBeEmpty();
        after.Entries.ShouldHaveSingleItem().Dn.ShouldBe(Person(5));
    }

    [SkippableFact]
    public async Task Cookie_from_a_later_state_than_the_servers_is_refused()
    {
        await using var server = await StartAsync(0);
        await using var connection = await ConnectAsync(server);

        var response = await SyncAsync(connection, "rid=000,csn=20991231235959.000000Z#000000#000#000000"u8.ToArray());

        response.Result.IsSuccess.ShouldBeFalse();
    }

    [SkippableFact]
    public async Task Server_without_the_overlay_refuses()
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var server = await SlapdServer.StartAsync(new SlapdOptions { Seed = new DirectorySeed { People = People } });
        await using var connection = await ConnectAsync(server);

        var response = await SyncAsync(connection, null);

        response.Result.Code.ShouldBe(LdapResultCode.UnavailableCriticalExtension);
    }

    private static IEnumerable<Guid> Gone(LdapSearchResponse response, IEnumerable<Guid> known)
    {
        var sets = response.IntermediateResponses.Select(SyncInfo.Read).OfType<SyncIdSet>().ToList();
        var states = response.Entries.Select(entry => SyncStateControl.Find(entry.Controls)!).ToList();
        if (SyncDoneControl.Find(response.Result.Controls)!.RefreshDeletes)
        {
            return sets.Where(set => set.RefreshDeletes).SelectMany(set => set.EntryUuids)
                .Concat(states.Where(state => state.State == SyncState.Delete).Select(state => state.EntryUuid));
        }

        return known.Except(sets.SelectMany(set => set.EntryUuids)).Except(states.Select(state => state.EntryUuid));
    }

    private static Task<LdapSearchResponse> SyncAsync(LdapConnection connection, ReadOnlyMemory<byte>? cookie, LdapFilter? filter = null) =>
        connection.SearchAsync(new LdapSearchRequest
        {
            BaseDn = DirectorySeed.Suffix,
            Filter = filter ?? LdapFilter.MatchAll,
            Attributes = ["objectClass", "hasSubordinates"],
            Controls = [new SyncRequestControl(cookie)],
        }).ReadToEndAsync();

    private static string Person(int number) => $"uid=u{number:00000},ou=people,{DirectorySeed.Suffix}";

    private static Task<SlapdServer> StartAsync(int sessionLog)
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        return SlapdServer.StartAsync(new SlapdOptions
        {
            Seed = new DirectorySeed { People = People },
            SyncProvider = true,
            SyncSessionLog = sessionLog,
        });
    }

    private static async Task<LdapConnection> ConnectAsync(SlapdServer server)
    {
        var connection = await LdapConnection.ConnectAsync(SlapdFixture.OptionsFor(server));
        await connection.BindAsync(LdapCredential.Simple(DirectorySeed.UnlimitedReaderDn, DirectorySeed.Password));
        return connection;
    }
}
