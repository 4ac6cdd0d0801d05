using System.Text.RegularExpressions;

namespace LdapVendorSync.Cli.Tests;

public sealed partial class UsageTests
{
    [Fact]
    public async Task Help_shows_verbs_examples_and_exit_codes_on_standard_output()
    {
        var help = (await TheCommand.RunAsync("--help")).ShouldExitWith(0);

        help.Error.ShouldBeEmpty();
        foreach (var verb in new[] { "sync", "plan", "members", "init", "check", "history" })
            help.Output.ShouldContain($"\n  {verb} ");
        help.Output.ShouldContain("Examples:");
        help.Output.ShouldContain("another run holds the lock");
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("plan")]
    [InlineData("members source")]
    [InlineData("members vendor")]
    [InlineData("check")]
    [InlineData("history")]
    public async Task Help_of_each_verb_shows_its_examples(string verb)
    {
        var help = (await TheCommand.RunAsync([.. verb.Split(' '), "--help"])).ShouldExitWith(0);

        help.Output.ShouldContain("--config");
        help.Output.ShouldContain($"ldap-vendor-sync {verb} ");
    }

    /// <summary>A verb is made alone where the command line begins with its name.</summary>
    [Fact]
    public async Task Every_verb_of_the_help_answers_to_its_name()
    {
        var help = (await TheCommand.RunAsync("--help")).ShouldExitWith(0);
        var verbs = VerbLine().Matches(help.Output).Select(match => match.Groups["verb"].Value).ToList();

        verbs.Count.ShouldBeGreaterThanOrEqualTo(12);
        foreach (var verb in verbs)
            (await TheCommand.RunAsync(verb, "--help")).ShouldExitWith(0).ShouldSay($"Usage: ldap-vendor-sync {verb} ");
    }

    [Theory]
    [InlineData("nosuch", "nosuch")]
    [InlineData("", "command")]
    [InlineData("sync --nosuch", "--nosuch")]
    [InlineData("sync --output xml", "xml")]
    [InlineData("members source", "source")]
    [InlineData("history --limit 0", "--limit")]
    public async Task Mistake_on_the_command_line_is_named_on_standard_error(string line, string mistake)
    {
        var result = (await TheCommand.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ShouldExitWith(2);

        result.Output.ShouldBeEmpty();
        result.Error.ShouldContain(mistake);
        result.Error.ShouldContain("--help");
    }

    [Theory]
    [InlineData("show", "RUN")]
    [InlineData("undo", "RUN")]
    [InlineData("report", "RUN|PLAN")]
    [InlineData("members source", "GROUP")]
    public async Task Argument_without_text_is_refused_instead_of_meaning_the_last_run(string verb, string argument)
    {
        var result = (await TheCommand.RunAsync([.. verb.Split(' '), " "])).ShouldExitWith(2);

        result.Output.ShouldBeEmpty();
        result.Error.ShouldContain($"{argument} is empty");
    }

    [Fact]
    public async Task Version_is_the_product_s()
    {
        var version = (await TheCommand.RunAsync("--version")).ShouldExitWith(0);

        version.Output.ShouldMatch(@"^\d+\.\d+\.\d+\S*\s*$");
    }

    [Fact]
    public async Task Missing_configuration_is_said_with_where_it_was_looked_for()
    {
        var folder = Directory.CreateTempSubdirectory("lvs-empty-");
        try
        {
            var result = (await TheCommand.RunInAsync(folder.FullName, new Dictionary<string, string>(), "sync")).ShouldExitWith(2);

            result.Error.ShouldContain("LVS_CONFIG");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex("^  (?<verb>[a-z]+) ", RegexOptions.Multiline)]
    private static partial Regex VerbLine();
}
