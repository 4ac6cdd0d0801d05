using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http.Paging;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>One operation of a vendor's API. What is left out stays as in the default shape.</summary>
public record RestOperationSettings
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

    /// <summary>What the answer is written in; the vendor's <c>format</c> where left out.</summary>
    [Setting("What the answer is written in, where it differs from the vendor's format; also the body, unless body_format says otherwise.")]
    public DataFormat? Format { get; init; }

    /// <summary>What the body is written in.</summary>
    [Setting("What the body is written in, where it differs from the answer: json, xml or form (name=value pairs).")]
    public RestBodyFormat? BodyFormat { get; init; }

    /// <summary>The media type asked for.</summary>
    [Setting("The media type asked for (Accept); that of the format where left out.")]
    public string? Accept { get; init; }

    /// <summary>The media type of the body.</summary>
    [Setting("The media type of the body (Content-Type); that of its format where left out.")]
    public string? ContentType { get; init; }

    /// <summary>The SOAP action.</summary>
    [Setting("The SOAP action, for a vendor with a soap block.")]
    public string? SoapAction { get; init; }

    /// <summary>Where the items of a list are in the answer.</summary>
    [Setting("Where the items are in the answer: data.items for JSON, members.member for XML, from the root element on.")]
    public string? Items { get; init; }

    /// <summary>Whether an answer without items means that there are none.</summary>
    [Setting("Whether the items may be missing or null where there are none, as some servers answer.")]
    public bool? ItemsOptional { get; init; }

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

    /// <summary>The statuses that mean that the name is taken.</summary>
    [Setting("The statuses that mean that the name is taken.")]
    public IReadOnlyList<int>? Conflict { get; init; }

    /// <summary>What an answer of a good status must also say.</summary>
    [Setting("What an answer of a good status says when it worked; without any of these it did not. Over those of the whole block.")]
    public IReadOnlyList<RestConditionSettings>? SuccessWhen { get; init; }

    /// <summary>What an answer of a good status says when it did not work.</summary>
    [Setting("What an answer of a good status says when it did not work. Over those of the whole block.")]
    public IReadOnlyList<RestConditionSettings>? ErrorWhen { get; init; }

    /// <summary>What an answer says when the credentials are refused.</summary>
    [Setting("What an answer says when the credentials are refused, which stops the vendor. Over those of the whole block.")]
    public IReadOnlyList<RestConditionSettings>? DeniedWhen { get; init; }

    /// <summary>What an answer says when the effect is there already.</summary>
    [Setting("What an answer, of any status, says when it is so already.")]
    public IReadOnlyList<RestConditionSettings>? AlreadyWhen { get; init; }

    /// <summary>What an answer says when there is nobody, or no group, of that name.</summary>
    [Setting("What an answer, of any status, says when there is none.")]
    public IReadOnlyList<RestConditionSettings>? AbsentWhen { get; init; }

    /// <summary>What an answer says when the name is taken.</summary>
    [Setting("What an answer, of any status, says when the name is taken.")]
    public IReadOnlyList<RestConditionSettings>? ConflictWhen { get; init; }

    /// <summary>Where an error's text is in the answer.</summary>
    [Setting("Where an error's text is in the answer; the usual places where left out.")]
    public string? Message { get; init; }

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
        Format = Format ?? defaults.Format,
        BodyFormat = BodyFormat ?? defaults.BodyFormat,
        Accept = Accept ?? defaults.Accept,
        ContentType = ContentType ?? defaults.ContentType,
        SoapAction = SoapAction ?? defaults.SoapAction,
        Items = Items ?? defaults.Items,
        ItemsOptional = ItemsOptional ?? defaults.ItemsOptional,
        Id = Id ?? defaults.Id,
        Fields = Fields ?? defaults.Fields,
        Success = Success ?? defaults.Success,
        Already = Already ?? defaults.Already,
        Absent = Absent ?? defaults.Absent,
        Conflict = Conflict ?? defaults.Conflict,
        SuccessWhen = SuccessWhen ?? defaults.SuccessWhen,
        ErrorWhen = ErrorWhen ?? defaults.ErrorWhen,
        DeniedWhen = DeniedWhen ?? defaults.DeniedWhen,
        AlreadyWhen = AlreadyWhen ?? defaults.AlreadyWhen,
        AbsentWhen = AbsentWhen ?? defaults.AbsentWhen,
        ConflictWhen = ConflictWhen ?? defaults.ConflictWhen,
        Message = Message ?? defaults.Message,
        Paging = Paging ?? defaults.Paging,
    };
}
