using System.Collections;
using System.Globalization;
using System.Management.Automation;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.PowerShell.Display;

/// <summary>How values stand in the views of the module, which people read. Properties of objects stay as they are.</summary>
public static class ViewText
{
    /// <summary>A value on one line, safe for a terminal; of a list, its values with commas between them.</summary>
    public static string Text(object? value) => Unwrap(value) switch
    {
        null => string.Empty,
        string text => PrintableText.OneLine(text),
        DateTimeOffset time => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        TimeSpan duration => duration.ToString(@"d\.hh\:mm\:ss\.fff", CultureInfo.InvariantCulture)[(duration.Days == 0 ? 2 : 0)..],
        IEnumerable list => string.Join(", ", list.Cast<object?>().Select(Text)),
        var other => PrintableText.OneLine($"{other}"),
    };

    /// <summary>The values of a list, a line each.</summary>
    public static string Lines(object? value) => Unwrap(value) switch
    {
        IEnumerable list and not string => string.Join(Environment.NewLine, list.Cast<object?>().Select(Text)),
        var other => Text(other),
    };

    /// <summary>What a run or a part of one did, the bad first, without what did not happen.</summary>
    /// <param name="totals">Its <see cref="SyncTotals"/>.</param>
    public static string Totals(object? totals)
    {
        if (Unwrap(totals) is not SyncTotals counts)
            return string.Empty;
        var happened = new (int Count, string What)[]
        {
            (counts.Failed, "failed"), (counts.Blocked, "blocked"), (counts.Removed, "removed"), (counts.Added, "added"),
            (counts.Updated, "updated"), (counts.Skipped, "skipped"),
        }.Where(part => part.Count > 0).Select(part => $"{part.Count} {part.What}").ToList();
        return happened.Count == 0 ? $"{counts.Unchanged} unchanged" : string.Join(", ", happened);
    }

    /// <summary>A value that stands out in colour where it tells of a removal or a failure and the host has colours.</summary>
    /// <param name="value">The value; a count of nothing does not stand out.</param>
    /// <param name="meaning">What it tells of; the value itself where <see langword="null"/>.</param>
    /// <param name="style">PowerShell's <c>$PSStyle</c>.</param>
    /// <param name="host">PowerShell's <c>$Host</c>.</param>
    public static string Mark(object? value, object? meaning, object? style, object? host)
    {
        var text = Text(value);
        if (text.Length == 0 || Unwrap(value) is 0)
            return text;
        var colours = new HostColours(style, host);
        return colours.Of(Text(meaning ?? value)) is { Length: > 0 } colour ? $"{colour}{text}{colours.Reset}" : text;
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
