using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Ldap;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Errors;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Which server comes next where a connection ended, before the search that it ended under has had a say.</summary>
public sealed class LdapLinkKeeperTests
{
    [Fact]
    public async Task Server_that_broke_off_a_search_comes_last_for_whoever_connects_first()
    {
        await using var first = Closing().Start();
        await using var second = FakeDirectory.WithPerson().Start();
        await using var links = Keep(first, second);
        var link = await links.GetAsync(default);
        link.BeginSearch();
        await BreakAsync(link);

        var next = await links.GetAsync(default);

        next.Connection.Endpoint.Port.ShouldBe(second.Port);
    }

    [Fact]
    public async Task Server_that_ended_an_idle_connection_stays_the_first()
    {
        await using var first = Closing().Start();
        await using var second = FakeDirectory.WithPerson().Start();
        await using var links = Keep(first, second);
        var link = await links.GetAsync(default);
        link.BeginSearch();
        link.EndSearch();
        await BreakAsync(link);

        var next = await links.GetAsync(default);

        next.Connection.Endpoint.Port.ShouldBe(first.Port);
    }

    private static FakeDirectory Closing() => FakeDirectory.WithPeople(1, search => search.BaseDn == FakeDirectory.GroupDn ? [] : null);

    private static LdapLinkKeeper Keep(params ScriptedLdapPeer[] peers)
    {
        var settings = new LdapSourceSettings
        {
            Name = "directory",
            ServerUrls = [.. peers.Select(peer => new Uri($"ldap://127.0.0.1:{peer.Port}"))],
            BindDn = DirectorySeed.ReaderDn,
            BindPassword = new Secret(DirectorySeed.Password),
        };
        var services = new SourceServices { ErrorHandling = LdapTesting.QuickRetries };
        var connector = new LdapConnector(settings, services, NullLogger.Instance);
        return new LdapLinkKeeper(settings, connector, services.TimeProvider, NullLogger.Instance);
    }

    private static async Task BreakAsync(LdapLink link)
    {
        var search = LdapSearchRequest.ForEntry(FakeDirectory.GroupDn, LdapSearchRequest.NoAttributes);
        await Should.ThrowAsync<LdapConnectionLostException>(() => link.Connection.SearchAsync(search).ReadToEndAsync());
        link.Connection.Failure.ShouldNotBeNull();
    }
}
