using System.Globalization;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>
/// Draws the last runs as bars, one a run: what was changed above the line, what failed or was held below it. The figures stand in a table
/// under it, for whoever cannot see the bars, and for paper.
/// </summary>
internal static class TrendChart
{
    private const int BarWidth = 16;
    private const int Gap = 6;
    private const int Height = 72;
    private const int Depth = 36;
    private const int LeastBar = 3;

    /// <summary>Adds the section; nothing where there are no runs to compare with.</summary>
    public static void Write(HtmlBuilder html, IReadOnlyList<TrendPoint> trend)
    {
        if (trend.Count == 0)
            return;
        html.Element("h2", "The last runs").Markup("\n").Open("figure");
        WriteBars(html, trend);
        html.Open("figcaption")
            .Element("span", "added", "key add").Element("span", "removed", "key remove").Element("span", "updated", "key update")
            .Element("span", "failed", "key fail").Element("span", "held", "key hold")
            .Close("figcaption").Close("figure");
        WriteTable(html, trend);
    }

    private static void WriteBars(HtmlBuilder html, IReadOnlyList<TrendPoint> trend)
    {
        var width = trend.Count * (BarWidth + Gap) + Gap;
        var most = Math.Max(1, trend.Max(point => point.Totals.Changes));
        var worst = Math.Max(1, trend.Max(point => point.Totals.Failed + point.Totals.Blocked));
        html.Markup(string.Create(
                CultureInfo.InvariantCulture,
                $"<svg role=\"img\" viewBox=\"0 0 {width} {Height + Depth}\" width=\"{width}\" height=\"{Height + Depth}\">"))
            .Element("title", Describe(trend));
        for (var i = 0; i < trend.Count; i++)
        {
            var totals = trend[i].Totals;
            var x = Gap + i * (BarWidth + Gap);
            html.Open("g").Element("title", Describe(trend[i]));
            var up = (double)Height;
            foreach (var (count, kind) in new[] { (totals.Added, "add"), (totals.Removed, "remove"), (totals.Updated, "update") })
                up -= WriteBar(html, x, up, -Length(count, most, Height - 2), kind);
            var down = Height + 1d;
            foreach (var (count, kind) in new[] { (totals.Failed, "fail"), (totals.Blocked, "hold") })
                down += WriteBar(html, x, down, Length(count, worst, Depth - 2), kind);
            html.Markup("</g>");
        }

        html.Markup(string.Create(
            CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M0 {Height}.5H{width}\" /></svg>\n"));
    }

    // A single failure beside a first run with thousands of adds must still be seen.
    private static double Length(int count, int most, int available) =>
        count == 0 ? 0 : Math.Max(LeastBar, Math.Round((double)count / most * (available - 2 * LeastBar), 1));

    private static double WriteBar(HtmlBuilder html, int x, double from, double length, string kind)
    {
        var height = Math.Abs(length);
        if (height > 0)
        {
            var top = Math.Min(from, from + length);
            html.Markup(string.Create(
                CultureInfo.InvariantCulture,
                $"<rect class=\"{kind}\" x=\"{x}\" y=\"{top:0.#}\" width=\"{BarWidth}\" height=\"{height:0.#}\" />"));
        }

        return height;
    }

    private static void WriteTable(HtmlBuilder html, IReadOnlyList<TrendPoint> trend)
    {
        html.Open("details").Element("summary", "The figures")
            .TableHead("Started", "Run", "Status", "Added", "Removed", "Updated", "Failed", "Held");
        foreach (var point in trend.Reverse())
        {
            html.Open("tr")
                .Cell("Started", RunTexts.Describe(point.StartedAt))
                .Cell("Run", point.RunId)
                .Cell("Status", RunTexts.Describe(point.Status))
                .Count("Added", point.Totals.Added, "good")
                .Count("Removed", point.Totals.Removed, "info")
                .Count("Updated", point.Totals.Updated, "info")
                .Count("Failed", point.Totals.Failed, "bad")
                .Count("Held", point.Totals.Blocked, "warn")
                .Close("tr");
        }

        html.TableEnd().Close("details");
    }

    private static string Describe(IReadOnlyList<TrendPoint> trend)
    {
        var failures = trend.Count(point => point.Totals.Failed > 0);
        var holds = trend.Count(point => point.Totals.Blocked > 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{trend.Count} runs from {RunTexts.Describe(trend[0].StartedAt)} to {RunTexts.Describe(trend[^1].StartedAt)}: "
                + $"{failures} with failures, {holds} with held removals.");
    }

    private static string Describe(TrendPoint point) => string.Create(
        CultureInfo.InvariantCulture,
        $"{RunTexts.Describe(point.StartedAt)}: {point.Totals.Added} added, {point.Totals.Removed} removed, "
            + $"{point.Totals.Updated} updated, {point.Totals.Failed} failed, {point.Totals.Blocked} held");
}
