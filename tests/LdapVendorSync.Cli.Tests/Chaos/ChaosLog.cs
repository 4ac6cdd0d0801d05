namespace LdapVendorSync.Cli.Tests.Chaos;

/// <summary>A line for each round, in a file that is kept with the results of the tests, and what was written where one failed.</summary>
internal sealed class ChaosLog
{
    private readonly Lock _gate = new();
    private readonly string _folder = Path.Combine(Repository.Folder, "TestResults", "chaos");

    public ChaosLog()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Where it is.</summary>
    public string FilePath => Path.Combine(_folder, "rounds.log");

    /// <summary>Adds a line.</summary>
    public void Write(string line)
    {
        lock (_gate)
            File.AppendAllText(FilePath, $"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {line}\n");
    }

    /// <summary>Keeps what a world has written, beside the log.</summary>
    public void Keep(ChaosWorld world, string name)
    {
        foreach (var file in Directory.GetFiles(world.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder, name, Path.GetRelativePath(world.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }
}
