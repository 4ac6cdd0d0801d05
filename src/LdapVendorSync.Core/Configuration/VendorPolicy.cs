using System.ComponentModel.DataAnnotations;

namespace LdapVendorSync.Core.Configuration;

/// <summary>What may be said for the whole sync and for a vendor.</summary>
public abstract record VendorPolicy : MappingPolicy
{
    /// <summary>What a run does first.</summary>
    [Setting("What a run does first; removals always wait until every mapping is compared.")]
    public ChangeOrder Order { get; init; } = ChangeOrder.AddFirst;

    /// <summary>How many requests may be under way at one vendor.</summary>
    [Setting("How many requests may be under way at one vendor; there are fewer while it refuses or fails.")]
    [Range(1, 256)]
    public int Concurrency { get; init; } = 8;

    /// <summary>The most requests a second to one vendor; <see langword="null"/> for no limit.</summary>
    [Setting("The most requests a second to one vendor; none for no limit.")]
    [Range(0.01, 100_000)]
    public double? RateLimit { get; init; }

    /// <summary>What is read back after writing.</summary>
    [Setting("What is read back after writing.")]
    public VerifyMode Verify { get; init; } = VerifyMode.Changed;

    /// <summary>Whether nothing is written. What the top level forbids, a vendor cannot allow.</summary>
    [Setting("Whether nothing is written; true at the top level counts for every vendor.")]
    public bool DryRun { get; init; }

    /// <summary>What becomes of accounts that are in no synced group any more.</summary>
    [Setting("What becomes of vendor accounts that a run took out of the last mapped group; delete needs allow_account_deletion.")]
    public OrphanAccounts Orphans { get; init; } = OrphanAccounts.Keep;

    /// <summary>Whether accounts may be deleted at all.</summary>
    [Setting("Whether accounts may be deleted at all: by orphans: delete, and at vendors where leaving a group deletes the account.")]
    public bool AllowAccountDeletion { get; init; }

    /// <summary>Retries, and when a vendor is given up.</summary>
    [Setting("Retries, and when a vendor is given up.")]
    public ErrorHandlingSettings ErrorHandling { get; init; } = new();
}
