using System.Text;
using System.Text.RegularExpressions;
using NJsonSchema;
using NSwag;

namespace LdapVendorSync.Fixtures.ApiDescriptions;

/// <summary>One operation of an API: a method on a path.</summary>
internal sealed class ApiOperation
{
    private readonly string _template;
    private readonly Regex _path;
    private readonly IReadOnlyDictionary<string, OpenApiParameter> _pathParameters;
    private readonly IReadOnlyDictionary<string, OpenApiParameter> _queryParameters;
    private readonly IReadOnlyList<string> _mediaTypes;
    private readonly JsonSchema? _body;
    private readonly bool _needsBody;
    private readonly SchemaChecker _schemas;

    public ApiOperation(string method, string template, OpenApiOperation operation, SchemaType schemaType)
    {
        Method = method.ToUpperInvariant();
        _template = template;
        var segments = template.Split('/');
        FixedSegments = segments.Count(segment => !segment.Contains('{', StringComparison.Ordinal));
        _path = new Regex($"^{string.Join('/', segments.Select(Pattern))}$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        _schemas = new SchemaChecker(schemaType);

        var parameters = operation.ActualParameters.Select(parameter => parameter.ActualParameter).ToArray();
        _pathParameters = Of(OpenApiParameterKind.Path);
        _queryParameters = Of(OpenApiParameterKind.Query);
        var request = operation.RequestBody;
        var body = parameters.FirstOrDefault(parameter => parameter.Kind == OpenApiParameterKind.Body);
        _needsBody = request?.IsRequired ?? body?.IsRequired ?? false;
        _body = request?.Content.Values.FirstOrDefault()?.Schema?.ActualSchema ?? body?.ActualSchema;
        _mediaTypes = request is not null
            ? [.. request.Content.Keys]
            : body is null ? [] : [.. operation.ActualConsumes ?? ["application/json"]];

        Dictionary<string, OpenApiParameter> Of(OpenApiParameterKind kind) =>
            parameters.Where(parameter => parameter.Kind == kind).ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
    }

    public string Method { get; }

    /// <summary>How many segments of the path are no parameters.</summary>
    public int FixedSegments { get; }

    /// <summary>Whether nothing is to be believed of what the description says of it.</summary>
    public bool IsUnknown { get; private set; }

    /// <summary>The operation as one of which nothing is known.</summary>
    public ApiOperation Unknown()
    {
        var copy = (ApiOperation)MemberwiseClone();
        copy.IsUnknown = true;
        return copy;
    }

    public bool MatchesPath(string path) => _path.IsMatch(path);

    /// <summary>What is wrong with a request whose method and path are the operation's.</summary>
    public IEnumerable<string> Check(ApiRequest request) =>
        [.. CheckPath(request), .. CheckQuery(request), .. CheckBody(request)];

    public override string ToString() => $"{Method} {_template}";

    private static string Pattern(string segment) =>
        string.Concat(Regex.Split(segment, "(\\{[^}]*\\})").Select(
            part => part.StartsWith('{') ? $"(?<{GroupName(part[1..^1])}>[^/]+?)" : Regex.Escape(part)));

    // Parameters may be named as no group of an expression may be.
    private static string GroupName(string parameter) => "p" + Convert.ToHexString(Encoding.UTF8.GetBytes(parameter));

    private IEnumerable<string> CheckPath(ApiRequest request)
    {
        var match = _path.Match(request.Path);
        return _pathParameters.Values.SelectMany(parameter => _schemas.CheckText(
            $"path parameter '{parameter.Name}'", parameter, [Uri.UnescapeDataString(match.Groups[GroupName(parameter.Name)].Value)]));
    }

    private IEnumerable<string> CheckQuery(ApiRequest request)
    {
        foreach (var group in request.Query.GroupBy(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal))
        {
            if (!_queryParameters.TryGetValue(group.Key, out var parameter))
                yield return $"there is no query parameter '{group.Key}'";
            else
            {
                foreach (var problem in _schemas.CheckText($"query parameter '{group.Key}'", parameter, [.. group]))
                    yield return problem;
            }
        }

        foreach (var parameter in _queryParameters.Values.Where(parameter => parameter.IsRequired))
        {
            if (request.Query.All(pair => pair.Key != parameter.Name))
                yield return $"query parameter '{parameter.Name}' is missing";
        }
    }

    private IEnumerable<string> CheckBody(ApiRequest request)
    {
        if (request.Body.Length == 0)
            return _needsBody ? ["the body is missing"] : [];
        if (_mediaTypes.Count == 0)
            return ["it has a body, but the operation takes none"];
        var mediaType = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        if (!_mediaTypes.Any(taken => taken.Split(';')[0].Equals(mediaType, StringComparison.OrdinalIgnoreCase) || taken == "*/*"))
            return [$"the body is '{mediaType}', but has to be {string.Join(" or ", _mediaTypes)}"];
        var isJson = mediaType!.EndsWith("json", StringComparison.Ordinal);
        return isJson && _body is not null ? _schemas.CheckBody(_body, request.Body) : [];
    }
}
