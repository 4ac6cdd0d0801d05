using System.Net;
using LdapVendorSync.Core.Http.Paging;
using LdapVendorSync.Core.Templates;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>One operation of a vendor's API, understood and ready to be sent.</summary>
internal sealed record RestOperation
{
    public required HttpMethod Method { get; init; }

    public required Template Path { get; init; }

    public required IReadOnlyList<KeyValuePair<Template, Template>> Query { get; init; }

    public required IReadOnlyList<KeyValuePair<string, Template>> Headers { get; init; }

    public RestBody? Body { get; init; }

    public string? ItemsPath { get; init; }

    public string? IdPath { get; init; }

    public required RestFields Fields { get; init; }

    public required PagingSettings Paging { get; init; }

    public IReadOnlyList<int>? Success { get; init; }

    public IReadOnlyList<int> Already { get; init; } = [];

    public IReadOnlyList<int> Absent { get; init; } = [];

    /// <summary>Whether its effect differs when it is sent twice.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Whether it may change something.</summary>
    public bool IsWrite { get; init; }

    public bool IsSuccess(HttpStatusCode status) => Success?.Contains((int)status) ?? (int)status is >= 200 and <= 299;

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

    /// <summary>Renders a template all of whose values are needed.</summary>
    /// <exception cref="FormatException">One is missing, or cannot stand where it should.</exception>
    public static string Render(Template template, RestValues values) => template.Render(values.ValueOf)
        ?? throw new FormatException($"there is no value for '{template.MissingField(values.ValueOf)}' in '{template}'");
}
