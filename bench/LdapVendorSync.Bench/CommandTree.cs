using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Bench.Micro;
using LdapVendorSync.Bench.Processes;
using LdapVendorSync.Bench.Reports;
using LdapVendorSync.Bench.Rows;

namespace LdapVendorSync.Bench;

/// <summary>The bench's command line: the table by default, <c>micro</c> for BenchmarkDotNet, <c>child</c> for the processes it starts.</summary>
internal static class CommandTree
{
    public static Task<int> RunAsync(string[] args)
    {
        // BenchmarkDotNet has a command line of its own.
        if (args is ["micro", .. var rest])
            return Task.FromResult(MicroBench.Run(rest));

        if (args is ["child", var name, .. var arguments])
            return Children.RunAsync(name, arguments);
        return CreateRoot().Parse(args).InvokeAsync();
    }

    private static RootCommand CreateRoot()
    {
        var rows = new Argument<string[]>("ROW")
        {
            Description = $"The rows to measure; without any, all of them: {string.Join(", ", RowCatalog.All.Select(row => row.Id))}.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        rows.AcceptOnlyFromAmong([.. RowCatalog.All.Select(row => row.Id)]);
        var runs = new Option<int>("--runs")
        {
            Description = "How often each figure is measured; its median counts.",
            DefaultValueFactory = _ => 5,
            CustomParser = ParseRuns,
        };
        var scale = new Option<double>("--scale")
        {
            Description = "Sizes by this factor, such as 0.01 to try out whether everything runs. Figures count at 1 only.",
            DefaultValueFactory = _ => 1,
            CustomParser = ParseScale,
        };
        var json = new Option<FileInfo>("--json")
        {
            Description = "The file for the figures.",
            DefaultValueFactory = _ => new FileInfo("bench-results.json"),
        };
        var command = new Option<FileInfo>("--command")
        {
            Description = "The command to measure, such as one that is installed; without it, that of this repository is published first.",
        };
        command.AcceptExistingOnly();
        var strict = new Option<bool>("--strict") { Description = "Ends with 1 also where a row falls short." };
        var root = new RootCommand(
            "Measures LdapVendorSync against references of the same run: prints a table, writes a JSON file. "
            + "'micro' (with arguments of BenchmarkDotNet) measures its hot paths.");
        root.Arguments.Add(rows);
        foreach (var option in new Option[] { runs, scale, json, command, strict })
            root.Options.Add(option);
        root.SetAction((parsed, cancellationToken) => MeasureAsync(
            parsed.GetValue(rows) ?? [],
            new BenchOptions(parsed.GetValue(runs), parsed.GetValue(scale)),
            parsed.GetValue(json)!,
            parsed.GetValue(command),
            parsed.GetValue(strict),
            cancellationToken));
        return root;
    }

    private static int ParseRuns(ArgumentResult result)
    {
        if (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var runs) || runs < 1)
            result.AddError($"--runs takes a whole number of at least 1; '{result.Tokens[0].Value}' is none.");
        return runs;
    }

    // Never as the culture has it: what is 0.01 here shall not be 1 there.
    private static double ParseScale(ArgumentResult result)
    {
        var isNumber = double.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var scale);
        if (!isNumber || !double.IsFinite(scale) || scale <= 0)
            result.AddError($"--scale takes a number above 0, such as 0.01; '{result.Tokens[0].Value}' is none.");
        return scale;
    }

    private static async Task<int> MeasureAsync(
        string[] ids, BenchOptions options, FileInfo json, FileInfo? command, bool strict, CancellationToken cancellationToken)
    {
        using var context = new BenchContext(options, command);
        var results = new List<RowResult>();
        foreach (var row in RowCatalog.All.Where(row => ids.Length == 0 || ids.Contains(row.Id)))
        {
            context.Say($"{row.Id}: {row.What}");
            results.Add(await row.TryMeasureAsync(context, cancellationToken));
        }

        var report = new BenchReport(Machine.Describe(), options, results);
        await JsonReport.WriteAsync(report, json, cancellationToken);
        await TableReport.WriteAsync(report, Console.Out);
        var isWhole = results.TrueForAll(result => result.Error is null);
        return isWhole && (!strict || results.TrueForAll(result => result.IsMet)) ? 0 : 1;
    }
}
