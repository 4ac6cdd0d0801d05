using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.History;

/// <summary>Which runs are asked for; whatever is left out makes no difference.</summary>
public sealed record RunQuery
{
    /// <summary>The run's id, the beginning of one, or <see cref="HistoryViewer.LastRun"/>.</summary>
    public string? Id { get; init; }

    /// <summary>How many at most, of the latest.</summary>
    public int? Last { get; init; }

    /// <summary>Runs that began at this moment or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Runs that began at this moment or before.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Runs that ended so; <see langword="null"/> stands for those that did not come to their end.</summary>
    public IReadOnlyList<SyncStatus?> Statuses { get; init; } = [];

    /// <summary>Runs with one of these vendors, in any case.</summary>
    public IReadOnlyList<string> Vendors { get; init; } = [];
}
