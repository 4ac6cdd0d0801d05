using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Vendors.Rest.Bodies;

namespace LdapVendorSync.Core.Vendors.Rest.Batches;

/// <summary>A JSON document with the list of members in it. Everything else in it stays as it was read.</summary>
internal sealed class JsonMemberDocument : IMemberList
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly RestReplace _replace;
    private readonly JsonNode _document;
    private readonly JsonArray _members;

    /// <exception cref="FormatException">It is no JSON, or the list is not where it should be.</exception>
    public JsonMemberDocument(VendorHttpResponse response, RestReplace replace)
    {
        _replace = replace;
        ETag = response.Header("ETag");
        try
        {
            _document = JsonNode.Parse(response.Body.Span, documentOptions: Strict)
                ?? throw new FormatException("the answer is null");
        }
        catch (JsonException error)
        {
            throw new FormatException($"the answer is not the JSON it should be: {error.Message}", error);
        }

        _members = FindList();
    }

    public string? ETag { get; }

    public IReadOnlySet<string> Ids => _members.Select(IdOf).ToHashSet(StringComparer.Ordinal);

    public void Add(RestValues person) => _members.Add(JsonBodyWriter.RenderItem(_replace.Item!, person));

    public void Remove(string id)
    {
        foreach (var entry in _members.Where(entry => IdOf(entry) == id).ToArray())
            _members.Remove(entry);
    }

    public VendorHttpRequest Complete(VendorHttpRequest request) => request with
    {
        Body = JsonBodyWriter.Write(_document),
        ContentType = request.ContentType ?? "application/json",
    };

    private JsonArray FindList()
    {
        var node = _document;
        var steps = _replace.MembersPath == "." ? [] : _replace.MembersPath.Split('.');
        foreach (var (index, step) in steps.Index())
        {
            if (node is not JsonObject block)
                throw NoList();
            if (block[step] is null && index == steps.Length - 1 && _replace.MembersOptional)
                block[step] = new JsonArray();
            node = block[step] ?? throw NoList();
        }

        return node as JsonArray ?? throw NoList();
    }

    // To take a list that is not there for an empty one would put everybody out of the group.
    private FormatException NoList() => new($"there is no list of members at '{_replace.MembersPath}' of the document");

    private string IdOf(JsonNode? entry)
    {
        var node = entry;
        foreach (var step in _replace.IdPath == "." ? [] : _replace.IdPath.Split('.'))
            node = (node as JsonObject)?[step];
        return node is JsonValue value && value.ToString() is { Length: > 0 } id
            ? id
            : throw new FormatException($"an entry of '{_replace.MembersPath}' has no id at '{_replace.IdPath}'");
    }
}
