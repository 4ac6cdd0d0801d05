using System.Collections.Concurrent;

namespace LdapVendorSync.Fixtures.ApiDescriptions;

/// <summary>
/// Where descriptions are found: our own, of the operations in use, are part of the tests; those that vendors publish are in a folder of
/// this machine, or not at all.
/// </summary>
public static class ApiDescriptionFolder
{
    private static readonly ConcurrentDictionary<(string File, string? BasePath), Lazy<Task<ApiDescription>>> Loaded = new();

    /// <summary>The environment variable that names the folder of the published descriptions.</summary>
    public const string Variable = "LVS_API_DESCRIPTIONS";

    /// <summary>The folder of the published descriptions; <see langword="null"/> where there is none.</summary>
    public static string? Published { get; } = Find();

    /// <summary>Why a test that needs published descriptions is skipped.</summary>
    public static string MissingReason =>
        $"The descriptions that vendors publish of their APIs are not in a folder beside the checkout; {Variable} names another.";

    /// <summary>A description of our own.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="basePath">As in <see cref="ApiDescription.LoadAsync"/>.</param>
    public static Task<ApiDescription> LoadOwnAsync(string file, string? basePath = null) =>
        LoadOnceAsync(Path.Combine(AppContext.BaseDirectory, "ApiDescriptions", file), basePath);

    /// <summary>A published description; <see langword="null"/> where it is not on this machine.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="basePath">As in <see cref="ApiDescription.LoadAsync"/>.</param>
    public static async Task<ApiDescription?> LoadPublishedAsync(string file, string? basePath = null) =>
        Published is not null && File.Exists(Path.Combine(Published, file))
            ? await LoadOnceAsync(Path.Combine(Published, file), basePath)
            : null;

    /// <summary>A checker with our own description, and with the published one where it is on this machine.</summary>
    /// <param name="own">The file of our own.</param>
    /// <param name="published">The published file.</param>
    /// <param name="ownBase">What stands before the paths of our own, as in <see cref="ApiDescription.LoadAsync"/>.</param>
    /// <param name="publishedBase">What stands before the published paths.</param>
    public static async Task<ApiRequestChecker> CheckerAsync(
        string own, string published, string? ownBase = null, string? publishedBase = null) =>
        ApiRequestChecker.Of(await LoadOwnAsync(own, ownBase), await LoadPublishedAsync(published, publishedBase));

    // Some take a second to read, and every test asks for them.
    private static Task<ApiDescription> LoadOnceAsync(string file, string? basePath) => Loaded.GetOrAdd(
        (file, basePath), key => new Lazy<Task<ApiDescription>>(() => ApiDescription.LoadAsync(key.File, key.BasePath))).Value;

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Directory.Exists(named)
                ? named
                : throw new DirectoryNotFoundException($"{Variable} names '{named}', which is no folder.");
        }

        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "LdapVendorSync.sln")))
            root = root.Parent;
        var beside = root?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "specs") : null;
        return Directory.Exists(beside) ? beside : null;
    }
}
