using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http.Paging;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>One operation of a vendor's API. What is left out stays as in the default shape.</summary>
public sealed record RestOperationSettings
{
    /// <summary>The method.</summary>
    [Setting("The method: GET, POST, PUT, PATCH, DELETE.")]
    public string? Method { get; init; }

    /// <summary>The path below <c>base_url</c>, a template.</summary>
    [Setting("The path below base_url, such as /teams/{group}/members; a value becomes one segment.")]
    public string? Path { get; init; }

    /// <summary>The query parameters; names and values are templates.</summary>
    [Setting("The query parameters, name: value; both are templates.")]
    public IReadOnlyDictionary<string, string>? Query { get; init; }

    /// <summary>Further headers; the values are templates.</summary>
    [Setting("Further headers, name: value; the values are templates.")]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The body: a block whose texts are templates, or one text that is a template as a whole; empty for none.</summary>
    [Setting(
        "The body: a block whose texts are templates, with \"{fields}\" for all fields that are sent; or a text that is one template, "
        + "empty for no body.")]
    public JsonNode? Body { get; init; }

    /// <summary>Where the items of a list are in the answer.</summary>
    [Setting("Where the items are in the answer: data.items for JSON, members.member for XML, from the root element on.")]
    public string? Items { get; init; }

    /// <summary>Where the id is in the answer to a creation.</summary>
    [Setting("Where the id of what was created is in the answer.")]
    public string? Id { get; init; }

    /// <summary>Attribute to its place in an item, over those of the whole block.</summary>
    [Setting("Attribute: place in an item, where it differs from rest.fields.")]
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    /// <summary>The statuses that mean success; every 2xx where left out.</summary>
    [Setting("The statuses that mean success; every 2xx where left out.")]
    public IReadOnlyList<int>? Success { get; init; }

    /// <summary>The statuses that mean that the effect is there already.</summary>
    [Setting("The statuses that mean that it is so already, such as 409 for adding a member who is in.")]
    public IReadOnlyList<int>? Already { get; init; }

    /// <summary>The statuses that mean that there is nobody, or no group, of that name.</summary>
    [Setting("The statuses by which a look-up says that there is none.")]
    public IReadOnlyList<int>? Absent { get; init; }

    /// <summary>How the list is paged, where it differs from the whole block.</summary>
    [Setting("How the list is paged, where it differs from rest.paging.")]
    public PagingSettings? Paging { get; init; }

    /// <summary>These settings, with others for what they leave out.</summary>
    internal RestOperationSettings Over(RestOperationSettings defaults) => new()
    {
        Method = Method ?? defaults.Method,
        Path = Path ?? defaults.Path,
        Query = Query ?? defaults.Query,
        Headers = Headers ?? defaults.Headers,
        Body = Body ?? defaults.Body,
        Items = Items ?? defaults.Items,
        Id = Id ?? defaults.Id,
        Fields = Fields ?? defaults.Fields,
        Success = Success ?? defaults.Success,
        Already = Already ?? defaults.Already,
        Absent = Absent ?? defaults.Absent,
        Paging = Paging ?? defaults.Paging,
    };
}
