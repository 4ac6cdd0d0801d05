using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using Spectre.Console;
using static LdapVendorSync.Cli.Output.OutputText;

namespace LdapVendorSync.Cli.Output;

/// <summary>Changes for people.</summary>
internal static class ChangeTable
{
    /// <summary>Writes a row for each change; nothing where there is none.</summary>
    public static void Write(IEnumerable<ChangeOutcome> outcomes, IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("Vendor", "Group", "Action", "Person", "Details");
        foreach (var outcome in outcomes)
        {
            table.AddRow(
                Cell(outcome.Change.Vendor),
                Cell(outcome.Change.Group),
                new Text(outcome.Change.Action.ToString(), StyleOf(outcome.Change)),
                Cell(outcome.Change.User),
                Cell(Details(outcome)));
        }

        if (table.Rows.Count > 0)
            console.Write(table);
    }

    private static string Details(ChangeOutcome outcome) => outcome switch
    {
        { Message: { } message } => message,
        { Change.Differences: [_, ..] differences } => string.Join("; ", differences),
        _ => outcome.Change.Reason,
    };

    private static Style? StyleOf(MembershipChange change) => change switch
    {
        { IsRemoval: true } => Styles.Bad,
        { Action: ChangeAction.Update } => Styles.Warning,
        _ => Styles.Good,
    };
}
