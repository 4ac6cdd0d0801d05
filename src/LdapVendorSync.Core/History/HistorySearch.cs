using System.Globalization;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>Turns what is asked of the history into statements.</summary>
internal static class HistorySearch
{
    /// <summary>The runs that are asked for, the latest first.</summary>
    public static List<RunRecord> FindRuns(SqliteSession session, RunQuery query)
    {
        var conditions = new Conditions();
        var isLast = string.Equals(query.Id, HistoryViewer.LastRun, StringComparison.OrdinalIgnoreCase);
        if (query.Id is not null && !isLast)
            conditions.Add("substr(id, 1, length({0})) = {0}", query.Id);
        if (query.Since is { } since)
            conditions.Add("started_at >= {0}", SqliteTime.Format(since));
        if (query.Until is { } until)
            conditions.Add("started_at <= {0}", SqliteTime.Format(until));
        conditions.AddAny("coalesce(status, '') = {0}", query.Statuses.Select(status => status?.ToString() ?? string.Empty));
        conditions.AddAny(
            """
            id IN (
                SELECT run_id FROM vendor_results WHERE vendor = {0} COLLATE NOCASE
                UNION SELECT run_id FROM mapping_results WHERE vendor = {0} COLLATE NOCASE)
            """,
            query.Vendors);
        var limit = isLast ? 1 : query.Last ?? -1;
        return session.Query(
            string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM runs{conditions.Sql} ORDER BY id DESC LIMIT {limit}"),
            RunHistory.ReadRun,
            [.. conditions.Values]);
    }

    /// <summary>The next changes that were sent, in the order they were meant; people are not looked at.</summary>
    /// <param name="session">The history.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="after">The id of the last one that is known.</param>
    /// <param name="limit">How many at most.</param>
    public static List<JournalEntry> FindSent(SqliteSession session, ChangeQuery query, long after, int limit)
    {
        var conditions = new Conditions();
        conditions.Add("id > {0}", after);
        if (query.RunId is not null)
            conditions.Add("run_id = {0}", query.RunId);
        if (query.Since is { } since)
            conditions.Add("intended_at >= {0}", SqliteTime.Format(since));
        if (query.Until is { } until)
            conditions.Add("intended_at <= {0}", SqliteTime.Format(until));
        conditions.AddAny("vendor = {0} COLLATE NOCASE", query.Vendors);
        conditions.AddAny("vendor_group = {0} COLLATE NOCASE", query.Groups);
        conditions.AddAny("operation = {0}", query.Operations.Select(operation => operation.ToString()));
        return session.Query(
            string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM changes{conditions.Sql} ORDER BY id LIMIT {limit}"),
            ChangeJournal.ReadEntry,
            [.. conditions.Values]);
    }

    /// <summary>The changes that were not sent, as of the run asked for or else of the last that decided so, the earliest first.</summary>
    public static List<RecordedChange> FindUnsent(SqliteSession session, ChangeQuery query)
    {
        var entries = query.RunId is { } run ? UnsentChangeStore.OfRun(session, run) : UnsentChangeStore.Stream(session);
        return [.. entries.Select(RecordedChange.Of).Where(query.Matches).OrderBy(change => change.At)];
    }

    /// <summary>Conditions that all have to hold; <c>{0}</c> in one stands for its value.</summary>
    private sealed class Conditions
    {
        private readonly List<string> _conditions = [];

        public List<object?> Values { get; } = [];

        public string Sql => _conditions.Count == 0 ? string.Empty : $" WHERE {string.Join(" AND ", _conditions)}";

        public void Add(string condition, object value) => _conditions.Add(Bind(condition, value));

        public void AddAny(string condition, IEnumerable<string> values)
        {
            var alternatives = values.Select(value => Bind(condition, value)).ToList();
            if (alternatives.Count > 0)
                _conditions.Add($"({string.Join(" OR ", alternatives)})");
        }

        private string Bind(string condition, object value)
        {
            Values.Add(value);
            return string.Format(CultureInfo.InvariantCulture, condition, $"${Values.Count}");
        }
    }
}
