using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>
/// Asks a server what it can do (RFC 7644 section 4). A server that does not answer these questions is taken to offer what nearly all do:
/// PATCH and filters, and nothing else.
/// </summary>
internal sealed class ScimDiscovery(ScimClient client, ScimSettings settings, string vendor, ILogger logger)
{
    private static readonly HttpStatusCode[] NotOffered =
    [
        HttpStatusCode.BadRequest, HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed,
        HttpStatusCode.NotAcceptable, HttpStatusCode.Gone, HttpStatusCode.NotImplemented,
    ];

    public async Task<ScimFeatures> DiscoverAsync(CancellationToken cancellationToken)
    {
        var features = ScimFeatures.Of(settings);
        if (!(settings.Discovery ?? settings.Profile.Discovers))
            return features;
        if (await TryGetAsync("/ServiceProviderConfig", cancellationToken).ConfigureAwait(false) is { } config)
            features = Apply(features, config);
        if (await TryGetAsync("/ResourceTypes", cancellationToken).ConfigureAwait(false) is { } types)
            features = ApplyTypes(features, types);
        return features;
    }

    private async Task<JsonObject?> TryGetAsync(string address, CancellationToken cancellationToken)
    {
        const string Purpose = "ask what the server can do";
        try
        {
            return await client.GetAsync(address, Purpose, cancellationToken, NotOffered).ConfigureAwait(false);
        }
        catch (VendorException error) when (error.Failure == VendorFailure.Malformed || error.StatusCode == 501)
        {
            logger.LogDebug(error, "{Vendor}: {Address} says nothing that can be used", vendor, address);
            return null;
        }
    }

    private ScimFeatures Apply(ScimFeatures features, JsonObject config)
    {
        var bulk = config["bulk"] as JsonObject;
        var filter = config["filter"] as JsonObject;
        var paging = config["pagination"] as JsonObject;
        var size = settings.PageSize ?? features.PageSize;
        return features with
        {
            Patch = settings.Patch ?? Supported(config["patch"]) ?? features.Patch,
            Filter = settings.Filter ?? Supported(filter) ?? features.Filter,
            Etag = settings.Etag ?? Supported(config["etag"]) ?? features.Etag,
            Bulk = settings.Bulk ?? Supported(bulk) ?? features.Bulk,
            BulkOperations = Number(bulk?["maxOperations"]) ?? features.BulkOperations,
            BulkBytes = Number(bulk?["maxPayloadSize"]) ?? features.BulkBytes,
            PageSize = Math.Min(size, Number(filter?["maxResults"]) ?? size),
            PagesByCursor = features.PagesByCursor
                || (ScimJson.Flag(paging?["cursor"]) == true && ScimJson.Flag(paging?["index"]) == false),
        };
    }

    private static ScimFeatures ApplyTypes(ScimFeatures features, JsonObject types)
    {
        var listed = (types["Resources"] as JsonArray ?? []).OfType<JsonObject>().ToArray();
        return features with
        {
            Users = EndpointOf(listed, ScimSchemas.User) ?? features.Users,
            Groups = EndpointOf(listed, ScimSchemas.Group) ?? features.Groups,
        };
    }

    // Relative to the base address (RFC 7643 section 6), though some servers give it as a whole. Another place than that of the standard
    // counts only where it can be nothing else.
    private static string? EndpointOf(IEnumerable<JsonObject> types, string schema)
    {
        var endpoint = types
            .Where(type => string.Equals(ScimJson.Text(type["schema"]), schema, StringComparison.OrdinalIgnoreCase))
            .Select(type => ScimJson.NonBlank(type["endpoint"]))
            .FirstOrDefault();
        return endpoint is not null && endpoint.StartsWith('/') && endpoint.LastIndexOf('/') == 0 ? endpoint : null;
    }

    private static bool? Supported(JsonNode? feature) => feature is JsonObject block ? ScimJson.Flag(block["supported"]) : null;

    private static int? Number(JsonNode? node) =>
        int.TryParse(ScimJson.Text(node), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
