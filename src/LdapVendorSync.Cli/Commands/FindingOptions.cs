using System.CommandLine;
using LdapVendorSync.Cli.Display;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Reports.Comparisons;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Commands;

/// <summary>Which findings of a comparison are shown, how, and where to.</summary>
internal sealed class FindingOptions
{
    private const string Table = "table";
    private static readonly string[] Formats = [Table, "json", "ndjson", "csv", "html"];

    private readonly Option<FindingKind[]> _kind = new("--kind")
    {
        Description = $"Only findings of this kind. May be given several times. One of {string.Join(", ", Enum.GetNames<FindingKind>())}.",
        HelpName = "KIND",
        CustomParser = NamedValue.Several<FindingKind>,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<FindingSeverity> _severity = new("--severity")
    {
        Description = "Only findings that matter this much or more.",
        HelpName = string.Join('|', Enum.GetNames<FindingSeverity>()),
        CustomParser = NamedValue.One<FindingSeverity>,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "What the result looks like; html needs --out or a pipe.",
        HelpName = string.Join('|', Formats),
        DefaultValueFactory = _ => Table,
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "Write the findings into this file, readable by its owner alone; the format is that of --output, "
            + "else that of the extension.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _exitCode = new("--exit-code")
    {
        Description = "End with 10 where there are findings among those that are shown, so that a script can tell.",
    };

    public FindingOptions()
    {
        _output.AcceptOnlyFromAmong(Formats);
        _out.Validators.Add(result =>
        {
            var format = result.GetResult(_output) is { Implicit: false } given ? given.GetValueOrDefault<string>() : null;
            if (result.GetValueOrDefault<string?>() is { } file && FormatOf(file, format) is null)
                result.AddError("--out: give --output json, ndjson, csv or html, or a file that ends with one of these.");
        });
    }

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_kind, _severity, _output, _out, _exitCode];

    /// <summary>Shows a comparison.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ShowAsync(SystemComparison comparison, ParseResult arguments, CommandSession session)
    {
        var filter = new FindingFilter { Kinds = arguments.GetRequiredValue(_kind), AtLeast = arguments.GetValue(_severity) };
        var shown = filter.Apply(comparison);
        var format = arguments.GetResult(_output) is { Implicit: false } ? arguments.GetValue(_output) : null;
        if (arguments.GetValue(_out) is { } file)
            await WriteFileAsync(shown, Path.GetFullPath(file), FormatOf(file, format)!.Value, session);
        else
            await ComparisonOutput.WriteAsync(shown, ToReport(format), session.Terminal, session.Stopping);
        return (int)(arguments.GetValue(_exitCode) && shown.Findings.Count > 0 ? SyncExitCode.ChangesPending : SyncExitCode.Done);
    }

    private static async Task WriteFileAsync(SystemComparison shown, string path, ReportFormat format, CommandSession session)
    {
        try
        {
            await ComparisonReport.WriteFileAsync(shown, path, format, session.Stopping);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException($"The comparison could not be written to '{path}': {error.Message}");
        }

        ComparisonOutput.WriteSummary(shown, session.Terminal.Output);
        session.Terminal.Tell($"Report: {path}", Styles.Dim);
    }

    private static ReportFormat? FormatOf(string file, string? format) =>
        ToReport(format ?? Path.GetExtension(file).TrimStart('.'));

    private static ReportFormat? ToReport(string? format) =>
        Enum.TryParse<ReportFormat>(format, ignoreCase: true, out var found) ? found : null;
}
