using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Core.Sources.Ldap.Changes;
using LdapVendorSync.Core.Sources.Ldif;
using LdapVendorSync.Ldap.Filters;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// Tells whether it is certain that a filter leaves an entry out. It is not where the filter might match if the entry had an attribute that
/// it does not show: a server answers for an attribute that may not be read just as for one that is not there.
/// </summary>
internal sealed class FilterDoubt(LdapFilter filter)
{
    private const string ObjectClass = "objectClass";

    /// <summary>The attributes to ask for besides the object classes, to be able to tell.</summary>
    public IReadOnlyList<string> Attributes { get; } =
    [
        .. FilterAttributes.Of(filter)
            .Where(name => name.Length > 0 && !name.Equals(ObjectClass, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>The attributes that the entry lacks and that may be the reason; empty where another reason is certain.</summary>
    public IReadOnlyList<string> Of(DirectoryEntry entry) =>
        Attributes.Count > 0 && CanBe(filter, entry, true) ? [.. Attributes.Where(name => !Shows(entry, name))] : [];

    private static bool CanBe(LdapFilter filter, DirectoryEntry entry, bool value) => filter switch
    {
        AndFilter all when value => all.Filters.All(part => CanBe(part, entry, true)),
        AndFilter all => all.Filters.Any(part => CanBe(part, entry, false)),
        OrFilter any when value => any.Filters.Any(part => CanBe(part, entry, true)),
        OrFilter any => any.Filters.All(part => CanBe(part, entry, false)),
        NotFilter negated => CanBe(negated.Filter, entry, !value),
        _ => Lacks(entry, FilterAttributes.Of(filter).Single()) || Matches(filter, entry) == value,
    };

    private static bool Lacks(DirectoryEntry entry, string name) => name.Length > 0 && !Shows(entry, name);

    private static bool Shows(DirectoryEntry entry, string name) => Matches(LdapFilter.Present(name), entry) is true;

    // What only a server can evaluate is as the server said: not as the filter needs it.
    private static bool? Matches(LdapFilter filter, DirectoryEntry entry)
    {
        try
        {
            return new FilterMatcher(filter).Matches(entry);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }
}
