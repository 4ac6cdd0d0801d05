namespace LdapVendorSync.Bench.Measuring;

/// <summary>
/// Measures a thing and its reference in turn, so that both meet the same moods of the machine: what counts is the median of the ratios,
/// pair by pair.
/// </summary>
/// <param name="Reference">What the reference took, in seconds.</param>
/// <param name="Product">What the product took, in seconds.</param>
internal sealed record PairedRuns(Samples Reference, Samples Product)
{
    /// <summary>Product to reference, pair by pair.</summary>
    public Samples Ratios => new([.. Product.Values.Zip(Reference.Values, (product, reference) => product / reference)]);

    /// <summary>Measures: one pair that does not count, then as many as were asked for.</summary>
    /// <param name="runs">How many pairs.</param>
    /// <param name="reference">Runs the reference; says how long it took.</param>
    /// <param name="product">Runs the product; says how long it took.</param>
    public static async Task<PairedRuns> MeasureAsync(int runs, Func<Task<TimeSpan>> reference, Func<Task<TimeSpan>> product)
    {
        var references = new List<double>();
        var products = new List<double>();
        for (var run = -1; run < runs; run++)
        {
            var ofReference = await reference();
            var ofProduct = await product();
            if (run < 0)
                continue;
            references.Add(ofReference.TotalSeconds);
            products.Add(ofProduct.TotalSeconds);
        }

        return new PairedRuns(new Samples(references), new Samples(products));
    }
}
