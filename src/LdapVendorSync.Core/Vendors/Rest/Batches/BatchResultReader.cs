using System.Globalization;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors.Rest.Answers;

namespace LdapVendorSync.Core.Vendors.Rest.Batches;

/// <summary>Reads from the answer to a bulk operation what became of each person.</summary>
/// <param name="results">Where the answer says it.</param>
/// <param name="isOptional">Whether an answer without results means that there is nothing to tell.</param>
/// <param name="rules">What statuses mean.</param>
/// <param name="client">Makes the failures.</param>
/// <param name="purpose">What the request was for.</param>
internal sealed class BatchResultReader(
    RestResultsSettings results, bool isOptional, RestAnswerRules rules, RestClient client, string purpose)
{
    private static readonly string[] UsualWords = ["success", "succeeded", "ok", "true", "created", "added", "removed", "deleted"];
    private static readonly string[] UsualMessages = ["message", "error.message", "error.detail", "error", "detail"];

    /// <summary>The outcomes, in the order of the changes.</summary>
    /// <exception cref="FormatException">The answer does not have the results where they should be.</exception>
    public IReadOnlyList<BatchOutcome> Read(DataNode body, IReadOnlyList<BatchChange> changes)
    {
        var items = body.FindAll(results.Items);
        if (items.Count == 0 && body.Find(results.Items) is null && !isOptional)
            throw new FormatException($"there are no results at '{results.Items}'");
        return results.Id is { } id ? ById(items, id, changes) : ByOrder(items, changes);
    }

    private StringComparer Comparer => AttributeNames.Canonical(results.Attribute) == AttributeNames.Id
        ? StringComparer.Ordinal
        : StringComparer.OrdinalIgnoreCase;

    private IReadOnlyList<BatchOutcome> ByOrder(IReadOnlyList<DataNode> items, IReadOnlyList<BatchChange> changes) =>
        items.Count == changes.Count
            ? [.. changes.Zip(items, OutcomeOf)]
            : throw new FormatException($"{changes.Count} changes were sent, but {items.Count} results came back");

    private IReadOnlyList<BatchOutcome> ById(IReadOnlyList<DataNode> items, string path, IReadOnlyList<BatchChange> changes)
    {
        var byId = items.ToLookup(item => item.TextAt(path) ?? string.Empty, Comparer);
        var known = changes.Select(change => change.User.GetValue(results.Attribute)).OfType<string>().ToHashSet(Comparer);
        // A failure of somebody unknown may be that of anybody who is not listed.
        var tellsAll = results.OnlyFailures && byId.All(found => known.Contains(found.Key));
        return [.. changes.Select(change => OutcomeOf(change, byId, tellsAll))];
    }

    // Told twice, differently: the worse counts.
    private BatchOutcome OutcomeOf(BatchChange change, ILookup<string, DataNode> byId, bool tellsAll)
    {
        var told = change.User.GetValue(results.Attribute) is { } id
            ? byId[id].Select(item => OutcomeOf(change, item)).ToArray()
            : [];
        return told.FirstOrDefault(outcome => outcome.Failure is not null) ?? told.FirstOrDefault() ?? Unlisted(change, tellsAll);
    }

    private BatchOutcome Unlisted(BatchChange change, bool tellsAll) => tellsAll
        ? new BatchOutcome(change)
        : new BatchOutcome(
            change,
            client.Failure(VendorFailure.Malformed, purpose, $"the answer does not say what became of '{change.User.Label}'").Restate(
                $"The answer to the request does not say what became of '{change.User.Label}'.", outcomeUnknown: true));

    private BatchOutcome OutcomeOf(BatchChange change, DataNode item)
    {
        var status = item.TextAt(results.Status);
        var isGood = results.Error is { } error ? item.Find(error) is null or { Kind: DataKind.Null } : IsGood(status);
        if (isGood || IsAlready(status))
            return new BatchOutcome(change);
        var said = results.Message is { } path
            ? item.TextAt(path)
            : UsualMessages.Select(item.TextAt).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
        var reason = $"'{change.User.Label}': {string.Join(" ", new[] { status, said }.Where(text => !string.IsNullOrWhiteSpace(text)))}";
        return new BatchOutcome(change, client.Failure(FailureOf(status), purpose, reason));
    }

    private bool IsGood(string? status)
    {
        if (status is null)
            return false;
        return results.Success is { } success
            ? success.Contains(status, StringComparer.OrdinalIgnoreCase)
            : UsualWords.Contains(status, StringComparer.OrdinalIgnoreCase) || Number(status) is >= 200 and <= 299;
    }

    private bool IsAlready(string? status) =>
        results.Already.Contains(status, StringComparer.OrdinalIgnoreCase)
        || (Number(status) is { } number && rules.Already.Contains(number));

    private static VendorFailure FailureOf(string? status) => Number(status) switch
    {
        404 or 410 => VendorFailure.NotFound,
        409 => VendorFailure.Conflict,
        429 or >= 500 => VendorFailure.Unavailable,
        _ => VendorFailure.Rejected,
    };

    private static int? Number(string? status) =>
        int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
