using System.CommandLine;
using LdapVendorSync.Core.History;

namespace LdapVendorSync.Cli.Commands;

/// <summary>Names a run of the history.</summary>
internal static class RecordedRunArgument
{
    /// <summary>The argument.</summary>
    public static Argument<string> Create() => new Argument<string>("RUN")
    {
        Description = "The run: its id, the beginning of it, or 'last'.",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => HistoryViewer.LastRun,
    }.RefuseBlank();
}
