using System.Globalization;

namespace LdapVendorSync.Ldap;

/// <summary>An attribute's name with its options (RFC 4512 section 2.5), such as <c>cn;lang-de</c> or <c>member;range=0-1499</c>.</summary>
public sealed class AttributeDescription
{
    private AttributeDescription(string name, string type, IReadOnlyList<string> options)
    {
        Name = name;
        Type = type;
        Options = options;
        Range = FindRange(options);
        IsPart = options.Any(AttributeRange.IsRange);
    }

    /// <summary>The whole description as the server wrote it: <c>member;range=0-1499</c>.</summary>
    public string Name { get; }

    /// <summary>The attribute type alone: <c>member</c>.</summary>
    public string Type { get; }

    /// <summary>The options without their semicolons: <c>range=0-1499</c>.</summary>
    public IReadOnlyList<string> Options { get; }

    /// <summary>The range option of MS-ADTS section 3.1.1.3.1.3.3, if there is one: the values are then a part of all.</summary>
    public AttributeRange? Range { get; }

    /// <summary>Whether the values are a part of all, also where the range cannot be read.</summary>
    public bool IsPart { get; }

    /// <summary>Splits a description into type and options.</summary>
    /// <param name="name">The description, such as <c>member;range=0-1499</c>.</param>
    public static AttributeDescription Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var semicolon = name.IndexOf(';', StringComparison.Ordinal);
        return semicolon < 0
            ? new AttributeDescription(name, name, [])
            : new AttributeDescription(name, name[..semicolon], name[(semicolon + 1)..].Split(';'));
    }

    /// <summary>The whole description.</summary>
    public override string ToString() => Name;

    private static AttributeRange? FindRange(IReadOnlyList<string> options)
    {
        foreach (var option in options)
        {
            if (AttributeRange.TryParse(option, out var range)) return range;
        }

        return null;
    }
}

/// <summary>Which of an attribute's values an entry carries, when the server hands them out in portions.</summary>
/// <param name="Low">The index of the first value, from 0.</param>
/// <param name="High">The index of the last value; null when these are the last ones (<c>range=1500-*</c>).</param>
public readonly record struct AttributeRange(int Low, int? High)
{
    private const string Prefix = "range=";

    /// <summary>Whether no values come after these.</summary>
    public bool IsLast => High is null;

    /// <summary>Whether an option speaks of a range, readable or not.</summary>
    /// <param name="option">The option without its semicolon.</param>
    internal static bool IsRange(string option) => option.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an option such as <c>range=0-1499</c> or <c>range=1500-*</c>.</summary>
    /// <param name="option">The option without its semicolon.</param>
    /// <param name="range">The range, when this returns true.</param>
    public static bool TryParse(string option, out AttributeRange range)
    {
        range = default;
        if (option is null || !IsRange(option)) return false;

        var bounds = option.AsSpan(Prefix.Length);
        var dash = bounds.IndexOf('-');
        if (dash < 0 || !TryParseIndex(bounds[..dash], out var low)) return false;

        if (bounds[(dash + 1)..] is "*")
        {
            range = new AttributeRange(low, null);
            return true;
        }

        if (!TryParseIndex(bounds[(dash + 1)..], out var high) || high < low) return false;
        range = new AttributeRange(low, high);
        return true;
    }

    /// <summary>The range as an option: <c>range=0-1499</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Low}-{(High is { } high ? high : "*")}");

    private static bool TryParseIndex(ReadOnlySpan<char> text, out int index) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
