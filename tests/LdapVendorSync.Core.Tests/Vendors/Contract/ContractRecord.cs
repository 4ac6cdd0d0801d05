using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>
/// What became of each behaviour for one provider, kept in <c>Records/</c>: what is skipped, and why, is looked at when it changes, and the
/// table of docs/providers/contract.md is made from it. With LVS_UPDATE_DOCS=1 it is written.
/// </summary>
internal sealed class ContractRecord(string provider)
{
    private const string Passed = "passed";

    public static bool IsUpdate { get; } = Environment.GetEnvironmentVariable("LVS_UPDATE_DOCS") == "1";

    public static string Folder { get; } =
        Path.Combine(RepositoryRoot(), "tests", "LdapVendorSync.Core.Tests", "Vendors", "Contract", "Records");

    private string File => Path.Combine(Folder, $"{provider}.txt");

    /// <summary>Every provider that has a record.</summary>
    public static IReadOnlyList<string> Providers =>
        [.. Directory.GetFiles(Folder, "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "LdapVendorSync.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The repository was not found above the tests.");
        return folder;
    }

    /// <summary>What is recorded of each behaviour: nothing for one that holds, else why it was skipped.</summary>
    public IReadOnlyDictionary<string, string?> Read() => !System.IO.File.Exists(File)
        ? new Dictionary<string, string?>()
        : System.IO.File.ReadAllLines(File).Select(line => line.Split(": ", 2)).ToDictionary(
            parts => parts[0], parts => parts[1] == Passed ? null : parts[1], StringComparer.Ordinal);

    /// <summary>Requires that a result is the recorded one, or records it.</summary>
    public void Check(ContractResult result)
    {
        if (IsUpdate)
            Write(result);
        var recorded = Read();
        var run = $"record it with LVS_UPDATE_DOCS=1 dotnet test --filter FullyQualifiedName~{provider}ContractTests";
        recorded.ContainsKey(result.Behaviour.Name).ShouldBeTrue($"'{result.Behaviour}' is not in Records/{provider}.txt; {run}");
        result.Reason.ShouldBe(recorded[result.Behaviour.Name], $"'{result.Behaviour}' differs from Records/{provider}.txt; {run}");
    }

    private void Write(ContractResult result)
    {
        Directory.CreateDirectory(Folder);
        var lines = new Dictionary<string, string?>(Read(), StringComparer.Ordinal) { [result.Behaviour.Name] = result.Reason };
        System.IO.File.WriteAllLines(
            File,
            ProviderContract.Behaviours.Where(behaviour => lines.ContainsKey(behaviour.Name))
                .Select(behaviour => $"{behaviour}: {lines[behaviour.Name] ?? Passed}"));
    }
}
