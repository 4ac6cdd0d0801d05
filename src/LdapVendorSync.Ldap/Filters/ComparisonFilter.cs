using System.Formats.Asn1;
using System.Text;

namespace LdapVendorSync.Ldap.Filters;

/// <summary>Compares an attribute with one value: <c>=</c>, <c>&gt;=</c>, <c>&lt;=</c> or <c>~=</c>.</summary>
public sealed class ComparisonFilter : LdapFilter
{
    internal ComparisonFilter(LdapFilterComparison comparison, string attribute, ReadOnlyMemory<byte> value)
    {
        Comparison = comparison;
        Attribute = FilterText.RequireAttribute(attribute);
        Value = value;
    }

    /// <summary>How they are compared.</summary>
    public LdapFilterComparison Comparison { get; }

    /// <summary>The attribute description.</summary>
    public string Attribute { get; }

    /// <summary>The value's bytes.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    internal override void WriteTo(AsnWriter writer)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, (int)Comparison, isConstructed: true)))
        {
            FilterText.WriteString(writer, Attribute);
            writer.WriteOctetString(Value.Span);
        }
    }

    internal override void AppendTo(StringBuilder text)
    {
        text.Append('(').Append(Attribute).Append(Sign());
        FilterText.AppendEscaped(text, Value.Span);
        text.Append(')');
    }

    private string Sign() => Comparison switch
    {
        LdapFilterComparison.GreaterOrEqual => ">=",
        LdapFilterComparison.LessOrEqual => "<=",
        LdapFilterComparison.Approx => "~=",
        _ => "=",
    };
}

/// <summary>How a <see cref="ComparisonFilter"/> compares; the numbers are the tags of RFC 4511 section 4.5.1.</summary>
public enum LdapFilterComparison
{
    /// <summary>The values are equal.</summary>
    Equality = 3,

    /// <summary>The entry's value equals or follows.</summary>
    GreaterOrEqual = 5,

    /// <summary>The entry's value equals or precedes.</summary>
    LessOrEqual = 6,

    /// <summary>The values are alike.</summary>
    Approx = 8,
}
