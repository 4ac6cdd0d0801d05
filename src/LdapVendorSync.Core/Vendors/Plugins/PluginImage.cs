using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>What an assembly file says of itself, read without loading it.</summary>
/// <param name="Machine">What it was compiled for.</param>
/// <param name="CoreReference">The version of the core that it was built against; <see langword="null"/> where it does not refer to it.</param>
internal sealed record PluginImage(Machine Machine, Version? CoreReference)
{
    private static readonly string CoreName = typeof(IVendorProvider).Assembly.GetName().Name!;

    /// <summary>Reads a file.</summary>
    /// <returns>What it says, or <see langword="null"/> where it is no .NET assembly.</returns>
    /// <exception cref="PluginException">The file cannot be read.</exception>
    public static PluginImage? TryRead(string path)
    {
        try
        {
            using var image = new PEReader(File.OpenRead(path));
            if (!image.HasMetadata)
                return null;
            var metadata = image.GetMetadataReader();
            if (!metadata.IsAssembly)
                return null;
            var references = metadata.AssemblyReferences.Select(metadata.GetAssemblyReference);
            var core = references.Where(reference => metadata.StringComparer.Equals(reference.Name, CoreName)).Select(reference => reference.Version);
            return new PluginImage(image.PEHeaders.CoffHeader.Machine, core.FirstOrDefault());
        }
        catch (BadImageFormatException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PluginException($"'{path}' cannot be read: {error.Message}", null, error);
        }
    }

    /// <summary>Why an image that says it is an assembly was not accepted as one.</summary>
    public string DescribeMismatch() =>
        $"It was built for {Machine}, and this process runs on {RuntimeInformation.ProcessArchitecture} with {RuntimeInformation.FrameworkDescription}.";
}
