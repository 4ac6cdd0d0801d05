using System.Formats.Asn1;
using System.Text;

namespace LdapVendorSync.Ldap.Filters;

/// <summary>Matches entries that have an attribute.</summary>
public sealed class PresentFilter : LdapFilter
{
    private static readonly Asn1Tag Tag = new(TagClass.ContextSpecific, 7);

    internal PresentFilter(string attribute) => Attribute = FilterText.RequireAttribute(attribute);

    /// <summary>The attribute description.</summary>
    public string Attribute { get; }

    internal override void WriteTo(AsnWriter writer) => FilterText.WriteString(writer, Attribute, Tag);

    internal override void AppendTo(StringBuilder text) => text.Append('(').Append(Attribute).Append("=*)");
}
