using NSwag;

namespace LdapVendorSync.Fixtures.ApiDescriptions;

/// <summary>
/// What an API takes, as its description (OpenAPI 3 or Swagger 2, JSON or YAML) says it. Requests can be held against it.
/// </summary>
public sealed class ApiDescription
{
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<ApiOperation> _operations;

    private ApiDescription(string name, string basePath, IReadOnlyList<ApiOperation> operations)
    {
        Name = name;
        BasePath = basePath;
        _operations = operations;
    }

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>What stands before each path.</summary>
    public string BasePath { get; }

    /// <summary>Reads a description.</summary>
    /// <param name="file">The file.</param>
    /// <param name="basePath">
    /// What the server puts before each path (<c>/api</c>); <see langword="null"/> for what the description says.
    /// </param>
    public static async Task<ApiDescription> LoadAsync(string file, string? basePath = null)
    {
        var document = await OpenApiDocument.FromJsonAsync(ApiDescriptionFile.ReadAsJson(file));
        var path = (basePath ?? document.BasePath ?? string.Empty).TrimEnd('/');
        // Paths with more fixed segments stand first: /teams/search is not /teams/{id}.
        var operations = document.Operations
            .Select(found => new ApiOperation(found.Method, path + found.Path, found.Operation, document.SchemaType))
            .OrderByDescending(operation => operation.FixedSegments);
        return new ApiDescription(Path.GetFileName(file), path, [.. operations]);
    }

    /// <summary>The description without an operation of which it is known to be wrong.</summary>
    /// <param name="method">The method.</param>
    /// <param name="template">The path as the description has it, without the base path.</param>
    public ApiDescription Without(string method, string template)
    {
        var name = $"{method} {BasePath}{template}";
        var operations = _operations.Select(operation => operation.ToString() == name ? operation.Unknown() : operation);
        return new ApiDescription(Name, BasePath, [.. operations]);
    }

    /// <summary>Whether the description has an operation for a request.</summary>
    public bool Knows(ApiRequest request) => Find(request) is not null;

    /// <summary>Holds a request against the description.</summary>
    /// <returns>What is wrong with it, a sentence each; empty where nothing is.</returns>
    public IReadOnlyList<string> Check(ApiRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Find(request) is { } operation)
        {
            // Schemas look things up in themselves when they are used.
            lock (_gate)
                return [.. operation.Check(request).Select(problem => $"{request.Method} {request.Path}: {problem} ({operation}, {Name})")];
        }

        var methods = _operations.Where(other => other.MatchesPath(request.Path)).Select(other => other.Method).ToArray();
        var reason = methods.Length == 0 ? "no such path" : $"the path only takes {string.Join(", ", methods)}";
        return [$"{request.Method} {request.Path}: {reason} ({Name})"];
    }

    private ApiOperation? Find(ApiRequest request)
    {
        var first = _operations.FirstOrDefault(operation => operation.Method == request.Method && operation.MatchesPath(request.Path));
        return first is { IsUnknown: true } ? null : first;
    }
}
