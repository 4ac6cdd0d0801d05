using System.Globalization;
using System.Text;

namespace LdapVendorSync.Cli.Tests.Documentation;

/// <summary>Writes the page that shows the help of every verb, as the command prints it.</summary>
internal static class CommandLineReference
{
    private static readonly string[] Verbs = ["", "sync", "plan", "members", "members source", "members vendor", "check", "history"];

    public static async Task<string> WriteAsync()
    {
        var page = new StringBuilder("""
            # The command line

            Written by `build.ps1 Docs` from what the command prints. Results go to standard output, log and progress to standard error.
            Colours and the progress bar appear on a terminal alone; `NO_COLOR` turns colours off.

            """);
        foreach (var verb in Verbs)
        {
            var help = (await TheCommand.RunAsync([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).ShouldExitWith(0);
            var lines = help.Output.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd());
            page.Append($"\n## ldap-vendor-sync {verb}".TrimEnd());
            page.Append(CultureInfo.InvariantCulture, $"\n\n```text\n{string.Join('\n', lines).Trim()}\n```\n");
        }

        return page.ToString().ReplaceLineEndings("\n");
    }
}
