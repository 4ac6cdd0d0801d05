using LdapVendorSync.Bench.Processes;

namespace LdapVendorSync.Bench.Measuring;

/// <summary>What the rows of one run of the bench share.</summary>
internal sealed class BenchContext : IDisposable
{
    private readonly BenchOptions _options;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lvs-bench-");
    private int _folders;

    /// <summary>Begins a run of the bench.</summary>
    /// <param name="options">How the rows are measured.</param>
    /// <param name="command">The command to measure; <see langword="null"/> for that of this repository.</param>
    public BenchContext(BenchOptions options, FileInfo? command = null)
    {
        _options = options;
        Programs = new PublishedPrograms(this, command);
    }

    /// <summary>The command and what it is held against, published once for all rows.</summary>
    public PublishedPrograms Programs { get; }

    /// <summary>How often each figure is measured.</summary>
    public int Runs => _options.Runs;

    /// <summary>A size, scaled; never below 1.</summary>
    public int Size(int full) => Math.Max(1, (int)(full * _options.Scale));

    /// <summary>A new empty folder, gone with the bench.</summary>
    public DirectoryInfo NewFolder() => _folder.CreateSubdirectory(Interlocked.Increment(ref _folders).ToString("D4", null));

    /// <summary>Tells whoever waits for the table.</summary>
#pragma warning disable CA1822 // What is told may go elsewhere one day; callers shall not know.
    public void Say(string text) => Console.Error.WriteLine(text);
#pragma warning restore CA1822

    /// <inheritdoc />
    public void Dispose() => _folder.Delete(recursive: true);
}
