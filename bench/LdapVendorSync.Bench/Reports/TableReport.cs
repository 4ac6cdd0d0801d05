using System.Globalization;
using LdapVendorSync.Bench.Measuring;

namespace LdapVendorSync.Bench.Reports;

/// <summary>A run of the bench for people, as a table of Markdown; what explains a row that falls short stands below it.</summary>
internal static class TableReport
{
    /// <summary>Writes it.</summary>
    public static async Task WriteAsync(BenchReport report, TextWriter output)
    {
        var machine = report.Machine;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{machine.Processors} processors, {machine.MemoryGigabytes} GB, {machine.System}, {machine.Runtime}; median of {report.Options.Runs}"));
        if (report.Options.Scale != 1)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Sizes x {report.Options.Scale}: these figures do not count."));
        await output.WriteLineAsync("\n| row | what | to reach | measured | least - most | reference | |\n|---|---|---|---|---|---|---|");
        foreach (var line in report.Rows.SelectMany(Lines))
            await output.WriteLineAsync(line);
        foreach (var row in report.Rows.Where(row => !row.IsMet))
            await WriteProfileAsync(row, output);
    }

    private static IEnumerable<string> Lines(RowResult row) => row.Error is null
        ? row.Figures.Select(figure => Line(row, figure))
        : [$"| {row.Id} | {row.What} | | | | | **not measured** |"];

    private static string Line(RowResult row, Figure figure) =>
        $"| {row.Id} | {figure.Name} | {(figure.Goal == FigureGoal.AtMost ? "≤" : "≥")} {Text(figure.Limit)} {figure.Unit} "
        + $"| {Text(figure.Value)} {figure.Unit} | {Text(figure.Samples.Values.Min())} - {Text(figure.Samples.Values.Max())} "
        + $"| {row.Reference} | {(figure.IsMet ? "met" : "**falls short**")} |";

    private static async Task WriteProfileAsync(RowResult row, TextWriter output)
    {
        await output.WriteLineAsync($"\n{row.Id} {(row.Error is null ? "falls short" : $"was not measured: {row.Error}")}");
        foreach (var step in row.Profile)
            await output.WriteLineAsync($"  {step.Step}: {step.Cost}");
    }

    private static string Text(double value) =>
        value.ToString(Math.Abs(value) switch { >= 100 => "0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);
}
