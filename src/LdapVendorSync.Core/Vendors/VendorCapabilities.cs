namespace LdapVendorSync.Core.Vendors;

/// <summary>What a vendor can do. What it cannot do is refused before a run, not in the middle of it.</summary>
public sealed record VendorCapabilities
{
    /// <summary>Accounts can be created.</summary>
    public bool CreateUsers { get; init; } = true;

    /// <summary>Attributes of accounts can be changed.</summary>
    public bool UpdateUsers { get; init; } = true;

    /// <summary>Accounts can be disabled and enabled.</summary>
    public bool DisableUsers { get; init; }

    /// <summary>Groups can be created.</summary>
    public bool CreateGroups { get; init; }

    /// <summary>
    /// Memberships are written by replacing the whole list. Such a vendor is not written at all from a Partial read.
    /// </summary>
    public bool ReplacesWholeGroup { get; init; }

    /// <summary>How many requests the vendor stands at once; <see langword="null"/> for the configured concurrency.</summary>
    public int? MaxConcurrency { get; init; }
}
