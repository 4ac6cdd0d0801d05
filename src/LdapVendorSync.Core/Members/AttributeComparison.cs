namespace LdapVendorSync.Core.Members;

/// <summary>Compares the attributes of people of two sides, one person after the other.</summary>
/// <param name="options">Which attributes, and whether missing values are cleared.</param>
internal sealed class AttributeComparison(ComparisonOptions options)
{
    private readonly (string Name, Func<GroupMember, string?> Of)[] _attributes =
        [.. options.Attributes.Select(attribute => (attribute, AttributeValue.Reader(attribute)))];

    /// <summary>What differs between a person and their account.</summary>
    public IReadOnlyList<AttributeDifference> Differences(GroupMember source, GroupMember vendor)
    {
        List<AttributeDifference>? differences = null;
        foreach (var (name, valueOf) in _attributes)
        {
            if (Difference(name, valueOf(source), valueOf(vendor), options.ClearMissing) is { } difference)
                (differences ??= []).Add(difference);
        }

        return differences ?? (IReadOnlyList<AttributeDifference>)[];
    }

    private static AttributeDifference? Difference(string attribute, string? source, string? vendor, bool clearMissing)
    {
        // Most values are the same letter by letter, blank ones included.
        if (string.Equals(source, vendor, StringComparison.Ordinal))
            return null;
        var after = string.IsNullOrWhiteSpace(source) ? null : source;
        var before = string.IsNullOrWhiteSpace(vendor) ? null : vendor;
        if (after is null)
            return clearMissing && before is not null ? new AttributeDifference(attribute, before, null) : null;
        return before is not null && Same(attribute, before, after) ? null : new AttributeDifference(attribute, before, after);
    }

    private static bool Same(string attribute, string before, string after)
    {
        // Many applications store login names and mail addresses in lower case and trim what they store: another spelling of the same
        // value must not be written anew in every run.
        var ignoreCase = AttributeNames.Canonical(attribute) is AttributeNames.UserName or AttributeNames.Email;
        return ignoreCase
            ? ComparableText.IgnoringCase(before) == ComparableText.IgnoringCase(after)
            : ComparableText.Of(before) == ComparableText.Of(after);
    }
}
