using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit;

/// <summary>Whether provider and vendor under test have what a behaviour needs.</summary>
internal static class ContractSkills
{
    /// <summary>Skips the behaviour where the vendor under test lacks a skill.</summary>
    public static void Require(IVendorUnderTest vendor, ContractNeeds needs)
    {
        Require(needs, ContractNeeds.Faults, vendor.Faults is not null);
        Require(needs, ContractNeeds.RequestCount, vendor.Requests is not null);
        Require(needs, ContractNeeds.WrongCredentials, vendor.WrongCredentials is not null);
        Require(needs, ContractNeeds.Secrets, vendor.Secrets.Count > 0);
    }

    /// <summary>Skips the behaviour where the provider says that its vendor cannot do what it is about.</summary>
    public static void Require(IVendorProvider provider, ContractNeeds needs)
    {
        var capabilities = provider.Capabilities;
        Require(needs, ContractNeeds.CreateUsers, capabilities.CreateUsers);
        Require(needs, ContractNeeds.UpdateUsers, capabilities.UpdateUsers);
        Require(needs, ContractNeeds.DisableUsers, capabilities.DisableUsers);
        Require(needs, ContractNeeds.DeleteUsers, capabilities.DeleteUsers);
        Require(needs, ContractNeeds.CreateGroups, capabilities.CreateGroups);
        Require(needs, ContractNeeds.ChangeMemberships, capabilities.ChangeMemberships);
        Require(needs, ContractNeeds.Listing, provider is IListingVendorProvider);
        Require(needs, ContractNeeds.Batches, provider is IBatchVendorProvider { Batch.Actions.Count: > 0 });
    }

    /// <summary>Why a behaviour is skipped that needs something.</summary>
    public static string Missing(ContractNeeds need) => need switch
    {
        ContractNeeds.CreateUsers => "the vendor cannot create accounts",
        ContractNeeds.UpdateUsers => "the vendor cannot change accounts",
        ContractNeeds.DisableUsers => "the vendor cannot disable accounts",
        ContractNeeds.DeleteUsers => "the vendor cannot delete accounts",
        ContractNeeds.CreateGroups => "the vendor cannot create groups",
        ContractNeeds.ChangeMemberships => "the vendor can only be read",
        ContractNeeds.Listing => "the provider lists nothing",
        ContractNeeds.Batches => "the provider takes changes one by one",
        ContractNeeds.Faults => "the vendor under test does not misbehave on request",
        ContractNeeds.RequestCount => "nobody counts the requests of the vendor under test",
        ContractNeeds.WrongCredentials => "the vendor has no log-in",
        ContractNeeds.Secrets => "the vendor has no secrets",
        _ => $"{need} is missing",
    };

    private static void Require(ContractNeeds needs, ContractNeeds need, bool isThere)
    {
        if (needs.HasFlag(need) && !isThere)
            throw new ContractSkippedException(Missing(need));
    }
}
