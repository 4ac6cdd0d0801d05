using System.Globalization;
using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Bench.Processes;

namespace LdapVendorSync.Bench.Reading;

/// <summary>Where the time of reading a group goes.</summary>
internal static class ReadProfile
{
    /// <summary>Measures the steps of a read, each by itself.</summary>
    public static async Task<IReadOnlyList<ProfileStep>> MeasureAsync(
        BenchContext context, BenchDirectory directory, string group, PairedRuns runs, CancellationToken cancellationToken)
    {
        var command = await context.Programs.CommandAsync(cancellationToken);
        var start = await TakeAsync(
            async () => (await MeasuredProcess.RunAsync(command, ["--version"], cancellationToken: cancellationToken)).Elapsed);
        var handful = await TakeAsync(() => directory.ReadAsync(BenchDirectory.HandfulDn, cancellationToken));
        var compiled = await CompiledMethods.CountAsync(
            context, command, directory.ReadArguments(BenchDirectory.HandfulDn), cancellationToken);
        var list = await TakeAsync(() => directory.ListAsync(group, cancellationToken));
        return
        [
            new("reference, whole process", Milliseconds(runs.Reference.Median)),
            new("command, whole process", Milliseconds(runs.Product.Median)),
            new("of it the start of the process (--version)", Milliseconds(start)),
            new("with configuration, connection and a group of a handful", Milliseconds(handful)),
            new("methods that the JIT compiled for that", compiled),
            new("the group's own member list, which decides who is in it, by ldapsearch", Milliseconds(list)),
            .. await ReadInOneProcessAsync(directory, group),
        ];
    }

    private static async Task<IEnumerable<ProfileStep>> ReadInOneProcessAsync(BenchDirectory directory, string group)
    {
        var child = await MeasuredProcess.RunChildAsync("read", directory.Url, group);
        var lines = child.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToList();
        return
        [
            new ProfileStep("read alone, first time in a process (its code is compiled meanwhile)", $"{lines[0][0]} ms"),
            new ProfileStep($"read alone, time {ReadChild.Times} in one process", $"{lines[^1][0]} ms, {Megabytes(lines[^1][1])} MB allocated"),
        ];
    }

    private static async Task<double> TakeAsync(Func<Task<TimeSpan>> measure)
    {
        const int times = 3;
        var values = new List<double>();
        for (var time = 0; time < times; time++)
            values.Add((await measure()).TotalSeconds);
        return new Samples(values).Median;
    }

    private static string Milliseconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0} ms");

    private static string Megabytes(string bytes) =>
        (double.Parse(bytes, CultureInfo.InvariantCulture) / (1024 * 1024)).ToString("0", CultureInfo.InvariantCulture);
}
