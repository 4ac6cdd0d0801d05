namespace LdapVendorSync.Bench.Measuring;

/// <summary>What a row came to.</summary>
internal sealed record RowResult
{
    /// <summary>The row, as it is named on the command line.</summary>
    public required string Id { get; init; }

    /// <summary>What it measures.</summary>
    public required string What { get; init; }

    /// <summary>What was measured.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>What it was measured against, with its own figure: <c>ldapsearch, 0.14 s</c>.</summary>
    public string Reference { get; init; } = string.Empty;

    /// <summary>Where the time or the memory went, step by step: what explains a figure that falls short.</summary>
    public IReadOnlyList<ProfileStep> Profile { get; init; } = [];

    /// <summary>Why it could not be measured; <see langword="null"/> where it was.</summary>
    public string? Error { get; init; }

    /// <summary>Whether all its figures reach their limits.</summary>
    public bool IsMet => Error is null && Figures.All(figure => figure.IsMet);
}
