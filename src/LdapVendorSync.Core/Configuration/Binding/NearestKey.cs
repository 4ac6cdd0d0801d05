namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>Finds what somebody probably meant.</summary>
internal static class NearestKey
{
    private const int MaximumLength = 100;

    /// <summary>The candidate with the least edits (insert, delete, replace, swap of neighbours), if they are few for its length.</summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        if (word.Length > MaximumLength)
            return null;

        var best = candidates
            .Select(candidate => (Candidate: candidate, Distance: Distance(Normalize(word), Normalize(candidate))))
            .OrderBy(pair => pair.Distance)
            .FirstOrDefault();
        return best.Candidate is not null && best.Distance <= Math.Max(1, best.Candidate.Length / 3) ? best.Candidate : null;
    }

    /// <summary>Asks whether the nearest candidate was meant, or says something else where none is near.</summary>
    public static string? Hint(string word, IEnumerable<string> candidates, string? otherwise = null) =>
        Find(word, candidates) is { } nearest ? $"Did you mean '{nearest}'?" : otherwise;

    private static string Normalize(string word) => word.Replace('-', '_').ToLowerInvariant();

    /// <summary>The optimal string alignment distance.</summary>
    public static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= right.Length; j++)
            rows[0, j] = j;

        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var replace = rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                var least = Math.Min(replace, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    least = Math.Min(least, rows[i - 2, j - 2] + 1);
                rows[i, j] = least;
            }
        }

        return rows[left.Length, right.Length];
    }
}
