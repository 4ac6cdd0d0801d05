using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LdapVendorSync.Cli.Tests.Documentation;

/// <summary>Writes the page that shows the help of every verb, as the command prints it. The help itself says which verbs there are.</summary>
internal static partial class CommandLineReference
{
    public static async Task<string> WriteAsync()
    {
        var page = new StringBuilder("""
            # The command line

            Written by `build.ps1 Docs` from what the command prints. Results go to standard output, log and progress to standard error.
            Colours and the progress bar appear on a terminal alone; `NO_COLOR` turns colours off.

            """);
        await WriteAsync(page, []);
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static async Task WriteAsync(StringBuilder page, string[] verb)
    {
        var help = (await TheCommand.RunAsync([.. verb, "--help"])).ShouldExitWith(0).Output.ReplaceLineEndings("\n");
        var lines = help.Split('\n').Select(line => line.TrimEnd());
        page.Append($"\n## ldap-vendor-sync {string.Join(' ', verb)}".TrimEnd());
        page.Append(CultureInfo.InvariantCulture, $"\n\n```text\n{string.Join('\n', lines).Trim()}\n```\n");
        foreach (Match line in VerbLine().Matches(Commands().Match(help).Value))
            await WriteAsync(page, [.. verb, line.Groups["verb"].Value]);
    }

    [GeneratedRegex(@"^Commands:\n(?:  .*\n)+", RegexOptions.Multiline)]
    private static partial Regex Commands();

    [GeneratedRegex(@"^  (?<verb>[a-z]+) ", RegexOptions.Multiline)]
    private static partial Regex VerbLine();
}
