using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace LdapVendorSync.Cli.Commands;

/// <summary>The help of a command, with its examples and, for the command as a whole, the exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private const string ExitCodes =
        """
        Exit codes:
          0  done                       5  changes held by a guard
          1  unexpected error           6  another run holds the lock
          2  configuration invalid      7  plan refused
          3  no source readable        10  changes pending (plan --exit-code)
          4  finished with failures   130  cancelled by Ctrl+C, 143 by SIGTERM
        """;

    /// <inheritdoc />
    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is IHasExamples { Examples: [_, ..] examples })
            Write(examples, output);
        if (parseResult.CommandResult.Command is RootCommand)
            output.WriteLine(ExitCodes + Environment.NewLine);
        return exitCode;
    }

    private static void Write(IEnumerable<Example> examples, TextWriter output)
    {
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine($"  {example.Line}");
            output.WriteLine($"      {example.Explanation}");
        }

        output.WriteLine();
    }
}
