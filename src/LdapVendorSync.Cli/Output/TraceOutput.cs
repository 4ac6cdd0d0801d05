using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Sync.Tracing;
using Spectre.Console;

namespace LdapVendorSync.Cli.Output;

/// <summary>Writes the answer of <c>trace</c> to standard output.</summary>
internal static class TraceOutput
{
    /// <summary>Writes the answer in the format asked for.</summary>
    public static async Task WriteAsync(
        MembershipTrace trace, OutputFormat format, Terminal terminal, CancellationToken cancellationToken)
    {
        if (format == OutputFormat.Json)
        {
            await OutputJson.WriteAsync(TraceDocument.Of(trace), json => json.TraceDocument, cancellationToken);
            return;
        }

        WriteTable(trace, terminal.Output);
    }

    private static void WriteTable(MembershipTrace trace, IAnsiConsole console)
    {
        console.Write(new Text(PrintableText.OneLine(trace.Verdict) + Environment.NewLine, Styles.Strong));
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("About", "Finding");
        foreach (var finding in trace.Findings)
            table.AddRow(new Text(finding.Kind.ToString()), new Text(PrintableText.OneLine(finding.Sentence)));
        console.Write(table);
    }
}
