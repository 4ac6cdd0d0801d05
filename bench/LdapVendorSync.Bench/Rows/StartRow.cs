using System.Globalization;
using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Bench.Processes;

namespace LdapVendorSync.Bench.Rows;

/// <summary>How long the command takes to start.</summary>
internal sealed class StartRow() : BenchRow("start", "ldap-vendor-sync --version, whole process")
{
    // A start is short, and each of them differs more from the next than the two programs do.
    private const int LeastRuns = 15;

    /// <inheritdoc />
    protected override async Task<RowResult> MeasureAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var command = await context.Programs.CommandAsync(cancellationToken);
        var hello = await context.Programs.HelloWorldAsync(cancellationToken);
        var starts = await PairedRuns.MeasureAsync(
            Math.Max(context.Runs, LeastRuns),
            () => TimeAsync(hello, cancellationToken),
            () => TimeAsync(command, cancellationToken, "--version"));
        return Result() with
        {
            Figures = [new Figure("ldap-vendor-sync --version", starts.Ratios, "×", 1.6)],
            Reference = $"hello world of dotnet publish, {Milliseconds(starts.Reference)}",
            Profile =
            [
                new("hello world", Milliseconds(starts.Reference)),
                new("--version", Milliseconds(starts.Product)),
                new(
                    "methods that the JIT compiled for hello world",
                    await CompiledMethods.CountAsync(context, hello, [], cancellationToken)),
                new(
                    "methods that the JIT compiled for --version",
                    await CompiledMethods.CountAsync(context, command, ["--version"], cancellationToken)),
            ],
        };
    }

    private static async Task<TimeSpan> TimeAsync(string program, CancellationToken cancellationToken, params string[] arguments) =>
        (await MeasuredProcess.RunAsync(program, arguments, cancellationToken: cancellationToken)).Elapsed;

    private static string Milliseconds(Samples seconds) =>
        (seconds.Median * 1000).ToString("0", CultureInfo.InvariantCulture) + " ms";
}
