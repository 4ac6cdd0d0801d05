namespace LdapVendorSync.Bench.Measuring;

/// <summary>Which side of its limit a figure shall be on.</summary>
internal enum FigureGoal
{
    /// <summary>Not above it.</summary>
    AtMost,

    /// <summary>Not below it.</summary>
    AtLeast,
}
