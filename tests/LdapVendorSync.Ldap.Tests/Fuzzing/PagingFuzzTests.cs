using LdapVendorSync.Fixtures.Fuzzing;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Protocol;
using LdapVendorSync.Ldap.Transport;
using Xunit.Abstractions;

namespace LdapVendorSync.Ldap.Tests.Fuzzing;

/// <summary>Servers that lie about pages: only the whole truth ends a search with success, and every search ends.</summary>
public sealed class PagingFuzzTests(ITestOutputHelper output)
{
    private const int MostRequests = 200;

    private static readonly LdapConnectionOptions Options = new()
    {
        Host = "memory.test",
        OperationTimeout = TimeSpan.FromSeconds(10),
        SilenceTimeout = TimeSpan.FromSeconds(10),
        MaxMessageSize = 10_000,
    };

    [Fact]
    public Task Paged_searches_succeed_only_with_everything_that_was_there() =>
        new FuzzRun("paged searches", 10_000, output.WriteLine).RunAsync(async (random, _) =>
        {
            var server = new FuzzedPages(random);
            await using var transport = new LdapTransport(new ScriptedStream(server.Answer, random), Options);
            var search = new LdapSearch(transport, new PagedSearch(new LdapSearchRequest(), 5), default);
            var outcome = await ReadAsync(search, server);

            server.Requests.ShouldBeLessThan(MostRequests);
            return outcome;
        });

    private static async Task<string> ReadAsync(LdapSearch search, FuzzedPages server)
    {
        var received = new List<string>();
        try
        {
            await foreach (var item in search)
            {
                if (item is LdapEntry entry) received.Add(entry.Dn);
            }
        }
        catch (LdapException error)
        {
            search.IsFinished.ShouldBeFalse();
            server.End.ShouldNotBe(PageEnd.Last, error.Message);
            received.ShouldBe(server.Sent.Take(received.Count));
            return error.GetType().Name;
        }

        received.ShouldBe(server.Sent);
        server.IsEndless.ShouldBeFalse();
        if (!search.Result.IsSuccess)
        {
            server.End.ShouldBeOneOf(PageEnd.Refused, PageEnd.RefusedWithCookie);
            return "other results";
        }

        server.End.ShouldBe(PageEnd.Last);
        return "success";
    }
}
