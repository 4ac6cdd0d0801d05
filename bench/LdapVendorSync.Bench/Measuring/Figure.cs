namespace LdapVendorSync.Bench.Measuring;

/// <summary>One thing that a row measures, and what it shall reach.</summary>
/// <param name="Name">What is measured, in a few words.</param>
/// <param name="Samples">What was measured, in <paramref name="Unit"/>.</param>
/// <param name="Unit"><c>×</c> for a ratio to the reference, else <c>MB</c>, <c>kB/member</c> or the like.</param>
/// <param name="Limit">What it shall reach.</param>
/// <param name="Goal">Whether less or more is better.</param>
internal sealed record Figure(string Name, Samples Samples, string Unit, double Limit, FigureGoal Goal = FigureGoal.AtMost)
{
    /// <summary>What counts: the median.</summary>
    public double Value => Samples.Median;

    /// <summary>Whether it reaches its limit.</summary>
    public bool IsMet => Goal == FigureGoal.AtMost ? Value <= Limit : Value >= Limit;
}
