using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Text;

namespace LdapVendorSync.Ldap.Filters;

/// <summary>A search filter (RFC 4511 section 4.5.1.7) as an immutable tree. Its factory methods take values as they are: nothing needs
/// to be escaped by hand, and no value can change what the filter means.</summary>
public abstract class LdapFilter : IEquatable<LdapFilter>
{
    private protected LdapFilter()
    {
    }

    /// <summary>The filter that every visible entry matches: <c>(objectClass=*)</c>.</summary>
    public static LdapFilter MatchAll { get; } = Present("objectClass");

    /// <summary>Matches where every part does. Without parts it matches everything (RFC 4526), which not every server
    /// understands.</summary>
    /// <param name="filters">The parts.</param>
    public static LdapFilter And(params IEnumerable<LdapFilter> filters) => new AndFilter([.. filters]);

    /// <summary>Matches where any part does. Without parts it matches nothing (RFC 4526), which not every server understands.</summary>
    /// <param name="filters">The parts.</param>
    public static LdapFilter Or(params IEnumerable<LdapFilter> filters) => new OrFilter([.. filters]);

    /// <summary>Matches where the given filter is false. Where it is undefined, such as for an attribute that may not be seen, neither
    /// matches.</summary>
    /// <param name="filter">The filter to negate.</param>
    public static LdapFilter Not(LdapFilter filter) => new NotFilter(filter);

    /// <summary>Matches entries with this value.</summary>
    /// <param name="attribute">The attribute description.</param>
    /// <param name="value">The value, unescaped.</param>
    public static LdapFilter Equality(string attribute, string value) => Equality(attribute, Utf8(value));

    /// <summary>Matches entries with this value.</summary>
    /// <param name="attribute">The attribute description.</param>
    /// <param name="value">The value's bytes, such as an <c>objectGUID</c>.</param>
    public static LdapFilter Equality(string attribute, ReadOnlyMemory<byte> value) =>
        new ComparisonFilter(LdapFilterComparison.Equality, attribute, value);

    /// <summary>Matches entries with a value that equals or follows this one.</summary>
    /// <param name="attribute">The attribute description.</param>
    /// <param name="value">The value, unescaped.</param>
    public static LdapFilter GreaterOrEqual(string attribute, string value) =>
        new ComparisonFilter(LdapFilterComparison.GreaterOrEqual, attribute, Utf8(value));

    /// <summary>Matches entries with a value that equals or precedes this one.</summary>
    /// <param name="attribute">The attribute description.</param>
    /// <param name="value">The value, unescaped.</param>
    public static LdapFilter LessOrEqual(string attribute, string value) =>
        new ComparisonFilter(LdapFilterComparison.LessOrEqual, attribute, Utf8(value));

    /// <summary>Matches entries with a value that sounds like this one, by the server's idea of likeness.</summary>
    /// <param name="attribute">The attribute description.</param>
    /// <param name="value">The value, unescaped.</param>
    public static LdapFilter Approx(string attribute, string value) =>
        new ComparisonFilter(LdapFilterComparison.Approx, attribute, Utf8(value));

    /// <summary>Matches entries that have the attribute.</summary>
    /// <param name="attribute">The attribute description.</param>
    public static LdapFilter Present(string attribute) => new PresentFilter(attribute);

    /// <summary>Matches entries with a value made of these parts in this order.</summary>
    /// <param name="attribute">The attribute description.</param>
    /// <param name="initial">What the value begins with; null for anything.</param>
    /// <param name="any">What comes in between, in this order.</param>
    /// <param name="final">What the value ends with; null for anything.</param>
    /// <exception cref="ArgumentException">There is no part, or a part is empty.</exception>
    public static LdapFilter Substrings(string attribute, string? initial, IEnumerable<string> any, string? final)
    {
        ArgumentNullException.ThrowIfNull(any);
        return new SubstringsFilter(attribute, Part(initial), any.Select(part => (ReadOnlyMemory<byte>)Utf8(part)), Part(final));
    }

    /// <summary>Matches entries with a value that begins with this text.</summary>
    /// <param name="attribute">The attribute description.</param>
    /// <param name="text">The text, unescaped.</param>
    public static LdapFilter StartsWith(string attribute, string text) => Substrings(attribute, text, [], null);

    /// <summary>Matches entries with a value that contains this text.</summary>
    /// <param name="attribute">The attribute description.</param>
    /// <param name="text">The text, unescaped.</param>
    public static LdapFilter Contains(string attribute, string text) => Substrings(attribute, null, [text], null);

    /// <summary>Matches entries with a value that ends with this text.</summary>
    /// <param name="attribute">The attribute description.</param>
    /// <param name="text">The text, unescaped.</param>
    public static LdapFilter EndsWith(string attribute, string text) => Substrings(attribute, null, [], text);

    /// <summary>Matches by a matching rule, such as Active Directory's <c>1.2.840.113556.1.4.1941</c> for nested groups.</summary>
    /// <param name="attribute">The attribute description; null to try all attributes that the rule fits.</param>
    /// <param name="matchingRule">The rule's OID or name; null for the attribute's own equality rule.</param>
    /// <param name="value">The value, unescaped.</param>
    /// <param name="dnAttributes">Whether the attributes of the entry's distinguished name count too.</param>
    /// <exception cref="ArgumentException">Both attribute and rule are missing.</exception>
    public static LdapFilter Extensible(string? attribute, string? matchingRule, string value, bool dnAttributes = false) =>
        new ExtensibleFilter(attribute, matchingRule, Utf8(value), dnAttributes);

    /// <summary>Reads a filter in the text form of RFC 4515. White space between the parts of a set is allowed, so that long filters may
    /// be folded.</summary>
    /// <param name="text">The text, such as <c>(&amp;(objectClass=person)(sn=O\2a*))</c>.</param>
    /// <exception cref="LdapFilterFormatException">The text is no filter; says where and why.</exception>
    public static LdapFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new LdapFilterParser(text).Parse();
    }

    /// <summary>Reads a filter in the text form of RFC 4515.</summary>
    /// <param name="text">The text.</param>
    /// <param name="filter">The filter, when this returns true.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out LdapFilter? filter)
    {
        try
        {
            filter = text is null ? null : Parse(text);
        }
        catch (LdapFilterFormatException)
        {
            filter = null;
        }

        return filter is not null;
    }

    /// <summary>Whether both say the same in the same order.</summary>
    /// <param name="other">The other filter.</param>
    public bool Equals(LdapFilter? other) => other is not null && (ReferenceEquals(this, other) || ToString() == other.ToString());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LdapFilter);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The filter in the text form of RFC 4515; parsing it gives an equal filter.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        AppendTo(text);
        return text.ToString();
    }

    /// <summary>Writes the filter as it is sent.</summary>
    internal abstract void WriteTo(AsnWriter writer);

    internal abstract void AppendTo(StringBuilder text);

    private static byte[] Utf8(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return StrictUtf8.GetBytes(value, nameof(value));
    }

    // A bare null would become an empty ReadOnlyMemory by way of its conversion from arrays
    private static ReadOnlyMemory<byte>? Part(string? value) => value is null ? default(ReadOnlyMemory<byte>?) : Utf8(value);
}
