using System.Text.Json;
using LdapVendorSync.Fixtures.Grafana;
using LdapVendorSync.Fixtures.Scim;

namespace LdapVendorSync.Fixtures.Vendors;

/// <summary>A server that plays a well-known application as a process of its own, for tests in another language.</summary>
public static class ApplicationCommand
{
    /// <summary>The options, for a usage message.</summary>
    public const string Usage = """
        scim | grafana
        Prints one line of JSON when it is ready: the address and the token to use; the group "devs" has three people. Ends with its standard input.
        """;

    private const string ScimToken = "scim_t0ken-of-the-tests";

    /// <summary>Runs until the standard input ends.</summary>
    public static async Task<int> RunAsync(string application)
    {
        if (application == "scim")
        {
            await using var server = await ScimFake.StartAsync(new ScimFakeOptions { Authorization = $"Bearer {ScimToken}" });
            server.Store.AddNumbered(server.Store.AddGroup("devs"), 3);
            await ServeAsync(server.BaseUrl, ScimToken);
        }
        else
        {
            await using var server = await GrafanaServer.StartAsync();
            var people = Enumerable.Range(1, 3).Select(number => server.Store.AddUser($"user{number}", $"user{number}@example.com")).ToList();
            server.Store.AddTeam("devs", people);
            await ServeAsync(server.BaseUrl, GrafanaServer.Token);
        }

        return 0;
    }

    private static async Task ServeAsync(Uri url, string token)
    {
        Console.WriteLine(JsonSerializer.Serialize(new { url, token }));
        await Console.In.ReadToEndAsync();
    }
}
