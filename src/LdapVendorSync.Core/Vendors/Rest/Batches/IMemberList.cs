using LdapVendorSync.Core.Http;

namespace LdapVendorSync.Core.Vendors.Rest.Batches;

/// <summary>All members of a group as they were read, to be changed and written as a whole.</summary>
internal interface IMemberList
{
    /// <summary>The ids of the members.</summary>
    IReadOnlySet<string> Ids { get; }

    /// <summary>What the server calls the state that was read (RFC 9110 section 8.8.3); <see langword="null"/> where it does not.</summary>
    string? ETag { get; }

    /// <summary>Makes somebody a member.</summary>
    void Add(RestValues person);

    /// <summary>Takes somebody out.</summary>
    void Remove(string id);

    /// <summary>Puts the list as it is now into the request that writes it.</summary>
    /// <param name="request">The request; it has the body that its operation gives.</param>
    VendorHttpRequest Complete(VendorHttpRequest request);
}
