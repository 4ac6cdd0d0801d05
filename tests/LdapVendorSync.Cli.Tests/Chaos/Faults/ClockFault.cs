using LdapVendorSync.Cli.Tests.Chaos.Truths;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Cli.Tests.Chaos.Faults;

/// <summary>The clock is wrong from the beginning, or jumps in the middle of a run.</summary>
internal sealed class ClockFault(TimeSpan jump, string vendor, Fault? moment) : ChaosFault
{
    private static readonly TimeSpan[] Jumps =
    [
        TimeSpan.FromDays(-1), TimeSpan.FromDays(-400), TimeSpan.FromHours(-1), TimeSpan.FromHours(1), TimeSpan.FromDays(2),
        TimeSpan.FromDays(31),
    ];

    /// <inheritdoc />
    public override bool ClockIsSound => false;

    /// <inheritdoc />
    public override IReadOnlyCollection<int> ExitCodes { get; } = [0];

    /// <summary>Some jump, at some request or before the run.</summary>
    public static ChaosFault Create(Random random, ChaosWorld world)
    {
        var jump = Jumps[random.Next(Jumps.Length)];
        var vendor = TrueMapping.Vendors[random.Next(TrueMapping.Vendors.Count)];
        var moment = new Fault { Kind = FaultKind.Slow, DelayMilliseconds = 0, Skip = random.Next(world.UsualRequests), Times = 1 };
        return new ClockFault(jump, vendor, random.Next(3) == 0 ? null : moment);
    }

    /// <inheritdoc />
    public override Task<RunResult> RunAsync(ChaosWorld world, RunSettings settings)
    {
        var clock = new JumpingClock();
        if (moment is null)
            Jump();
        else
            world.Vendor(vendor).Faults.Add(moment with { Struck = Jump });
        return world.RunAsync(settings with { AsProcess = false, Clock = clock });

        void Jump()
        {
            clock.Offset = jump;
            Strike();
        }
    }

    /// <inheritdoc />
    public override string ToString() =>
        $"clock jumps by {jump} {(moment is null ? "before the run" : $"at {vendor}'s request {moment.Skip}")}";

    private sealed class JumpingClock : TimeProvider
    {
        private long _offset;

        public TimeSpan Offset
        {
            set => Interlocked.Exchange(ref _offset, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));
    }
}
