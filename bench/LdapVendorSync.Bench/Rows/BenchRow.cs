using LdapVendorSync.Bench.Measuring;

namespace LdapVendorSync.Bench.Rows;

/// <summary>A row of the table.</summary>
/// <param name="id">Its name on the command line.</param>
/// <param name="what">What it measures.</param>
internal abstract class BenchRow(string id, string what)
{
    /// <summary>Its name on the command line.</summary>
    public string Id { get; } = id;

    /// <summary>What it measures.</summary>
    public string What { get; } = what;

    /// <summary>Measures it; what keeps it from being measured is part of the result.</summary>
    public async Task<RowResult> TryMeasureAsync(BenchContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await MeasureAsync(context, cancellationToken);
        }
#pragma warning disable CA1031 // One row that cannot be measured here does not take the others with it.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            context.Say(error.ToString());
            return Result() with { Error = error.Message };
        }
    }

    /// <summary>Measures it.</summary>
    protected abstract Task<RowResult> MeasureAsync(BenchContext context, CancellationToken cancellationToken);

    /// <summary>A result without figures yet.</summary>
    protected RowResult Result() => new() { Id = Id, What = What };
}
