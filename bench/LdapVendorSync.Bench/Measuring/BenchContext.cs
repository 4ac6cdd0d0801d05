namespace LdapVendorSync.Bench.Measuring;

/// <summary>What the rows of one run of the bench share.</summary>
internal sealed class BenchContext(BenchOptions options) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lvs-bench-");
    private int _folders;

    /// <summary>How often each figure is measured.</summary>
    public int Runs => options.Runs;

    /// <summary>A size, scaled; never below 1.</summary>
    public int Size(int full) => Math.Max(1, (int)(full * options.Scale));

    /// <summary>A new empty folder, gone with the bench.</summary>
    public DirectoryInfo NewFolder() => _folder.CreateSubdirectory(Interlocked.Increment(ref _folders).ToString("D4", null));

    /// <summary>Tells whoever waits for the table.</summary>
#pragma warning disable CA1822 // What is told may go elsewhere one day; callers shall not know.
    public void Say(string text) => Console.Error.WriteLine(text);
#pragma warning restore CA1822

    /// <inheritdoc />
    public void Dispose() => _folder.Delete(recursive: true);
}
