using System.Globalization;
using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Sync;
using Spectre.Console;

namespace LdapVendorSync.Cli.Output;

/// <summary>Writes what a check found to standard output.</summary>
internal static class CheckOutput
{
    /// <summary>Says what a valid configuration holds, or what it asks of vendors that they cannot do.</summary>
    public static void WriteConfiguration(SyncConfiguration configuration, IReadOnlyList<string> faults, IAnsiConsole console)
    {
        var sources = Count(configuration.Sources.Count, "source");
        var vendors = Count(configuration.Vendors.Count, "vendor");
        var mappings = Count(configuration.Vendors.Sum(vendor => vendor.Groups.Count), "mapping");
        foreach (var fault in faults)
            Line(console, fault, Styles.Bad);
        if (faults.Count > 0)
            Line(console, "The configuration asks for what a vendor cannot do; a sync would not start.", Styles.Bad);
        else
            Line(console, $"The configuration is valid: {sources}, {vendors}, {mappings}.", Styles.Good);
    }

    /// <summary>Writes the steps of one system.</summary>
    public static void Write(SystemCheck check, IAnsiConsole console)
    {
        Line(console, check.System, Styles.Strong);
        string? server = null;
        foreach (var step in check.Steps)
        {
            if (step.Server is not null && step.Server != server)
                Line(console, $"  {server = step.Server}", Style.Plain);
            Write(step, console);
        }
    }

    private static void Write(CheckResult step, IAnsiConsole console)
    {
        var (word, style) = step.Status switch
        {
            CheckStatus.Passed => ("ok  ", Styles.Good),
            CheckStatus.Warning => ("WARN", Styles.Warning),
            _ => ("FAIL", Styles.Bad),
        };
        Line(console, $"  {word} {step.Step}: {step.Message}", style);
        if (step.Status != CheckStatus.Passed && step.Hint is not null)
            Line(console, $"       {step.Hint}", Style.Plain);
    }

    private static string Count(int count, string word) =>
        count == 1 ? $"1 {word}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {word}s");

    private static void Line(IAnsiConsole console, string line, Style style) =>
        console.Write(new Text(PrintableText.OneLine(line) + Environment.NewLine, style));
}
