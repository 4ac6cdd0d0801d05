using System.Text.Json;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History.Purging;

/// <summary>
/// Takes one person out of the history. Rows that totals and limits count stay, without anything that leads back to the person.
/// </summary>
/// <param name="session">The history, in a transaction.</param>
/// <param name="person">The person.</param>
internal sealed class PersonEraser(SqliteSession session, KnownPerson person)
{
    /// <summary>Stands where a person was.</summary>
    public const string Nobody = "(removed)";

    private readonly TextEraser _texts = new(person.Texts);

    private SnapshotEraser Snapshots => new(session, person, _texts);

    /// <summary>Whether the journal has a change of the person of which nobody knows whether it had its effect.</summary>
    public bool HasOpenChange() => OwnRows().Any(own => session.ScalarNumber(
        $"SELECT count(*) FROM changes WHERE (outcome IS NULL OR outcome = 'Unknown') AND {own.Condition}", own.Values) > 0);

    /// <summary>Whether the sync has disabled an account of the person and not enabled it since.</summary>
    public bool HasDisabledAccount() => person.Ids.Where(id => id.IsAccount).Any(id => session.Scalar(
        """
        SELECT operation FROM changes
        WHERE target = $1 AND vendor_id = $2 AND operation IN ('DisableUser', 'EnableUser') AND outcome = 'Succeeded'
        ORDER BY id DESC LIMIT 1
        """,
        id.System,
        PersonalValue.Key(id.Id)) is "DisableUser");

    /// <summary>The vendor groups whose source group held the person when it was last read.</summary>
    public IReadOnlyList<string> FindCurrentGroups() => Snapshots.FindCurrentGroups();

    /// <summary>Removes the person.</summary>
    /// <returns>How many records of each kind told of them.</returns>
    public IReadOnlyDictionary<string, int> Erase()
    {
        var erased = new Dictionary<string, int>
        {
            ["links"] = EraseLinks(),
            ["dangling references"] = EraseReferences(),
            ["absences"] = EraseAbsences(),
            ["changes"] = EraseChanges(),
            ["held or unsent changes"] = EraseUnsent(),
            ["differences of others"] = EraseDifferences("changes") + EraseDifferences("unsent_changes"),
            ["parts of snapshots"] = Snapshots.Erase(),
            ["parts of snapshots of whole systems"] = Snapshots.EraseFromSystems(),
            ["accounts at vendors that cannot be asked"] = EraseVendorAccounts(),
            ["profiles of others"] = EraseVendorProfiles(),
            ["parts of comparisons"] = EraseFindings(),
            ["messages"] = EraseTexts() + SystemComparisonStore.RewriteDoubts(session, _texts.EraseValue),
            ["kept reads"] = EraseKeptReads(),
        };
        return erased.Where(kind => kind.Value > 0).ToDictionary();
    }

    private int EraseLinks() => person.Ids.Sum(id => session.Execute(
        id.IsAccount
            ? "DELETE FROM links WHERE scope IN (SELECT id FROM link_scopes WHERE target = $1) AND vendor_id = $2"
            : "DELETE FROM links WHERE scope IN (SELECT id FROM link_scopes WHERE source = $1) AND source_id = $2",
        id.System,
        PersonalValue.Key(id.Id)));

    // A reference that is seen again counts anew, so that a removal that waits for it waits longer.
    private int EraseReferences() => person.Names.Sum(
        name => session.Execute("DELETE FROM dangling_references WHERE reference = $1", PersonalValue.Key(name)));

    private int EraseAbsences() => person.Ids.Where(id => id.IsAccount).Sum(id => session.Execute(
        """
        DELETE FROM absences WHERE reference = $2 AND vendor IN (
            SELECT vendor FROM mapping_results WHERE target = $1 UNION SELECT vendor FROM changes WHERE target = $1)
        """,
        id.System,
        PersonalValue.Key(id.Id)));

    private int EraseChanges() => OwnRows().Sum(own => session.Execute(
        $"""
        UPDATE changes SET source_id = NULL, vendor_id = NULL, person = $3, match_key = NULL, differences = $4, reason = $5,
            error = iif(error IS NULL, NULL, $5), request_id = NULL
        WHERE {own.Condition}
        """,
        [.. own.Values, PersonalValue.Key(Nobody), PersonalValue.Text("[]"), PersonalValue.Text(Nobody)]));

    /// <summary>Whether the person of a change was taken out.</summary>
    public static bool IsErased(JournalEntry change) => change.Intent is { Person: Nobody, SourceId: null, VendorId: null };

    private int EraseUnsent() => OwnRows("m.target", "u.").Sum(own => session.Execute(
        $"""
        UPDATE unsent_changes SET source_id = NULL, vendor_id = NULL, person = $3, match_key = NULL, differences = $4, reason = $5,
            message = iif(message IS NULL, NULL, $5)
        WHERE id IN (SELECT u.id FROM unsent_changes u JOIN mappings m ON m.id = u.mapping_id WHERE {own.Condition})
        """,
        [.. own.Values, PersonalValue.Key(Nobody), PersonalValue.Text("[]"), PersonalValue.Text(Nobody)]));

    private int EraseDifferences(string table) => Rewrite(table, "differences", json =>
    {
        var differences = JsonSerializer.Deserialize(json, HistoryJson.Readable.IReadOnlyListAttributeDifference)!;
        var erased = _texts.Erase(differences);
        return ReferenceEquals(erased, differences)
            ? json
            : JsonSerializer.Serialize(erased, HistoryJson.Readable.IReadOnlyListAttributeDifference);
    });

    /// <summary>The targets that cannot be asked and were told of the person.</summary>
    public IReadOnlyList<string> FindVendorsThatWereTold() => [.. person.Ids
        .Where(id => id.IsAccount && session.ScalarNumber(
            "SELECT count(*) FROM vendor_accounts WHERE target = $1 AND account_id = $2", id.System, PersonalValue.Key(id.Id)) > 0)
        .Select(id => id.System)
        .Distinct()];

    private int EraseVendorAccounts() => person.Ids.Where(id => id.IsAccount).Sum(id =>
    {
        session.Execute("DELETE FROM vendor_memberships WHERE target = $1 AND account_id = $2", id.System, PersonalValue.Key(id.Id));
        return session.Execute("DELETE FROM vendor_accounts WHERE target = $1 AND account_id = $2", id.System, PersonalValue.Key(id.Id));
    });

    // What stands in a profile is sent to the vendor again: a value that names the person goes as a whole, as in differences.
    private int EraseVendorProfiles() => Rewrite("vendor_accounts", "profile", json =>
    {
        var profile = StoredMember.Parse(json);
        if (profile.Attributes?.Any(IsToldBy) != true)
            return json;
        var left = profile.Attributes.Where(attribute => !IsToldBy(attribute)).ToDictionary(StringComparer.OrdinalIgnoreCase);
        return (profile with { Attributes = left.Count == 0 ? null : left }).ToJson();

        bool IsToldBy(KeyValuePair<string, IReadOnlyList<string>> attribute) => attribute.Value.Any(_texts.IsToldBy);
    });

    // Sentences about somebody else, or about a whole group, may name the person too.
    private int EraseTexts() => PersonalColumns.All
        .SelectMany(table => table.Texts.Where(column => column is not ("differences" or "profile" or "header")).Select(column => (table.Table, Column: column)))
        .Sum(place => Rewrite(place.Table, place.Column, _texts.Erase));

    private int EraseFindings() => SystemComparisonStore.RewriteFindings(session, _texts.EraseValue);

    private int Rewrite(string table, string column, Func<string, string> rewrite)
    {
        session.DefineStored("rewritten", (string stored) => Rewritten(stored, rewrite));
        var rewritten = $"rewritten('{table}.{column}', {column})";
        return session.Execute($"UPDATE {table} SET {column} = coalesce({rewritten}, {column}) WHERE {rewritten} IS NOT NULL");
    }

    /// <returns>The new stored form; <see langword="null"/> where nothing changes.</returns>
    private string? Rewritten(string stored, Func<string, string> rewrite)
    {
        var text = session.PersonalData.ReadText(stored);
        var rewritten = rewrite(text);
        return rewritten == text ? null : session.PersonalData.WriteText(rewritten);
    }

    // They only save time: a group of which nothing is kept is read.
    private int EraseKeptReads()
    {
        session.Execute("DELETE FROM settled_mappings");
        session.Execute("DELETE FROM kept_reads");
        session.Execute("DELETE FROM source_tokens");
        return session.Execute("DELETE FROM kept_contents");
    }

    private IEnumerable<(string Condition, object?[] Values)> OwnRows(string target = "target", string row = "")
    {
        foreach (var id in person.Ids)
        {
            var condition = id.IsAccount ? $"{target} = $1 AND {row}vendor_id = $2" : $"{row}source = $1 AND {row}source_id = $2";
            yield return (condition, [id.System, PersonalValue.Key(id.Id)]);
        }

        if (person.Ids.Count == 0)
        {
            yield return (
                $"$1 = '' AND {row}source_id IS NULL AND {row}vendor_id IS NULL AND {row}person = $2",
                [string.Empty, PersonalValue.Key(person.Label)]);
        }
    }
}
