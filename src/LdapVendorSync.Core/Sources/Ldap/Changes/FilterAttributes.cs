using LdapVendorSync.Ldap.Filters;

namespace LdapVendorSync.Core.Sources.Ldap.Changes;

/// <summary>Finds the attributes that a filter looks at.</summary>
internal static class FilterAttributes
{
    public static IEnumerable<string> Of(LdapFilter filter) => filter switch
    {
        AndFilter and => and.Filters.SelectMany(Of),
        OrFilter or => or.Filters.SelectMany(Of),
        NotFilter not => Of(not.Filter),
        ComparisonFilter comparison => [comparison.Attribute],
        SubstringsFilter substrings => [substrings.Attribute],
        PresentFilter present => [present.Attribute],
        ExtensibleFilter extensible => [extensible.Attribute ?? string.Empty],
        _ => [string.Empty],
    };
}
