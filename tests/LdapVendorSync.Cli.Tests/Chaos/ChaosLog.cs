namespace LdapVendorSync.Cli.Tests.Chaos;

/// <summary>A line for each round, in a file that is kept with the results of the tests. Safe for concurrent use.</summary>
internal sealed class ChaosLog
{
    private readonly Lock _gate = new();
    private readonly string _file;

    public ChaosLog()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Folder, "TestResults", "chaos"));
        _file = Path.Combine(folder.FullName, "rounds.log");
        File.Delete(_file);
    }

    /// <summary>Where it is.</summary>
    public string FilePath => _file;

    /// <summary>Adds a line.</summary>
    public void Write(string line)
    {
        lock (_gate)
            File.AppendAllText(_file, $"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {line}\n");
    }
}
