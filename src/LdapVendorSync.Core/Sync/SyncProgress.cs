using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>Where a run stands, for whoever watches. Reported from several threads.</summary>
/// <param name="Stage">What is going on.</param>
/// <param name="Vendor">At which vendor.</param>
/// <param name="Mapping">For which mapping; <see langword="null"/> for the vendor as a whole.</param>
/// <param name="Done">How many changes (or members, while reading) are through.</param>
/// <param name="Total">Out of how many; <see langword="null"/> while unknown.</param>
public sealed record SyncProgress(SyncStage Stage, string Vendor, MappingReference? Mapping = null, int Done = 0, int? Total = null);

/// <summary>The stages of a run, per vendor.</summary>
public enum SyncStage
{
    /// <summary>Reaching the vendor and logging in.</summary>
    Connecting,

    /// <summary>Reading both sides of a mapping.</summary>
    Reading,

    /// <summary>Applying creates, adds and updates of a mapping.</summary>
    Applying,

    /// <summary>Waiting until all vendors are compared, then applying removals.</summary>
    Removing,

    /// <summary>Reading written groups back.</summary>
    Verifying,

    /// <summary>Through with the vendor.</summary>
    Finished,
}
