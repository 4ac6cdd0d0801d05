using System.Globalization;
using System.Text.Json;

namespace LdapVendorSync.Fixtures.Samba;

/// <summary>A Samba domain controller with a seeded domain as a process of its own, for tests in another language.</summary>
public static class SambaCommand
{
    /// <summary>The exit code where none can be started here.</summary>
    public const int Missing = 77;

    /// <summary>The options, for a usage message.</summary>
    public const string Usage = """
        samba [--people N]
          --people     how many people the domain holds
        Prints one line of JSON when it is ready: the addresses, names and passwords to use. Runs until its standard input ends.
        Ends with 77 and the reason where Samba is not installed or this is not root.
        """;

    /// <summary>Runs until the standard input ends.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        if (SambaServer.MissingReason is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return Missing;
        }

        var people = arguments is ["--people", var number] ? int.Parse(number, CultureInfo.InvariantCulture) : new SambaOptions().People;
        await using var server = await SambaServer.StartAsync(new SambaOptions { People = people });
        Console.WriteLine(JsonSerializer.Serialize(
            new SambaDescription(
                server.Url,
                server.PlainUrl,
                server.AuthorityFile,
                server.KerberosConfigurationFile,
                SambaSeed.Realm,
                SambaSeed.BaseDn,
                SambaSeed.ReaderUpn,
                SambaSeed.Password,
                SambaSeed.BigDn,
                SambaSeed.TeamDn),
            JsonSerializerOptions.Web));
        await Console.In.ReadToEndAsync();
        return 0;
    }
}

/// <summary>Where the server is and how to use it.</summary>
internal sealed record SambaDescription(
    string Url,
    string PlainUrl,
    string AuthorityFile,
    string KerberosConfigurationFile,
    string Realm,
    string BaseDn,
    string ReaderUpn,
    string Password,
    string BigDn,
    string TeamDn);
