using System.Reflection;
using LdapVendorSync.Core.Configuration.Binding;

namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>
/// Plug-ins that are .NET assemblies: a file, or a folder in which every assembly that refers to the core counts. Each gets a load context
/// of its own.
/// </summary>
/// <remarks>
/// A provider is a public class that implements <see cref="IVendorProvider"/> and says what it is with a public static property
/// <c>Descriptor</c> of type <see cref="VendorProviderDescriptor"/>, as the built-in ones do.
/// </remarks>
public sealed class AssemblyPlugins : IPluginFormat
{
    private const string Announcement = "Descriptor";

    private const string HowToAnnounce =
        $"A provider is a public class that implements {nameof(IVendorProvider)} and has a property "
        + $"'public static {nameof(VendorProviderDescriptor)} {Announcement}'.";

    /// <inheritdoc />
    public bool Takes(string path) => Directory.Exists(path) || Path.GetExtension(path).Equals(".dll", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public VendorPlugin Load(string path)
    {
        var contexts = new List<PluginLoadContext>();
        try
        {
            var files = Directory.Exists(path) ? FindAssemblies(path) : [Inspect(path)];
            var providers = files.SelectMany(file => LoadFile(file, contexts)).ToList();
            RequireDistinctNames(path, providers);
            return new VendorPlugin(
                path,
                [.. providers.Select(provider => PluginGuard.Around(provider with { Kind = ProviderKind.Assembly, Path = path }))],
                PluginPermissions.Check(path),
                () => contexts.ForEach(context => context.Unload()));
        }
        catch
        {
            contexts.ForEach(context => context.Unload());
            throw;
        }
    }

    private static string Inspect(string file)
    {
        var image = PluginImage.TryRead(file)
            ?? throw new PluginException($"'{file}' is no .NET assembly.", "It may be a native library, or a file that was not copied to its end.");
        if (image.CoreReference is not { } wanted)
            throw new PluginException($"'{file}' holds no provider: it does not refer to LdapVendorSync.Core.", HowToAnnounce);
        var own = typeof(IVendorProvider).Assembly.GetName().Version!;
        return wanted <= own
            ? file
            : throw new PluginException(
                $"'{file}' was built against LdapVendorSync.Core {wanted.ToString(3)}, and this is {own.ToString(3)}.",
                "Update LdapVendorSync, or build the plug-in against this version.");
    }

    private static List<string> FindAssemblies(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.dll")
            .Where(file => !Path.GetFileName(file).StartsWith("LdapVendorSync.", StringComparison.OrdinalIgnoreCase))
            .Where(file => PluginImage.TryRead(file) is { CoreReference: not null })
            .Order(StringComparer.Ordinal)
            .ToList();
        return files.Count > 0 ? files.ConvertAll(Inspect) : throw new PluginException($"No assembly in '{folder}' holds a provider.", HowToAnnounce);
    }

    private static List<VendorProviderDescriptor> LoadFile(string file, List<PluginLoadContext> contexts)
    {
        try
        {
            var context = new PluginLoadContext(file);
            contexts.Add(context);
            var types = LoadImage(file, context).GetExportedTypes().Where(IsProvider).ToList();
            var found = types.Select(Describe).OfType<VendorProviderDescriptor>().ToList();
            if (found.Count > 0)
                return found;
            throw types.Count == 0
                ? new PluginException($"'{file}' holds no provider: no public class implements {nameof(IVendorProvider)}.", HowToAnnounce)
                : new PluginException($"'{file}': {types[0].FullName} does not say what it is.", HowToAnnounce);
        }
        catch (Exception error) when (error is not PluginException)
        {
            throw new PluginException($"'{file}' cannot be loaded. {DescribeFault(error)}", null, error);
        }
    }

    private static Assembly LoadImage(string file, PluginLoadContext context)
    {
        try
        {
            return context.LoadPlugin();
        }
        catch (Exception error) when (error is BadImageFormatException or FileLoadException)
        {
            throw new PluginException($"'{file}' cannot be loaded. {PluginImage.TryRead(file)?.DescribeMismatch()}", null, error);
        }
    }

    private static bool IsProvider(Type type) => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IVendorProvider));

    private static VendorProviderDescriptor? Describe(Type type)
    {
        var property = type.GetProperty(Announcement, BindingFlags.Public | BindingFlags.Static);
        if (property is null || property.PropertyType != typeof(VendorProviderDescriptor))
            return null;
        var descriptor = (VendorProviderDescriptor?)property.GetValue(null)
            ?? throw new PluginException($"{type.FullName}.{Announcement} is null.", HowToAnnounce);
        CheckSettings(descriptor);
        return descriptor;
    }

    // What would otherwise break while a configuration is read, where nobody would look for it.
    private static void CheckSettings(VendorProviderDescriptor descriptor)
    {
        if (descriptor.SettingsType is not { } type)
            return;
        var settings = SettingsDescriptor.Of(type);
        if (settings.Settings.Count == 0)
            throw new PluginException($"The settings of provider '{descriptor.Name}' ({type.FullName}) have no property with [Setting].");
        try
        {
            _ = settings.CreateDefault();
        }
        catch (Exception error)
        {
            throw new PluginException(
                $"The settings of provider '{descriptor.Name}' ({type.FullName}) cannot be made: {PluginFaults.Unwrap(error).Message}",
                "A settings record needs a public constructor without parameters.",
                error);
        }
    }

    private static void RequireDistinctNames(string path, List<VendorProviderDescriptor> providers)
    {
        if (providers.GroupBy(provider => provider.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new PluginException($"'{path}' holds {twice.Count()} providers named '{twice.Key}'.", "Give each a name of its own.");
    }

    private static string DescribeFault(Exception error)
    {
        var origin = PluginFaults.Unwrap(error);
        return PluginFaults.DescribeLinkage(origin) ?? $"{origin.GetType().Name}: {origin.Message}";
    }
}
