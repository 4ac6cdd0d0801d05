namespace LdapVendorSync.Cli.Tests.Chaos.Faults;

/// <summary>Something that goes wrong in, or before, one run.</summary>
internal abstract class ChaosFault
{
    private int _struck;

    /// <summary>Whether it needs a process of its own to happen to.</summary>
    public virtual bool NeedsProcess => false;

    /// <summary>Whether the links are gone afterwards, so that it takes a further run until both sides agree.</summary>
    public virtual bool LosesHistory => false;

    /// <summary>Whether the run's clock is that of the vendors.</summary>
    public virtual bool ClockIsSound => true;

    /// <summary>With which exit codes the run may end.</summary>
    public abstract IReadOnlyCollection<int> ExitCodes { get; }

    /// <summary>Whether it happened: its moment may never have come.</summary>
    public bool HasStruck => Volatile.Read(ref _struck) > 0;

    /// <summary>Makes a run to which it happens.</summary>
    public abstract Task<RunResult> RunAsync(ChaosWorld world, RunSettings settings);

    /// <summary>Says what happens and when.</summary>
    public abstract override string ToString();

    /// <summary>It happened.</summary>
    protected void Strike() => Interlocked.Increment(ref _struck);
}
