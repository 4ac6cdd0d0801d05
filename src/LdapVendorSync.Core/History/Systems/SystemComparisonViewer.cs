using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History.Systems;

/// <summary>Looks at the comparisons of whole systems in a history without touching it.</summary>
public static class SystemComparisonViewer
{
    /// <summary>The comparisons, the newest first, without their findings; the counts are there.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="limit">How many at most; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The comparisons; none where there is no file yet.</returns>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    public static Task<List<SystemComparison>> ListAsync(HistoryLocation location, int? limit, CancellationToken cancellationToken) =>
        HistoryViewer.ReadAsync(location, session => List(session, null, limit), cancellationToken);

    /// <summary>A comparison with its findings.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="number">Its number; <see langword="null"/> for the newest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException">
    /// <see cref="HistoryFailure.Refused"/>: there is none. Otherwise the file cannot be read, is damaged, or is not a history of this
    /// version.
    /// </exception>
    public static async Task<SystemComparison> GetAsync(HistoryLocation location, int? number, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        var found = await HistoryViewer.ReadAsync(
            location, session => List(session, number, 1).ConvertAll(header => WithFindings(session, header)), cancellationToken)
            .ConfigureAwait(false);
        return found is [var comparison] ? comparison : throw new HistoryException(
            HistoryFailure.Refused,
            number is null
                ? $"The history '{location.Path}' has no comparison yet."
                : FormattableString.Invariant($"The history '{location.Path}' has no comparison {number}; list those that are there."));
    }

    private static List<SystemComparison> List(SqliteSession session, int? number, int? limit) => session.Query(
        "SELECT number, header FROM system_comparisons WHERE $1 IS NULL OR number = $1 ORDER BY number DESC LIMIT $2",
        row => SystemComparisonCodec.ReadHeader((int)row.Number("number"), row.PersonalText("header")),
        number,
        limit ?? -1);

    private static SystemComparison WithFindings(SqliteSession session, SystemComparison header) => header with
    {
        Findings = [.. session
            .Query(
                "SELECT body FROM system_findings WHERE comparison = $1 ORDER BY position",
                row => SystemComparisonCodec.ReadFindings(row.PersonalBytes("body")),
                header.Number)
            .SelectMany(findings => findings)],
    };
}
