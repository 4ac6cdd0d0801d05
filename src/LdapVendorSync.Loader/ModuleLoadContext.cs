using System.Reflection;
using System.Runtime.Loader;

namespace LdapVendorSync.Loader;

/// <summary>
/// Where the module's assemblies live, apart from everything else in the PowerShell process: whatever version of YamlDotNet, Polly or
/// Serilog another module has loaded, this one gets its own, native libraries included.
/// </summary>
/// <remarks>Only this assembly is loaded into the default context, so it refers to nothing but the framework.</remarks>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private const string ModuleAssembly = "LdapVendorSync.PowerShell.dll";

    // One for the process: runspaces share it, as they share the assemblies.
    private static readonly Lazy<Assembly> Module = new(LoadModule);

    private readonly AssemblyDependencyResolver _resolver;

    private ModuleLoadContext(string modulePath)
        : base("LdapVendorSync") => _resolver = new AssemblyDependencyResolver(modulePath);

    /// <summary>The assembly that holds the cmdlets; loaded on the first call, the same one ever after.</summary>
    /// <exception cref="FileNotFoundException">The module's folder lacks the assembly.</exception>
    public static Assembly GetModuleAssembly() => Module.Value;

    /// <summary>
    /// Whether the assemblies come from this folder; <see langword="false"/> where another copy of the module was imported before.
    /// </summary>
    /// <param name="folder">The folder of the loader that the caller meant to use.</param>
    public static bool IsLoadedFrom(string folder) =>
        string.Equals(
            Path.GetFullPath(folder),
            OwnFolder,
            OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // What the module does not bring along (System.Management.Automation, the framework) comes from the host.
        var path = _resolver.ResolveAssemblyToPath(assemblyName);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    /// <inheritdoc />
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = _resolver.ResolveUnmanagedDllToPath(unmanagedDllName);
        return path is null ? nint.Zero : LoadUnmanagedDllFromPath(path);
    }

    private static string OwnFolder => Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!;

    private static Assembly LoadModule()
    {
        var path = Path.Combine(OwnFolder, ModuleAssembly);
        return new ModuleLoadContext(path).LoadFromAssemblyPath(path);
    }
}
