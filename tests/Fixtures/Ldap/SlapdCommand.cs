using System.Globalization;
using System.Text.Json;

namespace LdapVendorSync.Fixtures.Ldap;

/// <summary>A slapd with a seeded directory as a process of its own, for tests in another language.</summary>
public static class SlapdCommand
{
    /// <summary>The exit code where no slapd can be started here.</summary>
    public const int Missing = 77;

    /// <summary>The options, for a usage message.</summary>
    public const string Usage = """
        slapd [--people N] [--team-size N]
          --people     how many people the directory holds
          --team-size  how many of them are in each of the groups team0 and team1
        Prints one line of JSON when it is ready: the addresses, DNs and passwords to use. Runs until its standard input ends.
        Ends with 77 and the reason where slapd is not installed.
        """;

    /// <summary>Runs until the standard input ends.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        if (SlapdServer.MissingReason is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return Missing;
        }

        await using var server = await SlapdServer.StartAsync(new SlapdOptions
        {
            Seed = new DirectorySeed { People = Number(arguments, "--people", 20), TeamSize = Number(arguments, "--team-size", 5) },
        });
        Console.WriteLine(JsonSerializer.Serialize(
            new SlapdDescription(
                server.Url,
                server.TlsUrl,
                server.AuthorityFile,
                DirectorySeed.Suffix,
                DirectorySeed.ReaderDn,
                DirectorySeed.Password,
                DirectorySeed.EveryoneDn,
                DirectorySeed.TeamDn(0)),
            JsonSerializerOptions.Web));
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static int Number(IReadOnlyList<string> arguments, string name, int fallback)
    {
        var index = arguments.ToList().IndexOf(name);
        return index >= 0 && index + 1 < arguments.Count ? int.Parse(arguments[index + 1], CultureInfo.InvariantCulture) : fallback;
    }
}

/// <summary>Where the server is and how to use it.</summary>
internal sealed record SlapdDescription(
    string Url, string TlsUrl, string AuthorityFile, string Suffix, string ReaderDn, string Password, string EveryoneDn, string TeamDn);
