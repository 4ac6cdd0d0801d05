using System.Text;

namespace LdapVendorSync.Core.Members;

/// <summary>
/// What recognises a person on both sides: an attribute and its normalised value. Equal keys mean the same person.
/// </summary>
/// <remarks>Values are compared trimmed, in Unicode NFC and without regard to case; identity is never guessed beyond that.</remarks>
public readonly record struct MatchKey
{
    private MatchKey(string attribute, string value, string normalized)
    {
        Attribute = attribute;
        Value = value;
        Normalized = normalized;
    }

    /// <summary>The canonical name of the attribute, for example <c>userName</c>.</summary>
    public string Attribute { get; }

    /// <summary>The value as the side spelt it, trimmed.</summary>
    public string Value { get; }

    /// <summary>The value as it is compared.</summary>
    public string Normalized { get; }

    /// <summary>The key of a person under one attribute.</summary>
    /// <returns>The key, or <see langword="null"/> where the person has no such value (an empty or blank one is none).</returns>
    public static MatchKey? Of(GroupMember member, string attribute) => Create(attribute, member.GetValue(attribute));

    /// <summary>A key from a bare value.</summary>
    /// <returns>The key, or <see langword="null"/> where the value is absent or blank.</returns>
    public static MatchKey? Create(string attribute, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        var trimmed = value.Trim();
        return new MatchKey(AttributeNames.Canonical(attribute), trimmed, Normalize(trimmed));
    }

    /// <inheritdoc />
    public bool Equals(MatchKey other) =>
        string.Equals(Attribute, other.Attribute, StringComparison.OrdinalIgnoreCase) && Normalized == other.Normalized;

    /// <inheritdoc />
    public override int GetHashCode() =>
        HashCode.Combine(Attribute?.GetHashCode(StringComparison.OrdinalIgnoreCase) ?? 0, Normalized?.GetHashCode(StringComparison.Ordinal) ?? 0);

    /// <inheritdoc />
    public override string ToString() => $"{Attribute}={Value}";

    private static string Normalize(string value)
    {
        // Upper-casing folds more pairs than lower-casing (such as the two lower-case sigmas), and ASCII is always NFC.
        var composed = Ascii.IsValid(value) || !IsWellFormed(value) ? value : value.Normalize(NormalizationForm.FormC);
        return composed.ToUpperInvariant();
    }

    // string.Normalize throws on lone surrogates; such a value is compared as it stands.
    private static bool IsWellFormed(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i]))
                continue;
            if (!char.IsHighSurrogate(value[i]) || i + 1 == value.Length || !char.IsLowSurrogate(value[++i]))
                return false;
        }

        return true;
    }
}
