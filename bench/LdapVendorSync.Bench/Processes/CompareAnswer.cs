namespace LdapVendorSync.Bench.Processes;

/// <summary>What <see cref="CompareChild"/> measured.</summary>
internal sealed record CompareAnswer
{
    /// <summary>What the bare join took each time, in seconds.</summary>
    public required IReadOnlyList<double> Join { get; init; }

    /// <summary>What the comparison took each time, in seconds.</summary>
    public required IReadOnlyList<double> Comparison { get; init; }

    /// <summary>The most that the process held when the comparison was over, everything included.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>What the members of both sides hold.</summary>
    public required long BytesOfMembers { get; init; }

    /// <summary>What one comparison asks for.</summary>
    public required long BytesAllocated { get; init; }

    /// <summary>What its result holds.</summary>
    public required long BytesOfResult { get; init; }

    /// <summary>Whether the join found the same numbers.</summary>
    public required bool IsSame { get; init; }
}
