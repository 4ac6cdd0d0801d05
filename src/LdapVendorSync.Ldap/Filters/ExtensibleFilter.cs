using System.Formats.Asn1;
using System.Text;

namespace LdapVendorSync.Ldap.Filters;

/// <summary>Matches by a matching rule of the server.</summary>
public sealed class ExtensibleFilter : LdapFilter
{
    private static readonly Asn1Tag Tag = new(TagClass.ContextSpecific, 9, isConstructed: true);
    private static readonly Asn1Tag RuleTag = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag TypeTag = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag ValueTag = new(TagClass.ContextSpecific, 3);
    private static readonly Asn1Tag DnAttributesTag = new(TagClass.ContextSpecific, 4);

    internal ExtensibleFilter(string? attribute, string? matchingRule, ReadOnlyMemory<byte> value, bool dnAttributes)
    {
        if (attribute is null && matchingRule is null)
        {
            throw new ArgumentException("An extensible filter needs an attribute or a matching rule.", nameof(matchingRule));
        }

        Attribute = attribute is null ? null : FilterText.RequireAttribute(attribute);
        MatchingRule = matchingRule is null ? null : FilterText.RequireRule(matchingRule);
        Value = value;
        DnAttributes = dnAttributes;
    }

    /// <summary>The attribute description; null for all attributes that the rule fits.</summary>
    public string? Attribute { get; }

    /// <summary>The rule's OID or name; null for the attribute's own equality rule.</summary>
    public string? MatchingRule { get; }

    /// <summary>The value's bytes.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>Whether the attributes of the entry's distinguished name count too.</summary>
    public bool DnAttributes { get; }

    internal override void WriteTo(AsnWriter writer)
    {
        using (writer.PushSequence(Tag))
        {
            if (MatchingRule is not null) FilterText.WriteString(writer, MatchingRule, RuleTag);
            if (Attribute is not null) FilterText.WriteString(writer, Attribute, TypeTag);
            writer.WriteOctetString(Value.Span, ValueTag);
            // A default value is not sent (RFC 4511 section 5.1)
            if (DnAttributes) writer.WriteBoolean(true, DnAttributesTag);
        }
    }

    internal override void AppendTo(StringBuilder text)
    {
        text.Append('(').Append(Attribute);
        if (DnAttributes) text.Append(":dn");
        if (MatchingRule is not null) text.Append(':').Append(MatchingRule);
        text.Append(":=");
        FilterText.AppendEscaped(text, Value.Span);
        text.Append(')');
    }
}
