using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>
/// Replaces all people, or all teams, by an upload of several pages. Only the last page makes Glean delete whoever was not listed, so that an
/// upload that stops before it deletes nobody.
/// </summary>
/// <param name="api">Glean.</param>
/// <param name="settings">Page size and restarts.</param>
/// <param name="vendor">The vendor's name, for messages.</param>
/// <param name="logger">Hears of pages and restarts.</param>
internal sealed class GleanUpload(GleanApi api, GleanSettings settings, string vendor, ILogger logger)
{
    /// <summary>Uploads everything.</summary>
    /// <param name="kind">What is uploaded.</param>
    /// <param name="items">All of it.</param>
    /// <param name="restart">Whether an upload was left unfinished, which has to be discarded.</param>
    /// <param name="cancellationToken">Ends it between two pages, or the wait for an answer.</param>
    /// <exception cref="VendorException">
    /// The upload was not confirmed. <see cref="VendorException.OutcomeUnknown"/> where any page may have arrived.
    /// </exception>
    public async Task RunAsync(GleanUploadKind kind, IReadOnlyList<JsonObject> items, bool restart, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var progress = new Progress();
            try
            {
                await SendPagesAsync(kind, items, restart || attempt > 0, progress, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (VendorException error) when (attempt < settings.MaxUploadRestarts && error is { Failure: VendorFailure.Unavailable, NotSent: false })
            {
                logger.LogWarning("{Vendor}: the upload of {Kind} is begun anew: {Reason}", vendor, kind.Name, error.Message);
            }
            catch (VendorException error)
            {
                var mayHaveArrived = progress.Pages > 0 || error.OutcomeUnknown || attempt > 0;
                throw error.Restate(Explain(kind, error), outcomeUnknown: mayHaveArrived, notSent: error.NotSent && !mayHaveArrived);
            }
        }
    }

    private async Task SendPagesAsync(
        GleanUploadKind kind, IReadOnlyList<JsonObject> items, bool restart, Progress progress, CancellationToken cancellationToken)
    {
        var uploadId = $"lvs-{Guid.NewGuid():N}";
        var pages = items.Count == 0 ? [[]] : items.Chunk(settings.PageSize).ToList();
        for (var number = 0; number < pages.Count; number++)
        {
            var (isFirst, isLast) = (number == 0, number == pages.Count - 1);
            var page = new JsonObject { ["uploadId"] = uploadId, ["isFirstPage"] = isFirst, ["isLastPage"] = isLast };
            if (isFirst && restart)
                page["forceRestartUpload"] = true;
            if (isLast && kind.HasStaleCheck && settings.DisableStaleDataDeletionCheck)
                page["disableStaleDataDeletionCheck"] = true;
            page[kind.ItemsKey] = new JsonArray([.. pages[number].Select(item => item.DeepClone())]);

            // A page in between says the same however often it comes. That an upload begins or ends is said once: where it is not known
            // whether that arrived, another upload begins anew.
            await api
                .UploadAsync(
                    kind.Operation, page, isRepeatable: !isFirst && !isLast, $"upload {kind.Name} (page {number + 1} of {pages.Count})", cancellationToken)
                .ConfigureAwait(false);
            progress.Pages++;
            logger.LogInformation("{Vendor}: page {Page} of {Pages} of {Kind} uploaded ({UploadId})", vendor, number + 1, pages.Count, kind.Name, uploadId);
        }
    }

    private static string Explain(GleanUploadKind kind, VendorException error) => error switch
    {
        { Failure: VendorFailure.Conflict } => $"{error.Message} Another upload of {kind.Name} is under way: another program uploads to this Glean too, which must "
            + "not be, or one of ours was not finished and the history that knew of it was lost; then run once with glean.force_restart_upload: true.",
        { StatusCode: 404 or 410 } when kind == GleanUploadKind.People =>
            $"{error.Message} If the address is right, this Glean takes no uploads of people any more: say glean.mode: individual.",
        _ => error.Message,
    };

    private sealed class Progress
    {
        public int Pages { get; set; }
    }
}

/// <summary>What an upload replaces.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Operation">The operation of the API.</param>
/// <param name="ItemsKey">Where a page holds the items.</param>
/// <param name="HasStaleCheck">Whether Glean itself deletes nobody where too many would go.</param>
internal sealed record GleanUploadKind(string Name, string Operation, string ItemsKey, bool HasStaleCheck)
{
    public static GleanUploadKind People { get; } = new(GleanGroups.People, "bulkindexemployees", "employees", HasStaleCheck: true);

    public static GleanUploadKind Teams { get; } = new(GleanGroups.Teams, "bulkindexteams", "teams", HasStaleCheck: false);
}
