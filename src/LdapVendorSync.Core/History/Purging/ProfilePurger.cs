using System.Text.Json;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History.Purging;

/// <summary>Leaves out of what earlier runs kept what <c>history.profile_data</c> says is not to be kept.</summary>
internal static class ProfilePurger
{
    /// <summary>Purges in the transaction of a session.</summary>
    /// <returns>How many records of each kind were cut.</returns>
    public static IReadOnlyDictionary<string, int> Purge(SqliteSession session, ProfileData level, ProfileTrimmer trimmer)
    {
        if (level == ProfileData.Full)
            return new Dictionary<string, int>();
        var cut = new Dictionary<string, int> { ["parts of snapshots"] = TrimSnapshots(session, trimmer) };
        if (level == ProfileData.None)
        {
            cut["parts of snapshots of whole systems"] = new SystemEraser(session).Trim(trimmer.Trim);
            cut["changes"] = TrimDifferences(session, "changes", "WHERE outcome IS NOT NULL AND outcome <> 'Unknown'");
            cut["held or unsent changes"] = TrimDifferences(session, "unsent_changes", "WHERE true");
            cut["kept reads"] = session.Execute("DELETE FROM kept_reads") + session.Execute("DELETE FROM source_tokens");
            session.Execute("DELETE FROM kept_contents");
        }

        return cut.Where(kind => kind.Value > 0).ToDictionary();
    }

    private static int TrimSnapshots(SqliteSession session, ProfileTrimmer trimmer)
    {
        var snapshots = new SnapshotRewriter(session);
        var count = 0;
        foreach (var leaf in snapshots.ReadLeaves().Select(owner => owner.Leaf).Distinct())
        {
            if (snapshots.TryWrite(leaf, snapshots.ReadMembers(leaf).ConvertAll(trimmer.Trim)))
                count++;
        }

        snapshots.Complete();

        // They stand for snapshots as these were.
        session.Execute("DELETE FROM settled_mappings");
        return count;
    }

    // Where it is not known whether a change had its effect, its values are what the next run asks the vendor for.
    private static int TrimDifferences(SqliteSession session, string table, string where)
    {
        session.DefineStored("without_values", (string stored) => WithoutValues(session.PersonalData, stored));
        var trimmed = $"without_values('{table}.differences', differences)";
        return session.Execute($"UPDATE {table} SET differences = coalesce({trimmed}, differences) {where} AND {trimmed} IS NOT NULL");
    }

    /// <returns>The new stored form; <see langword="null"/> where nothing changes.</returns>
    private static string? WithoutValues(IPersonalDataFormat format, string stored)
    {
        var differences = JsonSerializer.Deserialize(format.ReadText(stored), HistoryJson.Readable.IReadOnlyListAttributeDifference)!;
        return differences.All(difference => difference is { Before: null, After: null })
            ? null
            : format.WriteText(JsonSerializer.Serialize(
                ProfileTrimmer.WithoutValues(differences), HistoryJson.Readable.IReadOnlyListAttributeDifference));
    }
}
