using System.Globalization;
using System.Text.Json;
using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Bench.Processes;
using LdapVendorSync.Bench.Servers;
using static System.FormattableString;

namespace LdapVendorSync.Bench.Syncs;

/// <summary>
/// A configuration on disk that syncs groups of a CSV source to vendors of the vendor server, and its runs: each in a process of its own,
/// with its history and log in the folder.
/// </summary>
/// <param name="folder">Where the files are.</param>
internal sealed class WholeSync(DirectoryInfo folder)
{
    private const string ConfigurationFile = "sync.yaml";

    /// <summary>The source block of what <see cref="WritePeopleAsync"/> writes.</summary>
    public const string CsvSource = """
        sources:
          - name: directory
            type: csv
            file: people.csv
            columns: {id: Id, userName: Login, email: Mail, firstName: First, lastName: Last}
            memberships_file: memberships.csv
        """;

    // All accounts are read once, so that no look-up stands between the changes.
    private const string FindUser = "find_user: {path: /users, query: {}}";

    /// <summary>Writes a sync that adds everybody whom the server knows to one group of each vendor.</summary>
    /// <param name="context">Gives the folder.</param>
    /// <param name="server">The server.</param>
    /// <param name="vendors">How many of its vendors.</param>
    /// <param name="rest">Further lines of the <c>rest:</c> block.</param>
    /// <param name="more">Further lines of a vendor.</param>
    public static async Task<WholeSync> AddEverybodyAsync(
        BenchContext context, VendorServer server, int vendors, IEnumerable<string> rest, IEnumerable<string> more)
    {
        const string group = $"{BenchVendor.GroupPrefix}0";
        var people = Enumerable.Range(0, server.Options.Accounts).Select(number => new BenchPerson(number)).ToList();
        var sync = new WholeSync(context.NewFolder());
        await sync.WritePeopleAsync(people, [(group, people)]);
        await sync.WriteConfigurationAsync(
            CsvSource,
            Enumerable.Range(0, vendors).Select(vendor =>
                Vendor(server, vendor, [group], [FindUser, .. rest], ["auth: {method: none}", .. more])),
            Invariant($"max_parallel_vendors: {vendors}"));
        return sync;
    }

    /// <summary>Writes people and groups as the source has them.</summary>
    /// <param name="people">Everybody.</param>
    /// <param name="groups">Group by group, its members.</param>
    public async Task WritePeopleAsync(IEnumerable<BenchPerson> people, IEnumerable<(string Group, IEnumerable<BenchPerson> Members)> groups)
    {
        await WriteAsync("people.csv", people
            .Select(person => $"{person.SourceId},{person.UserName},{person.Mail},{person.FirstName},{person.LastName}")
            .Prepend("Id,Login,Mail,First,Last"));
        await WriteAsync("memberships.csv", groups
            .SelectMany(group => group.Members.Select(member => $"{group.Group},{member.SourceId}"))
            .Prepend("group,member"));
    }

    /// <summary>Writes the configuration.</summary>
    /// <param name="source">Its <c>sources:</c> block.</param>
    /// <param name="vendors">Its vendors, each as <see cref="Vendor"/> gives it.</param>
    /// <param name="more">Further keys at the top.</param>
    public Task WriteConfigurationAsync(string source, IEnumerable<string> vendors, string more = "") => WriteAsync(
        ConfigurationFile, [source, more, "logging: {level: INFO, log_dir: logs}", "state_dir: state", "vendor_apps:", .. vendors]);

    /// <summary>The block of one vendor of the vendor server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="vendor">Which of its vendors.</param>
    /// <param name="groups">The groups; each has the same name on both sides.</param>
    /// <param name="rest">Lines of its <c>rest:</c> block.</param>
    /// <param name="more">Further lines of the vendor.</param>
    public static string Vendor(
        VendorServer server, int vendor, IEnumerable<string> groups, IEnumerable<string> rest, IEnumerable<string> more)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"vendor-{vendor}");
        return string.Join('\n', [
            $"  - name: {name}",
            "    module: rest",
            $"    base_url: {server.BaseUrl(vendor)}",
            "    rest:",
            "      paging: {size: 1000}",
            .. rest.Select(line => $"      {line}"),
            .. more.Select(line => $"    {line}"),
            "    groups:",
            .. groups.Select(group => $"      - {{source_group: {group}, vendor_group: {group}}}"),
        ]);
    }

    /// <summary>Forgets earlier runs: their history and log.</summary>
    public void Forget()
    {
        foreach (var left in folder.GetDirectories())
            left.Delete(recursive: true);
    }

    /// <summary>Runs it once with the command as it is published, which has no need to compile itself first.</summary>
    /// <exception cref="InvalidOperationException">It did not end well.</exception>
    public async Task<TimeSpan> RunCommandAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var command = await context.Programs.CommandAsync(cancellationToken);
        string[] arguments = ["sync", "--config", Path.Combine(folder.FullName, ConfigurationFile)];
        return (await MeasuredProcess.RunAsync(command, arguments, cancellationToken: cancellationToken)).Elapsed;
    }

    /// <summary>When the last run did what while it sent changes.</summary>
    public SendingTrace TraceSending() => SendingTrace.Read(new(Path.Combine(folder.FullName, "state")), new(Path.Combine(folder.FullName, "logs")));

    /// <summary>Runs it once.</summary>
    /// <param name="arguments"><c>--allow-removals</c>, <c>--full</c>.</param>
    /// <exception cref="InvalidOperationException">It did not end well.</exception>
    public async Task<SyncMeasure> RunAsync(params string[] arguments)
    {
        var run = await MeasuredProcess.RunChildAsync(SyncChild.ChildName, [Path.Combine(folder.FullName, ConfigurationFile), .. arguments]);
        return JsonSerializer.Deserialize(run.Output, SyncMeasureJson.Default.SyncMeasure)!;
    }

    /// <summary>The stages of a run, its processor time and memory, as steps of a profile.</summary>
    public static IEnumerable<ProfileStep> ProfileOf(SyncMeasure run) =>
    [
        .. run.Stages.Select(stage =>
            new ProfileStep($"stage {stage.Key}", Invariant($"{stage.Value:0.000} s, at most {run.Peaks[stage.Key] / 1e6:0} MB until its end"))),
        new(
            "whole run",
            Invariant($"{run.Seconds:0.000} s, {run.ProcessorSeconds:0.00} s of processor, {run.PauseSeconds:0.00} s still for garbage, ")
            + Invariant($"{run.PeakMemory / 1e6:0} MB, history {run.HistoryBytes / 1e6:0} MB")),
    ];

    private Task WriteAsync(string file, IEnumerable<string> lines) =>
        File.WriteAllLinesAsync(Path.Combine(folder.FullName, file), lines);
}
