using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Http.Paging;
using LdapVendorSync.Core.Templates;
using LdapVendorSync.Core.Vendors.Rest.Answers;
using LdapVendorSync.Core.Vendors.Rest.Bodies;
using LdapVendorSync.Core.Vendors.Rest.Soap;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>One operation of a vendor's API, understood and ready to be sent.</summary>
internal sealed record RestOperation
{
    private IReadOnlyList<string>? _placeholders;

    public required HttpMethod Method { get; init; }

    public required Template Path { get; init; }

    public required IReadOnlyList<KeyValuePair<Template, Template>> Query { get; init; }

    public required IReadOnlyList<KeyValuePair<string, Template>> Headers { get; init; }

    public RestBody? Body { get; init; }

    /// <summary>What the answer is written in.</summary>
    public required DataFormat Format { get; init; }

    public string? Accept { get; init; }

    public string? ContentType { get; init; }

    /// <summary>The prefixes of names in XML.</summary>
    public required XmlNamespaces Namespaces { get; init; }

    /// <summary>The envelope of a SOAP message; <see langword="null"/> where it is none.</summary>
    public SoapEnvelope? Envelope { get; init; }

    public string? ItemsPath { get; init; }

    /// <summary>Whether an answer without items means that there are none.</summary>
    public bool ItemsOptional { get; init; }

    public string? IdPath { get; init; }

    public required RestFields Fields { get; init; }

    public required PagingSettings Paging { get; init; }

    /// <summary>What its answers mean.</summary>
    public required RestAnswerRules Rules { get; init; }

    /// <summary>Whether its effect is the same when it is sent twice.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Whether it may change something.</summary>
    public bool IsWrite { get; init; }

    /// <summary>The placeholders that occur anywhere in it, each once.</summary>
    public IReadOnlyList<string> Placeholders => _placeholders ??=
    [
        .. AddressTemplates.Concat(Headers.Select(header => header.Value)).SelectMany(template => template.Fields)
            .Concat(Body?.Placeholders ?? []).Concat(Envelope?.Placeholders ?? []).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Whether it asks for pages by placeholders of its own instead of query parameters.</summary>
    public bool PlacesPages => Placeholders.Any(RestValues.PageNames.Contains);

    private IEnumerable<Template> AddressTemplates => Query.SelectMany(pair => new[] { pair.Key, pair.Value }).Prepend(Path);

    /// <summary>The path and query of a request.</summary>
    /// <param name="values">What the placeholders stand for.</param>
    /// <param name="further">Further query parameters, not escaped yet.</param>
    /// <exception cref="FormatException">A value is missing, or cannot stand where it should.</exception>
    public string Address(RestValues values, IEnumerable<KeyValuePair<string, string>> further)
    {
        var path = Render(Path, values);
        var own = Query.Select(parameter => KeyValuePair.Create(Render(parameter.Key, values), Render(parameter.Value, values)));
        var query = string.Join(
            '&', own.Concat(further).Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        if (query.Length == 0)
            return path;
        return path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query;
    }

    /// <summary>A placeholder of the address that has no value; <see langword="null"/> where all have one.</summary>
    public string? MissingInAddress(RestValues values) =>
        AddressTemplates.Select(template => template.MissingField(values.ValueOf)).FirstOrDefault(missing => missing is not null);

    /// <summary>Renders a template all of whose values are needed.</summary>
    /// <exception cref="FormatException">One is missing, or cannot stand where it should.</exception>
    public static string Render(Template template, RestValues values) => template.Render(values.ValueOf)
        ?? throw new FormatException($"there is no value for '{template.MissingField(values.ValueOf)}' in '{template}'");
}
