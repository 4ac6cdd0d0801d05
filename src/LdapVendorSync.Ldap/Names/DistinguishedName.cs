using System.Diagnostics.CodeAnalysis;

namespace LdapVendorSync.Ldap.Names;

/// <summary>A distinguished name (RFC 4514). Two names are equal when a directory takes them for the same entry, however they are
/// written.</summary>
/// <remarks>
/// Compared are, without regard to case, the attribute types (<c>CN</c>, <c>commonName</c> and <c>2.5.4.3</c> are one) and the values after
/// string preparation as RFC 4518 asks for it: compatibility characters folded, white space at the ends dropped and inner white space
/// reduced to one space. The order within a multi-valued RDN does not matter. The few attributes that a schema compares with regard to
/// case are not told apart.
/// </remarks>
public sealed class DistinguishedName : IEquatable<DistinguishedName>
{
    private readonly string _text;
    private RelativeDistinguishedName[]? _rdns;

    private DistinguishedName(string text, string normalized)
    {
        // Mostly they are alike, and a big group has a hundred thousand names
        _text = text == normalized ? normalized : text;
        Normalized = normalized;
    }

    /// <summary>The empty name, that of the root DSE.</summary>
    public static DistinguishedName Root { get; } = new(string.Empty, string.Empty);

    /// <summary>The form that equal names share: itself a valid name, fit as a key.</summary>
    public string Normalized { get; }

    /// <summary>Whether this is the empty name.</summary>
    public bool IsRoot => Normalized.Length == 0;

    /// <summary>The parts, the entry's own first.</summary>
    public IReadOnlyList<RelativeDistinguishedName> Rdns => _rdns ??= ReadRdns();

    /// <summary>The name of the entry above; null for the empty name.</summary>
    public DistinguishedName? Parent => IsRoot ? null : FromRdns(Rdns.Skip(1));

    /// <summary>Reads a name.</summary>
    /// <param name="text">The text, such as <c>CN=Ops\, Night,OU=Groups,DC=example,DC=com</c>. Unescaped spaces around the separators are
    /// allowed.</param>
    /// <exception cref="DistinguishedNameFormatException">The text is no name; says where and why.</exception>
    public static DistinguishedName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new DistinguishedName(text, DistinguishedNameNormalizer.Normalize(text));
    }

    /// <summary>Reads a name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The name, when this returns true.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out DistinguishedName? name)
    {
        try
        {
            name = text is null ? null : Parse(text);
        }
        catch (DistinguishedNameFormatException)
        {
            name = null;
        }

        return name is not null;
    }

    /// <summary>Puts a name together.</summary>
    /// <param name="rdns">The parts, the entry's own first.</param>
    public static DistinguishedName FromRdns(params IEnumerable<RelativeDistinguishedName> rdns) => Parse(string.Join(',', rdns));

    /// <summary>The name of an entry directly below this one.</summary>
    /// <param name="type">The attribute type, such as <c>cn</c>.</param>
    /// <param name="value">The value, unescaped.</param>
    public DistinguishedName Child(string type, string value) => FromRdns([RelativeDistinguishedName.Create(type, value), .. Rdns]);

    /// <summary>Whether this entry lies below the other one, at any depth; an entry does not lie below itself.</summary>
    /// <param name="ancestor">The other name.</param>
    public bool IsDescendantOf(DistinguishedName ancestor)
    {
        ArgumentNullException.ThrowIfNull(ancestor);
        if (ancestor.IsRoot) return !IsRoot;

        var separator = Normalized.Length - ancestor.Normalized.Length - 1;
        return separator > 0
            && Normalized.EndsWith(ancestor.Normalized, StringComparison.Ordinal)
            && Normalized[separator] == ','
            && !IsEscaped(separator);
    }

    /// <summary>Whether both name the same entry.</summary>
    /// <param name="other">The other name.</param>
    public bool Equals(DistinguishedName? other) => other is not null && Normalized == other.Normalized;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DistinguishedName);

    /// <inheritdoc/>
    public override int GetHashCode() => Normalized.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name as it was read or put together.</summary>
    public override string ToString() => _text;

    private RelativeDistinguishedName[] ReadRdns()
    {
        var rdns = new List<List<AttributeTypeAndValue>>();
        var reader = new DistinguishedNameReader(_text);
        while (reader.Read())
        {
            if (!reader.ContinuesRdn) rdns.Add([]);
            rdns[^1].Add(new AttributeTypeAndValue(reader.Type.ToString(), reader.Value.ToString(), reader.IsEncoded));
        }

        return [.. rdns.Select(RelativeDistinguishedName.Create)];
    }

    private bool IsEscaped(int position)
    {
        var backslashes = 0;
        while (position - backslashes > 0 && Normalized[position - backslashes - 1] == '\\') backslashes++;
        return backslashes % 2 == 1;
    }
}
