using System.Globalization;

namespace LdapVendorSync.Core.Vendors.Odoo;

/// <summary>A group of Odoo (<c>res.groups</c>) with all its names.</summary>
/// <param name="Id">Its row.</param>
/// <param name="XmlIds">Its external ids, <c>module.name</c>, the oldest first.</param>
/// <param name="Name">Its name.</param>
/// <param name="Category">The name of its category, or of that of its privilege.</param>
/// <param name="Privilege">The name of its privilege.</param>
/// <param name="IsArchived">Whether it is archived.</param>
internal sealed record OdooGroup(int Id, IReadOnlyList<string> XmlIds, OdooText Name, OdooText Category, OdooText Privilege, bool IsArchived)
{
    /// <summary>What stands between the names of category, privilege and group, as Odoo's own lists show it.</summary>
    private const string Separator = " / ";

    /// <summary>The group as vendors' groups are told.</summary>
    public VendorGroup ToVendorGroup(IReadOnlyList<string> languages) =>
        new(Id.ToString(CultureInfo.InvariantCulture), XmlIds.Count > 0 ? XmlIds[0] : FullName(languages));

    /// <summary>Its name behind those of category and privilege.</summary>
    public string FullName(IReadOnlyList<string> languages)
    {
        var parts = new[] { Category.In(languages), Privilege.In(languages), Name.In(languages) };
        return string.Join(Separator, parts.OfType<string>().Distinct(StringComparer.Ordinal).DefaultIfEmpty($"group {Id}"));
    }

    /// <summary>Every name that it goes by, in any language, alone or behind category and privilege.</summary>
    public IEnumerable<string> Names
    {
        get
        {
            foreach (var name in Name.All)
            {
                yield return name;
                foreach (var privilege in Privilege.All)
                {
                    yield return privilege + Separator + name;
                    foreach (var category in Category.All)
                        yield return category + Separator + privilege + Separator + name;
                }

                foreach (var category in Category.All)
                    yield return category + Separator + name;
            }
        }
    }
}
