namespace LdapVendorSync.Demo;

/// <summary>A folder below <c>examples/</c>.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Repository">The repository that it is in.</param>
internal sealed record ExampleFolder(string Path, string Repository)
{
    /// <summary>Finds the folder of an example in the repository that this program was built in.</summary>
    public static ExampleFolder Find(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(System.IO.Path.Combine(folder.FullName, "LdapVendorSync.sln")))
            folder = folder.Parent;
        var repository = folder?.FullName ?? throw new DemoException("This program has to lie in the repository that it was built in.");
        return new ExampleFolder(System.IO.Path.Combine(repository, "examples", name), repository);
    }

    /// <summary>A file of the example.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A file of the example as somebody would write it who stands in the repository.</summary>
    public string Shown(string name) => $"examples/{System.IO.Path.GetFileName(Path)}/{name}";
}
