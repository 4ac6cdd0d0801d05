using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.Diagnostics.Reports.Comparisons;
using Spectre.Console;
using static LdapVendorSync.Cli.Output.OutputText;

namespace LdapVendorSync.Cli.Output;

/// <summary>Writes comparisons of systems to standard output.</summary>
internal static class ComparisonOutput
{
    // Nobody reads more on a terminal, and the other formats have them all.
    private const int MostRows = 500;

    /// <summary>Writes a comparison.</summary>
    /// <param name="comparison">The comparison, with the findings that are to be shown.</param>
    /// <param name="format">The format; <see langword="null"/> for a table.</param>
    /// <param name="terminal">The streams.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteAsync(
        SystemComparison comparison, ReportFormat? format, Terminal terminal, CancellationToken cancellationToken)
    {
        if (format is { } report)
        {
            await using var stream = Terminal.OpenData();
            await ComparisonReport.WriteAsync(comparison, stream, report, withMark: false, cancellationToken);
            return;
        }

        WriteTable(comparison, terminal.Output);
        WriteSummary(comparison, terminal.Output);
        if (comparison.Findings.Count > MostRows)
            terminal.Tell($"The first {MostRows} of {Number(comparison.Findings.Count)} are shown; --out FILE writes all.", Styles.Dim);
    }

    /// <summary>Writes the counts of a comparison, what was not compared, and what is in doubt.</summary>
    public static void WriteSummary(SystemComparison comparison, IAnsiConsole console)
    {
        console.Write(new Text($"{PrintableText.OneLine(ComparisonReport.TitleOf(comparison))}{Environment.NewLine}", Styles.Strong));
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("Finding");
        table.AddNumberColumns("High", "Medium", "Low", "Info", "Together");
        foreach (var kind in comparison.Counts.GroupBy(count => count.Kind))
        {
            string Of(FindingSeverity severity) => Number(kind.Where(count => count.Severity == severity).Sum(count => count.Count));
            table.AddRow(
                kind.Key.ToString(),
                Of(FindingSeverity.High),
                Of(FindingSeverity.Medium),
                Of(FindingSeverity.Low),
                Of(FindingSeverity.Info),
                Number(kind.Sum(count => count.Count)));
        }

        if (table.Rows.Count > 0)
            console.Write(table);
        else
            console.Write(new Text("Nothing differs." + Environment.NewLine, Styles.Good));
        if (ComparisonReport.NotCompared(comparison) is { } leftOut)
            console.Write(new Text(PrintableText.OneLine($"Not compared: {leftOut}") + Environment.NewLine, Styles.Dim));
        foreach (var doubt in comparison.Doubts)
            console.Write(new Text(
                PrintableText.OneLine($"In doubt: {Number(doubt.Count)} x {doubt.Kind}: {doubt.Reason}") + Environment.NewLine,
                Styles.Warning));
    }

    /// <summary>Writes the list of stored comparisons.</summary>
    public static async Task WriteListAsync(
        IReadOnlyList<SystemComparison> comparisons, OutputFormat format, Terminal terminal, CancellationToken cancellationToken)
    {
        if (format == OutputFormat.Json)
        {
            await using var stream = Terminal.OpenData();
            await ComparisonReport.WriteListAsync(comparisons, stream, cancellationToken);
        }
        else if (format == OutputFormat.Csv)
        {
            await WriteListCsvAsync(comparisons);
        }
        else
        {
            WriteListTable(comparisons, terminal.Output);
        }
    }

    private static void WriteTable(SystemComparison comparison, IAnsiConsole console)
    {
        if (comparison.Findings.Count == 0)
            return;
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("Severity", "Kind", "Group", "Person", "Finding");
        foreach (var finding in comparison.Findings.Take(MostRows))
        {
            table.AddRow(
                new Text(finding.Severity.ToString(), StyleOf(finding.Severity)),
                new Text(finding.Kind.ToString()),
                Cell(finding.Group),
                Cell(finding.Person),
                Cell(finding.Message));
        }

        console.Write(table);
    }

    private static void WriteListTable(IReadOnlyList<SystemComparison> comparisons, IAnsiConsole console)
    {
        if (comparisons.Count == 0)
        {
            console.Write(new Text("No comparison yet." + Environment.NewLine));
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("Number", "Compared", "Reference", "Difference");
        table.AddNumberColumns("High", "Medium", "Low", "Info", "In doubt");
        foreach (var comparison in comparisons)
        {
            table.AddRow(
                Cell(Number(comparison.Number ?? 0)),
                Cell(Local(comparison.ComparedAt)),
                Cell($"{comparison.Reference.System} ({Number(comparison.Reference.Number)})"),
                Cell($"{comparison.Difference.System} ({Number(comparison.Difference.Number)})"),
                Cell(Number(comparison.CountOf(FindingSeverity.High))),
                Cell(Number(comparison.CountOf(FindingSeverity.Medium))),
                Cell(Number(comparison.CountOf(FindingSeverity.Low))),
                Cell(Number(comparison.CountOf(FindingSeverity.Info))),
                Cell(Number(comparison.Doubts.Sum(doubt => doubt.Count))));
        }

        console.Write(table);
    }

    private static async Task WriteListCsvAsync(IReadOnlyList<SystemComparison> comparisons)
    {
        await using var writer = Terminal.OpenDataWriter();
        var csv = new CsvWriter(writer);
        await csv.WriteAsync(
            "number", "comparedAt", "referenceSystem", "referenceSnapshot", "differenceSystem", "differenceSnapshot",
            "high", "medium", "low", "info", "inDoubt");
        foreach (var comparison in comparisons)
        {
            await csv.WriteAsync(
                Number(comparison.Number ?? 0),
                Utc(comparison.ComparedAt),
                comparison.Reference.System,
                Number(comparison.Reference.Number),
                comparison.Difference.System,
                Number(comparison.Difference.Number),
                Number(comparison.CountOf(FindingSeverity.High)),
                Number(comparison.CountOf(FindingSeverity.Medium)),
                Number(comparison.CountOf(FindingSeverity.Low)),
                Number(comparison.CountOf(FindingSeverity.Info)),
                Number(comparison.Doubts.Sum(doubt => doubt.Count)));
        }
    }

    private static Style? StyleOf(FindingSeverity severity) => severity switch
    {
        FindingSeverity.High => Styles.Bad,
        FindingSeverity.Medium => Styles.Warning,
        FindingSeverity.Info => Styles.Dim,
        _ => null,
    };
}
