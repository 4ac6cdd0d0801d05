using System.Diagnostics.CodeAnalysis;

namespace LdapVendorSync.ProviderKit;

/// <summary>What a behaviour needs of the provider or of the vendor under test; without it, the behaviour is skipped.</summary>
[Flags]
[SuppressMessage("Naming", "CA1711", Justification = "They are flags.")]
public enum ContractNeeds
{
    /// <summary>Nothing that not every provider has.</summary>
    None = 0,

    /// <summary>Accounts can be created.</summary>
    CreateUsers = 1 << 0,

    /// <summary>Accounts can be changed.</summary>
    UpdateUsers = 1 << 1,

    /// <summary>Accounts can be disabled and enabled.</summary>
    DisableUsers = 1 << 2,

    /// <summary>Accounts can be deleted.</summary>
    DeleteUsers = 1 << 3,

    /// <summary>Groups can be created.</summary>
    CreateGroups = 1 << 4,

    /// <summary>People can be made members and be taken out.</summary>
    ChangeMemberships = 1 << 5,

    /// <summary>The provider lists all groups and accounts.</summary>
    Listing = 1 << 6,

    /// <summary>The provider takes many changes at once.</summary>
    Batches = 1 << 7,

    /// <summary>The vendor under test misbehaves on request.</summary>
    Faults = 1 << 8,

    /// <summary>Somebody counts the requests.</summary>
    RequestCount = 1 << 9,

    /// <summary>There are credentials that are wrong.</summary>
    WrongCredentials = 1 << 10,

    /// <summary>There are secrets to look for.</summary>
    Secrets = 1 << 11,
}
