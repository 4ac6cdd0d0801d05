namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>A plug-in that is loaded: a file or folder and the providers in it. Disposed, its code may be unloaded.</summary>
/// <param name="path">The file or folder, an absolute path.</param>
/// <param name="providers">Its providers, at least one.</param>
/// <param name="warnings">What somebody should know of it, such as that others could change the file.</param>
/// <param name="unload">Lets go of the code; providers that are still at work keep it until they end.</param>
public sealed class VendorPlugin(
    string path, IReadOnlyList<VendorProviderDescriptor> providers, IReadOnlyList<string> warnings, Action unload) : IDisposable
{
    private Action? _unload = unload;

    /// <summary>The file or folder, an absolute path.</summary>
    public string Path { get; } = path;

    /// <summary>The providers.</summary>
    public IReadOnlyList<VendorProviderDescriptor> Providers { get; private set; } = providers;

    /// <summary>What somebody should know of it.</summary>
    public IReadOnlyList<string> Warnings { get; } = warnings;

    /// <summary>The same plug-in, its only provider under another name.</summary>
    /// <exception cref="PluginException">It has several providers.</exception>
    public void Rename(string name) => Providers = Providers is [var only]
        ? [only with { Name = name }]
        : throw new PluginException(
            $"'{Path}' holds {Providers.Count} providers ({string.Join(", ", Providers.Select(provider => provider.Name))}), "
            + "so that one name cannot be given to it.");

    /// <inheritdoc />
    public void Dispose()
    {
        // Whoever holds on to this object shall not hold on to the code.
        Providers = [];
        Interlocked.Exchange(ref _unload, null)?.Invoke();
    }
}
