using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>
/// Sends updates of several accounts in one request (RFC 7644 section 3.7). What has no answer of its own is sent by itself.
/// </summary>
internal sealed class ScimBulk(ScimSession session, ScimUserWriter writer)
{
    private const string Address = "/Bulk";
    private const int Overhead = 200;

    private int _isGivenUp;

    /// <summary>Whether updates are sent together.</summary>
    public bool IsOffered => session.Features.Bulk && session.Patches && Volatile.Read(ref _isGivenUp) == 0;

    /// <summary>Updates accounts, and says what became of each.</summary>
    public async Task<IReadOnlyDictionary<BatchChange, VendorException?>> UpdateAsync(
        IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken)
    {
        var outcomes = new Dictionary<BatchChange, VendorException?>(ReferenceEqualityComparer.Instance);
        var operations = IsOffered ? await PrepareAsync(changes, outcomes, cancellationToken).ConfigureAwait(false) : [];
        foreach (var part in Parts(operations))
            await SendAsync(part, outcomes, cancellationToken).ConfigureAwait(false);
        foreach (var change in changes.Where(change => !outcomes.ContainsKey(change)))
        {
            outcomes[change] = await TryAsync(() => writer.UpdateAsync(change.User, change.Differences, cancellationToken))
                .ConfigureAwait(false);
        }

        return outcomes;
    }

    private async Task<IReadOnlyList<Operation>> PrepareAsync(
        IReadOnlyList<BatchChange> changes, Dictionary<BatchChange, VendorException?> outcomes, CancellationToken cancellationToken)
    {
        var operations = new Operation?[changes.Count];
        var failures = new VendorException?[changes.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = session.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, changes.Count, options, async (index, token) =>
        {
            failures[index] = await TryAsync(
                async () => operations[index] = await PrepareAsync(changes[index], index, token).ConfigureAwait(false))
                .ConfigureAwait(false);
        }).ConfigureAwait(false);
        for (var index = 0; index < changes.Count; index++)
        {
            if (failures[index] is { } failure)
                outcomes[changes[index]] = failure;
        }

        return [.. operations.OfType<Operation>()];
    }

    /// <returns>The operation; <see langword="null"/> where nothing is to be done, as where there is no address to take out.</returns>
    private async Task<Operation?> PrepareAsync(BatchChange change, int index, CancellationToken cancellationToken)
    {
        var purpose = $"update the account '{change.User.Label}'";
        var update = writer.ToChange(change.Differences, purpose);
        var current = update.NeedsCurrent || session.Features.Etag == true
            ? await writer.GetAsync(change.User, purpose, cancellationToken).ConfigureAwait(false)
            : ScimJson.NewObject();
        var operation = ScimJson.NewObject();
        operation["method"] = "PATCH";
        operation["path"] = session.UserAddress(change.User.Id);
        operation["bulkId"] = $"u{index.ToString(CultureInfo.InvariantCulture)}";
        if (session.VersionOf(current) is { } version)
            operation["version"] = version;
        var patch = update.ToPatch(current);
        if (patch["Operations"] is JsonArray { Count: 0 })
            return null;
        operation["data"] = patch;
        return new Operation(change, operation, ScimJson.Write(operation).Length);
    }

    private IEnumerable<IReadOnlyList<Operation>> Parts(IReadOnlyList<Operation> operations)
    {
        var part = new List<Operation>();
        var size = Overhead;
        foreach (var operation in operations)
        {
            if (part.Count > 0 && (part.Count >= session.Features.BulkOperations || size + operation.Size + 1 > session.Features.BulkBytes))
            {
                yield return part;
                (part, size) = ([], Overhead);
            }

            part.Add(operation);
            size += operation.Size + 1;
        }

        if (part.Count > 0)
            yield return part;
    }

    private async Task SendAsync(
        IReadOnlyList<Operation> part, Dictionary<BatchChange, VendorException?> outcomes, CancellationToken cancellationToken)
    {
        if (!IsOffered || part.Count == 1)
            return;
        var purpose = $"update {part.Count} accounts";
        var body = ScimJson.NewObject();
        body["schemas"] = new JsonArray(ScimSchemas.BulkRequest);
        body["Operations"] = new JsonArray([.. part.Select(operation => operation.Body.DeepClone())]);
        foreach (var operation in part)
            session.Forget(operation.Change.User.Id);
        try
        {
            var request = ScimClient.Write(HttpMethod.Post, Address, purpose, body);
            var answer = await session.Client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            Read(part, answer?["Operations"] as JsonArray ?? [], outcomes);
        }
        catch (VendorException error) when (error.Failure is VendorFailure.Rejected or VendorFailure.NotFound || error.StatusCode == 501)
        {
            Interlocked.Exchange(ref _isGivenUp, 1);
            session.Logger.LogWarning(
                "{Vendor}: {Message} Accounts are updated one by one from now on (scim: {{bulk: false}}).", session.Vendor, error.Message);
        }
        catch (VendorException error)
        {
            foreach (var operation in part)
                outcomes[operation.Change] = error;
        }
    }

    // By the id that was sent, else by where the account is: the order of the answers says nothing.
    private void Read(IReadOnlyList<Operation> part, JsonArray answers, Dictionary<BatchChange, VendorException?> outcomes)
    {
        foreach (var answer in answers.OfType<JsonObject>())
        {
            var id = ScimJson.Text(answer["bulkId"]);
            var location = ScimJson.Text(answer["location"]);
            var operation = part.FirstOrDefault(sent => id is not null && ScimJson.Text(sent.Body["bulkId"]) == id)
                ?? part.FirstOrDefault(sent => location?.EndsWith(ScimJson.Text(sent.Body["path"])!, StringComparison.Ordinal) == true);
            // The version was out of date, or the server had no time: once more by itself, which reads the account again.
            if (operation is null || StatusOf(answer) is not { } status || status is 408 or 412 or 429 or >= 500)
                continue;
            outcomes[operation.Change] = status is >= 200 and <= 299 ? null : Failure(operation.Change, status, answer["response"]);
        }
    }

    private VendorException Failure(BatchChange change, int status, JsonNode? response)
    {
        var said = response is JsonObject error
            ? string.Join(" ", new[] { ScimJson.Text(error["detail"]), ScimJson.Text(error["scimType"]) }.OfType<string>())
            : ScimJson.Text(response);
        var failure = status switch
        {
            404 or 410 => VendorFailure.NotFound,
            409 => VendorFailure.Conflict,
            _ => VendorFailure.Rejected,
        };
        var reason = $"PATCH in a bulk request was answered with {status}{(string.IsNullOrWhiteSpace(said) ? string.Empty : $": {said}")}";
        return session.Client.Failure(failure, $"update the account '{change.User.Label}'", reason);
    }

    // Text by the standard, a number by some servers, and a block with a code in earlier drafts.
    private static int? StatusOf(JsonObject answer)
    {
        var text = ScimJson.Text(answer["status"] is JsonObject block ? block["code"] : answer["status"]);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : null;
    }

    private static async Task<VendorException?> TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            return null;
        }
        catch (VendorException error)
        {
            return error;
        }
    }

    private sealed record Operation(BatchChange Change, JsonObject Body, int Size);
}
