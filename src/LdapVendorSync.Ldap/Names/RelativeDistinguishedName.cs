using System.Collections.Immutable;

namespace LdapVendorSync.Ldap.Names;

/// <summary>One part of a distinguished name: mostly one attribute with its value, sometimes several (<c>cn=Jo+uid=7</c>).</summary>
public sealed class RelativeDistinguishedName
{
    internal RelativeDistinguishedName(ImmutableArray<AttributeTypeAndValue> assertions) => Assertions = assertions;

    /// <summary>The attributes with their values, in the order they were written; at least one.</summary>
    public ImmutableArray<AttributeTypeAndValue> Assertions { get; }

    /// <summary>The type of the first attribute.</summary>
    public string Type => Assertions[0].Type;

    /// <summary>The value of the first attribute, unescaped.</summary>
    public string Value => Assertions[0].Value;

    /// <summary>Makes a part with one attribute.</summary>
    /// <param name="type">The attribute type, such as <c>cn</c>.</param>
    /// <param name="value">The value, unescaped.</param>
    /// <exception cref="ArgumentException">The type is no attribute type, or the value cannot be encoded.</exception>
    public static RelativeDistinguishedName Create(string type, string value) => Create([new AttributeTypeAndValue(type, value)]);

    /// <summary>Makes a part with several attributes.</summary>
    /// <param name="assertions">The attributes; at least one.</param>
    public static RelativeDistinguishedName Create(params IEnumerable<AttributeTypeAndValue> assertions)
    {
        ImmutableArray<AttributeTypeAndValue> all = [.. assertions];
        if (all.IsEmpty) throw new ArgumentException("A part of a name needs an attribute.", nameof(assertions));
        return new RelativeDistinguishedName(all);
    }

    /// <summary>The part in the text form of RFC 4514, escaped.</summary>
    public override string ToString() => Assertions.Length == 1 ? Assertions[0].ToString() : string.Join('+', Assertions);
}
