using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Commands;

/// <summary>All verbs, and how a command line is run.</summary>
internal static class CommandTree
{
    private const string Purpose =
        """
        Keeps the groups of vendor applications in step with a directory (LDAP, Active Directory, LDIF).

        Results go to standard output, log and progress to standard error. What could not be read completely removes nobody.
        """;

    private static readonly OrderedDictionary<string, Func<CommandHost, Command>> Verbs = new(StringComparer.Ordinal)
    {
        ["sync"] = host => new SyncCommand(host),
        ["plan"] = host => new PlanCommand(host),
        ["members"] = host => new MembersCommand(host),
        ["init"] = host => new InitCommand(host),
        ["check"] = host => new CheckCommand(host),
        ["history"] = host => new HistoryCommand(host),
        ["show"] = host => new ShowCommand(host),
        ["undo"] = host => new UndoCommand(host),
        ["trace"] = host => new TraceCommand(host),
        ["report"] = host => new ReportCommand(host),
        ["snapshot"] = host => new SnapshotCommand(host),
        ["compare"] = host => new CompareCommand(host),
    };

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, CommandHost host)
    {
        var result = Create(host, arguments).Parse(arguments);
        // Signals and exceptions are dealt with by the host, in the same way for every verb.
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return result.Action is ParseErrorAction error ? RefuseAsync(result, error, invocation) : result.InvokeAsync(invocation);
    }

    private static async Task<int> RefuseAsync(ParseResult result, ParseErrorAction error, InvocationConfiguration invocation)
    {
        // Standard output is for results alone, and the mistake shall not scroll away under a page of help.
        invocation.Output = invocation.Error;
        error.ShowHelp = false;
        await result.InvokeAsync(invocation);
        var verbs = result.CommandResult.Command.Parents.Any() ? $"{PathOf(result.CommandResult.Command)} " : string.Empty;
        await invocation.Error.WriteLineAsync($"See: ldap-vendor-sync {verbs}--help");
        return (int)SyncExitCode.ConfigurationInvalid;
    }

    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand
            ? $"{PathOf(parent)} {command.Name}"
            : command.Name;

    private static RootWithExamples Create(CommandHost host, IReadOnlyList<string> arguments)
    {
        var root = new RootWithExamples();
        foreach (var create in Needed(arguments))
            root.Subcommands.Add(create(host));
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    // To make all the verbs takes as long as many a verb: where one is named, or the version is asked for, the others are left out.
    private static IReadOnlyCollection<Func<CommandHost, Command>> Needed(IReadOnlyList<string> arguments) => arguments switch
    {
        ["--version"] => [],
        [var first, ..] when Verbs.TryGetValue(first, out var named) => [named],
        _ => Verbs.Values,
    };

    private sealed class RootWithExamples() : RootCommand(Purpose), IHasExamples
    {
        /// <inheritdoc />
        public IReadOnlyList<Example> Examples { get; } =
        [
            new("ldap-vendor-sync check --config sync.yaml --connect", "Checks the configuration and whether everything can be reached."),
            new("ldap-vendor-sync plan --config sync.yaml", "Shows what a sync would do."),
            new("ldap-vendor-sync sync --config sync.yaml", "Does it."),
        ];
    }
}
