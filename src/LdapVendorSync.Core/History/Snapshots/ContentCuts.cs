namespace LdapVendorSync.Core.History.Snapshots;

/// <summary>Chooses by what is stored where it is cut, so that what comes, goes or changes moves no other cut.</summary>
internal static class ContentCuts
{
    /// <summary>A number that differs in all its bits between similar texts.</summary>
    public static ulong Scatter(string id)
    {
        // FNV-1a with the last step of MurmurHash3, which mixes the bits that decide.
        var hash = 14695981039346656037UL;
        foreach (var character in id)
            hash = (hash ^ character) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        return hash ^ (hash >> 33);
    }

    /// <summary>Cuts rows in a row.</summary>
    /// <param name="count">How many rows there are.</param>
    /// <param name="keyAt">What a row is recognised by.</param>
    /// <param name="average">How many rows are between two cuts on average.</param>
    /// <returns>The beginning and the length of each piece.</returns>
    public static IEnumerable<(int Start, int Count)> Cut(int count, Func<int, string> keyAt, int average)
    {
        // Should no key of many be chosen, which only keys made on purpose would achieve.
        var largest = 16 * average;
        for (var start = 0; start < count;)
        {
            var end = start + 1;
            while (end < count && end - start < largest && Scatter(keyAt(end - 1)) % (ulong)average != 0)
                end++;
            yield return (start, end - start);
            start = end;
        }
    }
}
