using System.Diagnostics;
using System.Text.Json;
using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Bench.Populations;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Bench.Processes;

/// <summary>
/// Reads both sides of a group into memory, as the sync does, and compares them: <c>child compare MEMBERS RUNS</c>. The bare join is run in
/// turn with the comparison; without runs there is one comparison and no join, so that the peak is the comparison's.
/// </summary>
internal sealed class CompareChild : IChild
{
    private static readonly ComparisonOptions Options = new()
    {
        Attributes = [AttributeNames.Email, AttributeNames.FirstName, AttributeNames.LastName],
    };

    /// <inheritdoc />
    public string Name => "compare";

    /// <inheritdoc />
    public async Task<int> RunAsync(string[] arguments)
    {
        var people = new People(int.Parse(arguments[0], null));
        var runs = int.Parse(arguments[1], null);
        var source = await ReadAsync(ReadSide.Source, people.AtSource());
        var vendor = await ReadAsync(ReadSide.Vendor, people.AtVendor());
        var read = LiveBytes();
        var paired = runs > 0
            ? await PairedRuns.MeasureAsync(runs, () => TimeAsync(() => Join(source, vendor)), () => TimeAsync(() => Compare(source, vendor)))
            : null;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var comparison = Compare(source, vendor);
        var answer = new CompareAnswer
        {
            Join = paired?.Reference.Values ?? [],
            Comparison = paired?.Product.Values ?? [],
            PeakBytes = PeakMemory.OfThisProcess(),
            BytesOfMembers = read,
            BytesAllocated = GC.GetTotalAllocatedBytes(precise: true) - allocated,
            BytesOfResult = LiveBytes() - read,
            IsSame = Describe(comparison) == Join(source, vendor),
        };
        GC.KeepAlive(comparison);
        Console.WriteLine(JsonSerializer.Serialize(answer, ChildJson.Default.CompareAnswer));
        return 0;
    }

    private static async Task<IReadOnlyList<GroupMember>> ReadAsync(ReadSide side, IEnumerable<GroupMember> members)
    {
        var read = new GroupRead(side, "bench", "everybody", (recorder, _) =>
        {
            recorder.MarkProved();
            return members.ToAsyncEnumerable();
        });
        return (await GroupContent.ReadAsync(read, null, CancellationToken.None)).Members;
    }

    private static GroupComparison Compare(IReadOnlyList<GroupMember> source, IReadOnlyList<GroupMember> vendor) =>
        new GroupMembershipComparer(Options).Compare(source, vendor, MemberLinks.None);

    /// <summary>The least that finds out the same about people of whom it is certain who they are.</summary>
    private static JoinResult Join(IReadOnlyList<GroupMember> source, IReadOnlyList<GroupMember> vendor)
    {
        var accounts = new Dictionary<string, GroupMember>(vendor.Count, StringComparer.Ordinal);
        foreach (var account in vendor)
            accounts.Add(account.UserName!.ToLowerInvariant(), account);
        var missing = new List<GroupMember>();
        var different = new List<(GroupMember Person, GroupMember Account)>();
        foreach (var person in source)
        {
            if (!accounts.Remove(person.UserName!.ToLowerInvariant(), out var account))
                missing.Add(person);
            else if (person.Email != account.Email || person.FirstName != account.FirstName || person.LastName != account.LastName)
                different.Add((person, account));
        }

        return new JoinResult(different.Count, missing.Count, accounts.Values.ToList().Count);
    }

    private static JoinResult Describe(GroupComparison comparison) => new(
        comparison.Matched.Count(pair => pair.Differences.Count > 0), comparison.Missing.Count, comparison.Extra.Count);

    private static Task<TimeSpan> TimeAsync<T>(Func<T> run)
    {
        // Each begins without the rubbish of the other.
        LiveBytes();
        var started = Stopwatch.GetTimestamp();
        var result = run();
        var elapsed = Stopwatch.GetElapsedTime(started);
        GC.KeepAlive(result);
        return Task.FromResult(elapsed);
    }

    private static long LiveBytes() => GC.GetTotalMemory(forceFullCollection: true);

    private readonly record struct JoinResult(int Different, int Missing, int Extra);
}
