namespace LdapVendorSync.Core.Members;

/// <summary>A source or a vendor's provider that can tell which groups hold which.</summary>
public interface IGroupHierarchy
{
    /// <summary>
    /// Every pair of a group and one directly within it. Throws what the lists of groups throw where it cannot be read to its end.
    /// </summary>
    IAsyncEnumerable<GroupNesting> ListNestingsAsync(CancellationToken cancellationToken);
}
