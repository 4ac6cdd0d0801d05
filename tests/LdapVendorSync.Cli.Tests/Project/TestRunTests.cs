using System.Diagnostics;

namespace LdapVendorSync.Cli.Tests.Project;

/// <summary>What tests/run.sh says on a machine that lacks something.</summary>
public sealed class TestRunTests
{
    private static readonly string[] Tools = ["bash", "cat", "dirname", "find", "grep", "sed", "tr", "wc", "xargs"];

    [SkippableFact]
    public async Task Run_without_PowerShell_says_how_many_tests_were_skipped()
    {
        Skip.If(OperatingSystem.IsWindows(), "tests/run.sh is for Linux and macOS");
        var path = Directory.CreateTempSubdirectory("lvs-path-");
        try
        {
            LinkTools(path.FullName);

            // All that is defined before the first step; then the one step that matters here.
            var (status, output) = await RunAsync("source <(sed '/^rm -rf \"$results\"/,$d' run.sh); run_pester; finished=yes", path.FullName);

            output.ShouldMatch(@"!!! SKIPPED: all [1-9][0-9]{2,} Pester tests in [1-9][0-9]* files: pwsh is not installed");
            output.TrimEnd().Split('\n')[^1].ShouldMatch("^0 passed, 0 failed, [1-9][0-9]{2,} skipped$");
            status.ShouldBe(0);
        }
        finally
        {
            path.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public async Task Results_that_were_cut_off_are_a_failure()
    {
        Skip.If(OperatingSystem.IsWindows(), "tests/run.sh is for Linux and macOS");
        var folder = Directory.CreateTempSubdirectory("lvs-results-").FullName;
        try
        {
            // A test run that says it went well, but left half a file; then what run.sh does after it.
            var script = $$"""
                source <(sed '/^rm -rf "$results"/,$d; s|^readonly results=.*|readonly results={{folder}}|' run.sh)
                dotnet() { for word; do case $word in trx*) echo '<Counters total="5" exec' >"$results/${word#*=}" ;; esac; done; }
                if true; then run_xunit; fi
                finished=yes
                """;
            var (status, output) = await RunAsync(script, Environment.GetEnvironmentVariable("PATH")!, "/bin/bash");

            output.ShouldContain("FAILED: LdapVendorSync.Cli.Tests left no results (dotnet test ended with 0)");
            status.ShouldBe(1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void LinkTools(string folder)
    {
        foreach (var tool in Tools)
        {
            var found = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(part => Path.Combine(part, tool)).FirstOrDefault(File.Exists);
            File.CreateSymbolicLink(Path.Combine(folder, tool), found.ShouldNotBeNull(tool));
        }
    }

    private static async Task<(int Status, string Output)> RunAsync(string script, string path, string? bash = null)
    {
        var start = new ProcessStartInfo(bash ?? Path.Combine(path, "bash"), ["-c", script, "./run.sh"])
        {
            WorkingDirectory = Path.Combine(Repository.Folder, "tests"),
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = path;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
