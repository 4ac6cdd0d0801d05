using System.Net;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Http.Paging;
using LdapVendorSync.Core.Sources.Api;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sources.Entra;

/// <summary>Asks Microsoft Graph, and reads its lists to their ends.</summary>
/// <param name="door">Speaks to Graph.</param>
/// <param name="pageSize">How many items to ask for at once.</param>
internal sealed class GraphClient(VendorHttpClient door, int pageSize) : IAsyncDisposable
{
    private const string NextLink = "@odata.nextLink";

    /// <summary>One object.</summary>
    /// <returns>The object; <see langword="null"/> where there is none (any more).</returns>
    public async Task<DataNode?> FindAsync(string address, string purpose, string? permission, CancellationToken cancellationToken)
    {
        var (request, response) = await SendAsync(address, purpose, cancellationToken).ConfigureAwait(false);
        if (response.Status is HttpStatusCode.NotFound)
            return null;
        return response.IsSuccess ? Parse(request, response) : throw Refused(request, response, permission);
    }

    /// <summary>A list, page by page, each item once.</summary>
    /// <param name="address">The address of its first page, with a query.</param>
    /// <param name="purpose">What it is for, for messages.</param>
    /// <param name="permission">The permission that it takes.</param>
    /// <param name="proof">Learns what the list is worth.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<DataNode> ListAsync(
        string address,
        string purpose,
        string permission,
        ListProof proof,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var settings = new PagingSettings
        {
            Style = PagingStyle.NextUrl,
            Size = pageSize,
            SizeParameter = "$top",
            TotalHeader = string.Empty,
        };
        var reader = new ListReader(settings, FetchAsync, IdOf);
        await foreach (var item in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return item;
        foreach (var reason in reader.Reasons)
            proof.Report(reason);
        if (reader.IsProved)
            proof.MarkProved();

        async Task<Page?> FetchAsync(PageRequest page, CancellationToken token)
        {
            var asked = page.Address ?? string.Join('&', page.Query.Select(part => $"{part.Key}={part.Value}").Prepend(address));
            var (request, response) = await SendAsync(asked, purpose, token).ConfigureAwait(false);
            if (!response.IsSuccess)
                throw Refused(request, response, permission);
            var body = Parse(request, response);
            return new Page(ItemsIn(request, body), NextIn(body), response);
        }

        string IdOf(DataNode item) => item.TextAt("id") is { Length: > 0 } id
            ? id
            : throw door.CreateException(VendorFailure.Malformed, Request(address, purpose), "an item of the list has no id");
    }

    /// <summary>A list of which a part is of no use.</summary>
    /// <exception cref="VendorException">A page did not come, or the list is not proved to be whole.</exception>
    /// <inheritdoc cref="ListAsync" />
    public Task<List<DataNode>> ListWholeAsync(
        string address, string purpose, string permission, CancellationToken cancellationToken) => WholeList.ReadAsync(
        proof => ListAsync(address, purpose, permission, proof, cancellationToken),
        reason => door.CreateException(VendorFailure.Malformed, Request(address, purpose), reason),
        cancellationToken);

    /// <summary>Asks, and gives whatever the answer is that another attempt would not turn.</summary>
    public async Task<(VendorHttpRequest Request, VendorHttpResponse Response)> SendAsync(
        string address, string purpose, CancellationToken cancellationToken)
    {
        var request = Request(address, purpose);
        return (request, await door.SendAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Whether an address is one of this Graph.</summary>
    public bool IsOwn(string address) => door.Resolve(address) is not null;

    /// <summary>What an answer holds.</summary>
    /// <exception cref="VendorException">It holds nothing that can be understood.</exception>
    public DataNode Parse(VendorHttpRequest request, VendorHttpResponse response) =>
        door.Understand(request, () => ResponseContent.Parse(response, DataFormat.Json));

    /// <summary>The items of a page.</summary>
    /// <exception cref="VendorException">It has no list.</exception>
    public IReadOnlyList<DataNode> ItemsIn(VendorHttpRequest request, DataNode body) => body.Find("value") is { Kind: DataKind.Array } value
        ? value.Items
        : throw door.CreateException(VendorFailure.Malformed, request, "the answer has no list 'value'");

    /// <summary>The failure that an answer means, and what to do about it.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="response">The answer.</param>
    /// <param name="permission">The permission that the request takes.</param>
    public VendorException Refused(VendorHttpRequest request, VendorHttpResponse response, string? permission = null)
    {
        var error = door.ToException(request, response);
        var hint = (int)response.Status switch
        {
            403 when permission is not null => $" Grant the app registration the application permission {permission}, with admin consent.",
            400 when error.Message.Contains("property named", StringComparison.Ordinal) => " Correct 'attributes'.",
            _ => string.Empty,
        };
        return error.Restate(error.Message + hint);
    }

    /// <summary>What an error of Graph says: its code and its message (<see href="https://learn.microsoft.com/graph/errors"/>).</summary>
    public static string? ErrorIn(VendorHttpResponse response)
    {
        if (CodeOf(response) is not { } code)
            return null;
        var message = ResponseContent.Parse(response, DataFormat.Json).TextAt("error.message");
        return ResponseContent.OneLine(response.Redact($"{code}: {message}"));
    }

    /// <summary>Graph's word for what went wrong.</summary>
    public static string? CodeOf(VendorHttpResponse response)
    {
        try
        {
            return response.IsSuccess ? null : ResponseContent.Parse(response, DataFormat.Json).TextAt("error.code");
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The text of a property whose name may hold dots.</summary>
    public static string? TextOf(DataNode node, string property) => node.Parts(property).FirstOrDefault()?.Text;

    public ValueTask DisposeAsync() => door.DisposeAsync();

    // The name holds a dot, which paths cannot.
    private static DataNode NextIn(DataNode body) => TextOf(body, NextLink) is { } next
        ? DataNode.Object([KeyValuePair.Create("next", DataNode.Leaf(DataKind.Text, next))])
        : DataNode.Null;

    private static VendorHttpRequest Request(string address, string purpose) =>
        new() { Method = HttpMethod.Get, Address = address, Purpose = purpose, Accept = "application/json" };
}
