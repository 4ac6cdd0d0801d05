namespace LdapVendorSync.Core.Tests.Sync.Incremental;

/// <summary>The system's clock, set forward or back.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
