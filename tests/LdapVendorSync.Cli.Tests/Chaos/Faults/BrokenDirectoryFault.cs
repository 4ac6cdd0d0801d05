using LdapVendorSync.Fixtures.Net;

namespace LdapVendorSync.Cli.Tests.Chaos.Faults;

/// <summary>The directory's connection is cut, or the directory dies or freezes, after so many bytes of its answers.</summary>
internal sealed class BrokenDirectoryFault : ChaosFault
{
    private const double ShortPatience = 0.4;

    private static readonly TimeSpan Freeze = TimeSpan.FromMilliseconds(200);

    private readonly Kind _kind;
    private readonly long _moment;

    private BrokenDirectoryFault(Kind kind, long moment)
    {
        _kind = kind;
        _moment = moment;
    }

    private enum Kind
    {
        CutOnce,
        CutAlways,
        GoneAfterCut,
        Kill,
        Freeze,
        FreezeForAWhile,
        Down,
    }

    /// <inheritdoc />
    public override IReadOnlyCollection<int> ExitCodes { get; } = [0, 3, 4, 5];

    /// <summary>One of the ways, at a random byte.</summary>
    public static ChaosFault Create(Random random, ChaosWorld world)
    {
        var kinds = Enum.GetValues<Kind>();
        return new BrokenDirectoryFault(kinds[random.Next(kinds.Length)], random.NextInt64(world.UsualAnswer));
    }

    /// <inheritdoc />
    public override async Task<RunResult> RunAsync(ChaosWorld world, RunSettings settings)
    {
        if (_kind == Kind.Down)
            return await RunDownAsync(world, settings);
        await using var proxy = new CuttingProxy(world.Directory.Port);
        var broken = settings with { DirectoryPort = proxy.Port, DirectoryPatience = ShortPatience, IsIncremental = false };
        if (_kind is Kind.CutOnce or Kind.CutAlways or Kind.GoneAfterCut)
            return await RunCutAsync(world, proxy, broken);
        using var stop = new CancellationTokenSource();
        var breaking = BreakAsync(world, proxy, stop.Token);
        var result = await world.RunAsync(broken);
        await stop.CancelAsync();
        await breaking;
        if (_kind == Kind.Kill && HasStruck)
            await world.Directory.RestartAsync();
        else
            world.Directory.Thaw();
        return result;
    }

    /// <inheritdoc />
    public override string ToString() => $"directory {_kind} after {_moment} bytes";

    private async Task<RunResult> RunDownAsync(ChaosWorld world, RunSettings settings)
    {
        await world.Directory.KillAsync();
        Strike();
        var result = await world.RunAsync(settings);
        await world.Directory.RestartAsync();
        return result;
    }

    private async Task<RunResult> RunCutAsync(ChaosWorld world, CuttingProxy proxy, RunSettings settings)
    {
        proxy.CutAfterBytes = _moment;
        proxy.CutConnections = _kind == Kind.CutAlways ? null : 1;
        proxy.IsGoneThen = _kind == Kind.GoneAfterCut;
        var result = await world.RunAsync(settings);
        if (proxy.AnsweredBytes >= _moment)
            Strike();
        return result;
    }

    private async Task BreakAsync(ChaosWorld world, CuttingProxy proxy, CancellationToken stop)
    {
        while (proxy.AnsweredBytes < _moment && !stop.IsCancellationRequested)
            await Task.Delay(1, CancellationToken.None);
        if (stop.IsCancellationRequested)
            return;
        Strike();
        if (_kind == Kind.Kill)
        {
            await world.Directory.KillAsync();
            return;
        }

        world.Directory.Freeze();
        if (_kind != Kind.FreezeForAWhile)
            return;
        await Task.Delay(Freeze, CancellationToken.None);
        world.Directory.Thaw();
    }
}
