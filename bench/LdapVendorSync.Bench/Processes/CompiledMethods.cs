using System.Globalization;
using LdapVendorSync.Bench.Measuring;

namespace LdapVendorSync.Bench.Processes;

/// <summary>How much of a program was not compiled ahead of time.</summary>
internal static class CompiledMethods
{
    /// <summary>Runs a program and counts the methods that the JIT compiled for it, those compiled a second time included.</summary>
    /// <remarks>https://github.com/dotnet/runtime/blob/main/docs/design/coreclr/jit/viewing-jit-dumps.md: a line for each.</remarks>
    /// <returns>The number, as text. Where the program fails under that watch, as the runtime now and then does, a note.</returns>
    public static async Task<string> CountAsync(
        BenchContext context, string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var list = Path.Combine(context.NewFolder().FullName, "compiled.txt");
        var environment = new Dictionary<string, string> { ["DOTNET_JitDisasmSummary"] = "1", ["DOTNET_JitStdOutFile"] = list };
        try
        {
            await MeasuredProcess.RunAsync(program, arguments, environment: environment, cancellationToken: cancellationToken);
        }
        catch (InvalidOperationException)
        {
            return "not counted: the program failed while its methods were listed";
        }

        // A program that is none of .NET writes no list.
        return (File.Exists(list) ? File.ReadLines(list).Count() : 0).ToString(CultureInfo.InvariantCulture);
    }
}
