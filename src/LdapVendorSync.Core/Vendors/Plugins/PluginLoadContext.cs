using System.Reflection;
using System.Runtime.Loader;

namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>
/// Where one plug-in assembly lives with its own dependencies, in whatever versions it brings. Only what it shares with the core are the
/// core's: the contracts and the logging abstractions.
/// </summary>
/// <remarks>
/// Managed assemblies are read into memory, so that their files may be replaced or deleted while they are in use; their
/// <see cref="Assembly.Location"/> is empty therefore. Collectible: unloaded as soon as nothing of it is at work any more.
/// </remarks>
internal sealed class PluginLoadContext(string path) : AssemblyLoadContext($"plug-in {Path.GetFileName(path)}", isCollectible: true)
{
    private static readonly AssemblyLoadContext Host = GetLoadContext(typeof(IVendorProvider).Assembly)!;

    private static readonly HashSet<string> Shared = new(StringComparer.OrdinalIgnoreCase)
    {
        "LdapVendorSync.Core",
        "LdapVendorSync.Ldap",
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
    };

    private readonly AssemblyDependencyResolver _resolver = new(path);

    /// <summary>Loads the plug-in itself.</summary>
    public Assembly LoadPlugin() => LoadFromFile(path);

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // By the name alone: the versions were compared before, and one that is a little older than what was asked for usually fits.
        if (Shared.Contains(assemblyName.Name!))
            return Host.LoadFromAssemblyName(new AssemblyName(assemblyName.Name!));
        return _resolver.ResolveAssemblyToPath(assemblyName) is { } file ? LoadFromFile(file) : null;
    }

    /// <inheritdoc />
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file) : nint.Zero;

    private Assembly LoadFromFile(string file)
    {
        using var image = new MemoryStream(File.ReadAllBytes(file));
        var symbols = Path.ChangeExtension(file, ".pdb");
        if (!File.Exists(symbols))
            return LoadFromStream(image);
        using var symbolImage = new MemoryStream(File.ReadAllBytes(symbols));
        return LoadFromStream(image, symbolImage);
    }
}
