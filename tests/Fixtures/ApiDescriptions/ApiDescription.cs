using NSwag;

namespace LdapVendorSync.Fixtures.ApiDescriptions;

/// <summary>
/// What an API takes, as its description (OpenAPI 3 or Swagger 2, JSON or YAML) says it. Requests can be held against it.
/// </summary>
public sealed class ApiDescription
{
    private readonly IReadOnlyList<ApiOperation> _operations;

    private ApiDescription(string name, OpenApiDocument document, string basePath)
    {
        Name = name;
        _operations = [.. document.Operations
            .Select(found => new ApiOperation(found.Method, basePath + found.Path, found.Operation, document.SchemaType))
            .OrderByDescending(operation => operation.FixedSegments)];
    }

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>Reads a description.</summary>
    /// <param name="file">The file.</param>
    /// <param name="basePath">
    /// What the server puts before each path (<c>/api</c>); <see langword="null"/> for what the description says.
    /// </param>
    public static async Task<ApiDescription> LoadAsync(string file, string? basePath = null)
    {
        var document = await OpenApiDocument.FromJsonAsync(ApiDescriptionFile.ReadAsJson(file));
        var path = basePath ?? document.BasePath ?? string.Empty;
        return new ApiDescription(Path.GetFileName(file), document, path.TrimEnd('/'));
    }

    /// <summary>Whether the description has an operation for a request.</summary>
    public bool Knows(ApiRequest request) => Find(request) is not null;

    /// <summary>Holds a request against the description.</summary>
    /// <returns>What is wrong with it, a sentence each; empty where nothing is.</returns>
    public IReadOnlyList<string> Check(ApiRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Find(request) is { } operation)
            return [.. operation.Check(request).Select(problem => $"{request.Method} {request.Path}: {problem} ({operation}, {Name})")];
        var methods = _operations.Where(other => other.MatchesPath(request.Path)).Select(other => other.Method).ToArray();
        var reason = methods.Length == 0 ? "no such path" : $"the path only takes {string.Join(", ", methods)}";
        return [$"{request.Method} {request.Path}: {reason} ({Name})"];
    }

    // Paths with more fixed segments stand first: /teams/search is not /teams/{id}.
    private ApiOperation? Find(ApiRequest request) =>
        _operations.FirstOrDefault(operation => operation.Method == request.Method && operation.MatchesPath(request.Path));
}
