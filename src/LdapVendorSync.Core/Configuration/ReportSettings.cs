using System.ComponentModel.DataAnnotations;

namespace LdapVendorSync.Core.Configuration;

/// <summary>The format of a run's report.</summary>
public enum ReportFormat
{
    /// <summary>A page for people.</summary>
    Html,

    /// <summary>The result's JSON shape.</summary>
    Json,

    /// <summary>One line a change.</summary>
    Csv,

    /// <summary>One JSON object a line and change (or finding, of a comparison), for programs that analyse many.</summary>
    Ndjson,
}

/// <summary>The reports that a run leaves behind.</summary>
public sealed record ReportSettings
{
    /// <summary>The folder, an absolute path once loaded; <see langword="null"/> for no reports.</summary>
    [Setting("The folder of the reports; none for no reports.", Key = "dir", IsPath = true)]
    public string? Directory { get; init; }

    /// <summary>How many days reports are kept; <see langword="null"/> for ever.</summary>
    [Setting("How many days the reports of runs are kept; none for ever.")]
    [Range(1, 36_500)]
    public int? RetentionDays { get; init; }

    /// <summary>The formats.</summary>
    [Setting("The formats of the reports.")]
    [MinLength(1)]
    public IReadOnlyList<ReportFormat> Formats { get; init; } = [ReportFormat.Html, ReportFormat.Json];
}
