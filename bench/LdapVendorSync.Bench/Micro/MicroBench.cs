using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Running;

namespace LdapVendorSync.Bench.Micro;

/// <summary>Measures the hot paths with BenchmarkDotNet: time and memory of an operation.</summary>
internal static class MicroBench
{
    // By itself, BenchmarkDotNet builds the product anew for each run, with everything that this project refers to: minutes on a small
    // machine, and beyond its own limit on a busy one. This build is an optimised one of the same code.
    private const string InProcess = "--inProcess";

    /// <summary>Runs what its command line selects.</summary>
    /// <param name="arguments">Of BenchmarkDotNet, such as <c>--filter '*' --job short</c>.</param>
    /// <returns>0, or 1 where something could not be measured or nothing was selected.</returns>
    public static int Run(string[] arguments)
    {
        var config = DefaultConfig.Instance
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared));
        // Runs each once, to see whether it runs at all; figures of a build for debugging are none, but that can be seen of it too.
        if (arguments.Contains("dry", StringComparer.OrdinalIgnoreCase))
            config = config.WithOptions(ConfigOptions.DisableOptimizationsValidator);
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroBench).Assembly)
            .Run([.. arguments.Except([InProcess]), InProcess], config)
            .ToList();
        var isListing = arguments.Any(argument => argument is "--list" or "--help" or "--version" or "--info");
        var isWhole = summaries.Count > 0 && summaries.TrueForAll(summary =>
            !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success));
        return isWhole || isListing ? 0 : 1;
    }
}
