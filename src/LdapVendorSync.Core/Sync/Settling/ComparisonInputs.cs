using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Settling;

/// <summary>
/// Stands for everything that the comparison of a mapping is made of, besides links: the configuration, the product, and what both sides
/// said. Comparing is a pure function of these and the links, so that the same inputs come to the same plan.
/// </summary>
/// <param name="context">What the vendors of the run share.</param>
internal sealed class ComparisonInputs(VendorRunContext context)
{
    private readonly string _terms = string.Join(
        '\n',
        context.ConfigurationHash,
        typeof(ComparisonInputs).Module.ModuleVersionId,
        context.Session.Configuration.History.ProfileData,
        ComparableText.CanNormalize);

    /// <summary>The hash of them; <see langword="null"/> where the vendor said more than who is in the group.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="source">The hash of what was read of its source group.</param>
    /// <param name="vendor">What was read at the vendor.</param>
    public string? Of(MappingReference mapping, string source, VendorSide vendor)
    {
        if (vendor.Group is not { } group || !IsPlain(vendor.Content))
            return null;
        using var hash = new ContentHash();
        hash.Add(_terms).Add(mapping.Source).Add(mapping.SourceGroup).Add(mapping.Vendor).Add(mapping.VendorGroup).Add(source);
        hash.Add(group.Id).Add(group.Name).Add(group.ReadOnlyReason);
        hash.Add(vendor.Content.Read!.GroupId).Add(vendor.Content.Read.GroupDistinguishedName);
        foreach (var member in vendor.Content.Members)
            hash.Add(member);
        return hash.Complete();
    }

    private static bool IsPlain(GroupContent content) => content is
    {
        Completeness: { Status: CompletenessStatus.Complete, Reasons.Count: 0 },
        NonPeople.Count: 0,
        Doubtful.Count: 0,
        Except.Count: 0,
        Read: { FilteredOut: 0, Groups.Count: 0 },
    };
}
