using LdapVendorSync.Cli.Tests.Chaos.Truths;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Cli.Tests.Chaos.Faults;

/// <summary>A vendor misbehaves at some request, or from then on.</summary>
internal sealed class VendorFault : ChaosFault
{
    private const string MemberLists = "^/groups/[^/]+/members[?]?";
    private const double ShortPatience = 0.4;

    private static readonly FaultKind[] Silences = [FaultKind.Hang, FaultKind.HangAfter, FaultKind.HangInBody];
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE"];

    private readonly string _vendor;
    private readonly Fault _fault;

    private VendorFault(string vendor, Fault fault)
    {
        _vendor = vendor;
        _fault = fault with { Struck = Strike };
    }

    /// <inheritdoc />
    public override IReadOnlyCollection<int> ExitCodes { get; } = [0, 4, 5];

    /// <summary>Answers with a status that says that it is too much, broken, or nobody's.</summary>
    public static ChaosFault Status(Random random, ChaosWorld world) => At(random, world, AnyOf(random,
    [
        new() { Kind = FaultKind.Status, Status = 429 },
        new() { Kind = FaultKind.Status, Status = 429, RetryAfter = "0" },
        new() { Kind = FaultKind.Status, Status = 429, RetryAfter = "1" },
        new() { Kind = FaultKind.Status, Status = 429, RetryAfter = "86400" },
        new() { Kind = FaultKind.Status, Status = 500, Body = "oops" },
        new() { Kind = FaultKind.Status, Status = 503, RetryAfter = "0" },
        new() { Kind = FaultKind.Status, Status = 502 },
        new() { Kind = FaultKind.Status, Status = 401 },
        new() { Kind = FaultKind.Status, Status = 403 },
        new() { Kind = FaultKind.Status, Status = 404 },
        new() { Kind = FaultKind.StatusAfter, Status = 500 },
        new() { Kind = FaultKind.StatusAfter, Status = 504 },
        new() { Kind = FaultKind.StatusAfter, Status = 503 },
    ]));

    /// <summary>Resets the connection, or says nothing.</summary>
    public static ChaosFault Connection(Random random, ChaosWorld world) => At(random, world, AnyOf(random,
    [
        new() { Kind = FaultKind.Reset },
        new() { Kind = FaultKind.ResetAfter },
        new() { Kind = FaultKind.Slow, DelayMilliseconds = 150 },
        new() { Kind = FaultKind.Slow, DelayMilliseconds = 600 },
        new() { Kind = FaultKind.Hang },
        new() { Kind = FaultKind.HangAfter },
        new() { Kind = FaultKind.HangInBody },
    ]));

    /// <summary>Answers with something that is not what it should be.</summary>
    public static ChaosFault Body(Random random, ChaosWorld world) => At(random, world, AnyOf(random,
    [
        new() { Kind = FaultKind.Truncate },
        new() { Kind = FaultKind.Garble },
        new() { Kind = FaultKind.Html },
        new() { Kind = FaultKind.Empty },
        new() { Kind = FaultKind.Status, Status = 200, Body = "{\"error\": \"try again later\"}" },
        new() { Kind = FaultKind.Status, Status = 200, Body = "[]" },
        new() { Kind = FaultKind.StatusAfter, Status = 200, Body = "{\"error\": \"try again later\"}" },
    ]));

    /// <summary>Lies about who is in a group.</summary>
    public static ChaosFault Lie(Random random, ChaosWorld world)
    {
        FaultKind[] kinds =
        [
            FaultKind.RepeatPage, FaultKind.EndlessPages, FaultKind.LieAboutTotal, FaultKind.OverlapPages, FaultKind.DropPage,
            FaultKind.EmptyPage, FaultKind.NextIsItself, FaultKind.AnotherGroup,
        ];
        var fault = new Fault { Kind = kinds[random.Next(kinds.Length)], Method = "GET", Path = MemberLists };
        return new VendorFault(AnyVendor(random), Timed(random, world.UsualRequests, fault));
    }

    /// <inheritdoc />
    public override Task<RunResult> RunAsync(ChaosWorld world, RunSettings settings)
    {
        world.Vendor(_vendor).Faults.Add(_fault);
        var isSilent = Silences.Contains(_fault.Kind) || _fault.Kind == FaultKind.Slow;
        return world.RunAsync(isSilent ? settings with { VendorPatience = ShortPatience } : settings);
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var status = _fault.Kind is FaultKind.Status or FaultKind.StatusAfter ? $" {_fault.Status} {_fault.RetryAfter}{_fault.Body}" : "";
        return $"{_vendor}: {_fault.Kind}{status} at {_fault.Method ?? "any"} request {_fault.Skip}, {_fault.Times} times";
    }

    private static VendorFault At(Random random, ChaosWorld world, Fault fault)
    {
        var method = random.Next(3) == 0 ? null : Methods[random.Next(Methods.Length)];
        var requests = method is null or "GET" ? world.UsualRequests : 2;
        return new VendorFault(AnyVendor(random), Timed(random, requests, fault with { Method = method }));
    }

    // Once, for a while, or for the rest of the run.
    private static Fault Timed(Random random, int requests, Fault fault) =>
        fault with { Skip = random.Next(requests), Times = random.Next(4) switch { 0 => 0, 1 => random.Next(2, 5), _ => 1 } };

    private static Fault AnyOf(Random random, Fault[] faults) => faults[random.Next(faults.Length)];

    private static string AnyVendor(Random random) => TrueMapping.Vendors[random.Next(TrueMapping.Vendors.Count)];
}
