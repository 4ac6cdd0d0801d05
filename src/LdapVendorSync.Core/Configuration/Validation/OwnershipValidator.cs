namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>
/// Sees to it that no two mappings own one vendor group, unless they share it as a union, and no two vendors an application that has to be one
/// vendor's.
/// </summary>
internal static class OwnershipValidator
{
    public static void Validate(ValidationContext context)
    {
        ValidateTargets(context);
        var owners = new Dictionary<(string Target, string Group), (VendorSettings Vendor, MappingSettings Mapping)>();
        foreach (var vendor in context.Configuration.Vendors)
        {
            foreach (var mapping in vendor.Groups.Where(mapping => mapping.VendorGroup.Length > 0))
            {
                var group = (vendor.Target, mapping.VendorGroup.Trim().ToUpperInvariant());
                if (!owners.TryAdd(group, (vendor, mapping)))
                    Compare(owners[group], (vendor, mapping), context);
            }
        }
    }

    private static void ValidateTargets(ValidationContext context)
    {
        foreach (var same in context.Configuration.Vendors.GroupBy(vendor => vendor.Target))
        {
            foreach (var other in same.Skip(1).Where(vendor => vendor.ProviderSettings is IProviderSettings { OwnsTarget: true }))
            {
                context.Error(
                    other,
                    "name",
                    $"Vendor '{same.First().Name}' has the same target ({other.Target}); each would undo what it does not know that the other sent.",
                    "Put the mappings of both into one vendor.");
            }
        }
    }

    private static void Compare(
        (VendorSettings Vendor, MappingSettings Mapping) first,
        (VendorSettings Vendor, MappingSettings Mapping) second,
        ValidationContext context)
    {
        var place = first.Mapping.Line > 0 ? $" in line {first.Mapping.Line}" : string.Empty;
        if (first.Vendor != second.Vendor)
        {
            var owner = $"Vendor '{first.Vendor.Name}' has the same target ({second.Vendor.Target})";
            context.Error(
                second.Mapping,
                "vendor_group",
                $"{owner} and owns the group '{second.Mapping.VendorGroup}'{place}.",
                "Put both mappings into one vendor.");
            return;
        }

        if (first.Mapping.Combine != GroupCombination.Union || second.Mapping.Combine != GroupCombination.Union)
        {
            context.Error(
                second.Mapping,
                "vendor_group",
                $"The mapping{place} owns the group '{second.Mapping.VendorGroup}' too: each would remove the other's members.",
                "Say combine: union in both, or remove one.");
            return;
        }

        if (IsSameSource(first.Mapping, second.Mapping))
            context.Warning(second.Mapping, "vendor_group", $"The mapping{place} is the same.", "Remove one.");
    }

    private static bool IsSameSource(MappingSettings first, MappingSettings second) =>
        first.Source.Equals(second.Source, StringComparison.OrdinalIgnoreCase)
        && first.SourceGroup.Equals(second.SourceGroup, StringComparison.OrdinalIgnoreCase);
}
