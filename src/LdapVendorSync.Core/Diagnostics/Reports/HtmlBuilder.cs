using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>Builds a page piece by piece. Every text goes through the encoder; tags and class names are literals of the code.</summary>
internal sealed class HtmlBuilder(TextWriter writer)
{
    private const int FlushAbove = 32 * 1024;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _pending = new();

    /// <summary>Adds markup as it stands. Never call it with anything that was read.</summary>
    public HtmlBuilder Markup(string literal)
    {
        _pending.Append(literal);
        return this;
    }

    /// <summary>Adds a text.</summary>
    public HtmlBuilder Text(string? text)
    {
        _pending.Append(Encoder.Encode(text ?? string.Empty));
        return this;
    }

    /// <summary>Adds an element that holds a text.</summary>
    public HtmlBuilder Element(string tag, string? text, string? cssClass = null) =>
        Open(tag, cssClass).Text(text).Markup($"</{tag}>");

    /// <summary>Opens an element.</summary>
    public HtmlBuilder Open(string tag, string? cssClass = null) =>
        Markup(cssClass is null ? $"<{tag}>" : $"<{tag} class=\"{cssClass}\">");

    /// <summary>Closes an element and its line.</summary>
    public HtmlBuilder Close(string tag) => Markup($"</{tag}>\n");

    /// <summary>Adds a table cell. The label shows beside the value where the page is too narrow for a table.</summary>
    public HtmlBuilder Cell(string label, string? text, string? cssClass = null)
    {
        _pending.Append(CultureInfo.InvariantCulture, $"<td data-label=\"{Encoder.Encode(label)}\"");
        if (cssClass is not null)
            _pending.Append(CultureInfo.InvariantCulture, $" class=\"{cssClass}\"");
        _pending.Append('>');
        return Text(text).Markup("</td>");
    }

    /// <summary>Adds a cell with a count; zero is dimmed so that the others are seen.</summary>
    public HtmlBuilder Count(string label, int? count, string? cssClass = null) => count switch
    {
        null => Cell(label, "–", "number none"),
        0 => Cell(label, "0", "number none"),
        _ => Cell(label, Number(count.Value), cssClass is null ? "number" : $"number {cssClass}"),
    };

    /// <summary>Adds a table's head.</summary>
    public HtmlBuilder TableHead(params ReadOnlySpan<string> columns)
    {
        Open("table").Markup("<thead><tr>");
        foreach (var column in columns)
            Markup("<th scope=\"col\">").Text(column).Markup("</th>");
        return Markup("</tr></thead>\n<tbody>\n");
    }

    /// <summary>Ends a table.</summary>
    public HtmlBuilder TableEnd() => Markup("</tbody>").Close("table");

    /// <summary>Sends what has gathered, once it is worth a write.</summary>
    public Task FlushIfLargeAsync(CancellationToken cancellationToken) =>
        _pending.Length < FlushAbove ? Task.CompletedTask : FlushAsync(cancellationToken);

    /// <summary>Sends what has gathered.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await writer.WriteAsync(_pending, cancellationToken).ConfigureAwait(false);
        _pending.Clear();
    }

    /// <summary>A count with thousands set apart.</summary>
    public static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
