namespace LdapVendorSync.Core.Sources.Api;

/// <summary>
/// Reads a list of which a part is of no use, such as that of groups with a name: whoever is missing in it would be taken for nobody.
/// </summary>
internal static class WholeList
{
    /// <summary>Reads it to its end.</summary>
    /// <param name="read">Reads it, and says by the proof what it is worth.</param>
    /// <param name="fail">Makes the failure of the reason why it is not proved to be whole.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public static async Task<List<T>> ReadAsync<T>(
        Func<ListProof, IAsyncEnumerable<T>> read, Func<string, Exception> fail, CancellationToken cancellationToken)
    {
        var proof = new ListProof();
        var items = await read(proof).ToListAsync(cancellationToken).ConfigureAwait(false);
        return proof.IsWhole ? items : throw fail($"the list is not proved to be whole. {proof.Message}");
    }
}
