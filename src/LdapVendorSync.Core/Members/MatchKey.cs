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

    /// <summary>The value as it is compared: trimmed, in NFC and in lower case. Equal keys have equal ones.</summary>
    public string Normalized { get; }

    /// <summary>The key of a person under one attribute.</summary>
    /// <returns>The key, or <see langword="null"/> where the person has no such value (an empty or blank one is none).</returns>
    public static MatchKey? Of(GroupMember member, string attribute) => Create(attribute, member.GetValue(attribute));

    /// <summary>A key from a bare value.</summary>
    /// <returns>The key, or <see langword="null"/> where the value is absent or blank.</returns>
    public static MatchKey? Create(string attribute, string? value) => ComparableText.IgnoringCase(value) is { } normalized
        ? new MatchKey(AttributeNames.Canonical(attribute), value!.Trim(), normalized)
        : null;

    /// <summary>
    /// The key in each form in which a vendor that compares letter by letter may have it: as the side spelt it, then in Unicode NFC where
    /// that is another text. All of them are equal.
    /// </summary>
    public IEnumerable<MatchKey> Spellings
    {
        get
        {
            yield return this;
            if (ComparableText.Of(Value) is { } composed && !string.Equals(composed, Value, StringComparison.Ordinal))
                yield return new MatchKey(Attribute, composed, Normalized);
        }
    }

    /// <inheritdoc />
    public bool Equals(MatchKey other) =>
        string.Equals(Attribute, other.Attribute, StringComparison.OrdinalIgnoreCase) && Normalized == other.Normalized;

    /// <inheritdoc />
    public override int GetHashCode() =>
        HashCode.Combine(
            Attribute?.GetHashCode(StringComparison.OrdinalIgnoreCase) ?? 0,
            Normalized?.GetHashCode(StringComparison.Ordinal) ?? 0);

    /// <inheritdoc />
    public override string ToString() => $"{Attribute}={Value}";
}
