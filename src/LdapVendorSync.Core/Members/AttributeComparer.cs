namespace LdapVendorSync.Core.Members;

/// <summary>Compares the attributes of one person on both sides.</summary>
public static class AttributeComparer
{
    /// <summary>What differs.</summary>
    /// <param name="source">The person as the source sees them, in the vendor's terms.</param>
    /// <param name="vendor">The account.</param>
    /// <param name="options">Which attributes, and whether missing values are cleared.</param>
    public static IReadOnlyList<AttributeDifference> Differences(GroupMember source, GroupMember vendor, ComparisonOptions options)
    {
        List<AttributeDifference>? differences = null;
        foreach (var attribute in options.Attributes)
        {
            if (Difference(attribute, source.GetValue(attribute), vendor.GetValue(attribute), options.ClearMissing) is { } difference)
                (differences ??= []).Add(difference);
        }

        return differences ?? (IReadOnlyList<AttributeDifference>)[];
    }

    private static AttributeDifference? Difference(string attribute, string? source, string? vendor, bool clearMissing)
    {
        var after = string.IsNullOrWhiteSpace(source) ? null : source;
        var before = string.IsNullOrWhiteSpace(vendor) ? null : vendor;
        if (after is null)
            return clearMissing && before is not null ? new AttributeDifference(attribute, before, null) : null;
        return before is not null && Same(attribute, before, after) ? null : new AttributeDifference(attribute, before, after);
    }

    private static bool Same(string attribute, string before, string after)
    {
        if (string.Equals(before, after, StringComparison.Ordinal))
            return true;

        // Many applications store login names and mail addresses in lower case and trim what they store: another spelling of the same
        // value must not be written anew in every run.
        var ignoreCase = AttributeNames.Canonical(attribute) is AttributeNames.UserName or AttributeNames.Email;
        return ignoreCase
            ? ComparableText.IgnoringCase(before) == ComparableText.IgnoringCase(after)
            : ComparableText.Of(before) == ComparableText.Of(after);
    }
}
