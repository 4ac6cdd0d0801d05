using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LdapVendorSync.Bench.Processes;
using LdapVendorSync.Bench.Servers;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Bench.Rows.Unchanged;

/// <summary>Reads the groups of both sides and does nothing with them: what crosses the wire is taken apart and thrown away.</summary>
internal static class RawReads
{
    // As many as the product may: the default of concurrency.
    private const int AtOnce = 8;

    private static readonly string[] Attributes = ["uid", "mail", "givenName", "sn", "cn", "entryUUID"];

    /// <summary>Reads the source's groups with ldapsearch: of all of them the lists of members, and by <c>memberOf</c> who these are.</summary>
    /// <param name="url">The directory.</param>
    /// <param name="names">A file with the name of a group in each line.</param>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> ReadSourceAsync(string url, string names)
    {
        var groups = $"ou=groups,{DirectorySeed.Suffix}";
        var lists = await SearchAsync(url, names, groups, "(cn=%s)", ["member"]);
        var people = await SearchAsync(url, names, $"ou=people,{DirectorySeed.Suffix}", $"(memberOf=cn=%s,{groups})", Attributes);
        return lists + people;
    }

    /// <summary>Reads the vendor's groups with a bare client.</summary>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> ReadVendorAsync(Uri vendor, int groups, int members)
    {
        var started = Stopwatch.GetTimestamp();
        using var client = new HttpClient();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, groups),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (group, token) =>
            {
                var address = string.Create(
                    CultureInfo.InvariantCulture, $"{vendor}/groups/{BenchVendor.GroupPrefix}{group}/members?per_page={members}");
                var listed = Count(await client.GetByteArrayAsync(new Uri(address), token));
                if (listed != members)
                    throw new InvalidOperationException($"Of {members} members {listed} came.");
            });
        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task<TimeSpan> SearchAsync(string url, string names, string tree, string filter, string[] attributes)
    {
        var search = await MeasuredProcess.RunAsync(
            "ldapsearch",
            ["-x", "-LLL", "-H", url, "-D", DirectorySeed.UnlimitedReaderDn, "-w", DirectorySeed.Password,
                "-b", tree, "-f", names, filter, .. attributes]);
        return search.Elapsed;
    }

    private static int Count(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        var objects = 0;
        while (reader.Read())
            objects += reader.TokenType == JsonTokenType.StartObject ? 1 : 0;
        return objects;
    }
}
