using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.History.Purging;
using Spectre.Console;

namespace LdapVendorSync.Cli.Output;

/// <summary>Writes what a purge found, removed and left to standard output.</summary>
internal static class PurgeOutput
{
    public static async Task WriteAsync(PurgeResult result, OutputFormat format, Terminal terminal)
    {
        if (format == OutputFormat.Json)
        {
            await OutputJson.WriteAsync(PurgeDocument.Of(result), json => json.PurgeDocument, CancellationToken.None);
            return;
        }

        foreach (var line in Lines(result))
            terminal.Output.Write(new Text(PrintableText.OneLine(line) + Environment.NewLine));
    }

    private static IEnumerable<string> Lines(PurgeResult result)
    {
        if (result.Status == PurgeStatus.NotFound)
            yield return "The history knows nobody who is meant.";
        if (result is { Status: PurgeStatus.Purged, Erased.Count: 0 })
            yield return "There is nothing to remove.";
        foreach (var person in result.People)
            yield return person.ToString();
        foreach (var (kind, count) in result.Erased)
            yield return $"  {(result.DryRun ? "would be removed" : "removed")}: {count} {kind}";
        foreach (var file in result.Files)
            yield return $"  remains: {file} names the person";
        foreach (var remark in result.Remarks)
            yield return $"  {remark}";
    }
}
