using System.Globalization;
using LdapVendorSync.Core.Diagnostics;
using Spectre.Console;

namespace LdapVendorSync.Cli.Output;

/// <summary>How values stand in tables, which people read, and in CSV, which programs read.</summary>
internal static class OutputText
{
    /// <summary>A text of a directory or vendor in a table.</summary>
    public static Text Cell(string? text) => new(PrintableText.OneLine(text));

    /// <summary>A number for programs.</summary>
    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A time for programs.</summary>
    public static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>A time for whoever sits at this terminal.</summary>
    public static string Local(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Adds columns of numbers to a table.</summary>
    public static void AddNumberColumns(this Table table, params IEnumerable<string> names)
    {
        foreach (var name in names)
            table.AddColumn(new TableColumn(name).RightAligned());
    }
}
