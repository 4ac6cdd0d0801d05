using System.Globalization;
using System.Text;

namespace LdapVendorSync.Ldap.Names;

/// <summary>An attribute type with its value, as it stands in a distinguished name.</summary>
public sealed record AttributeTypeAndValue
{
    /// <summary>Creates the pair.</summary>
    /// <param name="type">The attribute type: a name such as <c>cn</c> or an OID.</param>
    /// <param name="value">The value, unescaped.</param>
    /// <exception cref="ArgumentException">The type is no attribute type, or the value holds half a surrogate pair.</exception>
    public AttributeTypeAndValue(string type, string value)
        : this(type, value, isEncoded: false)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(value);
        if (!DistinguishedNameText.IsType(type)) throw new ArgumentException($"\"{type}\" is not an attribute type.", nameof(type));
        _ = StrictUtf8.GetBytes(value, nameof(value));
    }

    internal AttributeTypeAndValue(string type, string value, bool isEncoded)
    {
        Type = type;
        Value = value;
        IsEncoded = isEncoded;
    }

    /// <summary>The attribute type.</summary>
    public string Type { get; }

    /// <summary>The value, unescaped; for an encoded one <c>#</c> and its BER bytes in hexadecimal.</summary>
    public string Value { get; }

    /// <summary>Whether the value stands in its BER encoding (<c>#04024869</c>), because it has no text form.</summary>
    public bool IsEncoded { get; }

    /// <summary>The pair in the text form of RFC 4514, escaped.</summary>
    public override string ToString()
    {
        if (IsEncoded) return string.Create(CultureInfo.InvariantCulture, $"{Type}={Value}");

        var text = new StringBuilder(Type.Length + Value.Length + 8).Append(Type).Append('=');
        DistinguishedNameText.AppendEscaped(text, Value);
        return text.ToString();
    }
}
