using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldif;

/// <summary>
/// Says whether an entry matches a filter (RFC 4511 section 4.5.1.7) as a server would, without a server's schema: DNs in the usual
/// attributes are compared as DNs, everything else as text without regard to case and to repeated spaces.
/// </summary>
/// <remarks>What cannot be evaluated that way is refused when the matcher is made, never taken for "does not match".</remarks>
internal sealed class FilterMatcher
{
    private const string BitAnd = "1.2.840.113556.1.4.803";
    private const string BitOr = "1.2.840.113556.1.4.804";

    private static readonly FrozenSet<string> ExactRules = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "caseExactMatch", "2.5.13.5", "caseExactIA5Match", "1.3.6.1.4.1.1466.109.114.1", "octetStringMatch", "2.5.13.17");

    private static readonly FrozenSet<string> TextRules = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "caseIgnoreMatch", "2.5.13.2", "caseIgnoreIA5Match", "1.3.6.1.4.1.1466.109.114.2");

    private static readonly FrozenSet<string> NameAttributes = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "member", "uniqueMember", "memberOf", "manager", "managedBy", "directReports", "owner", "secretary", "seeAlso", "roleOccupant");

    private static readonly FrozenSet<string> EntryNameAttributes =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "entryDN", "distinguishedName");

    // Servers take (objectClass=person) to match its subclasses too, which files by slapcat do not spell out.
    private static readonly FrozenDictionary<string, string> Superclasses = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["person"] = "top",
        ["organizationalPerson"] = "person",
        ["inetOrgPerson"] = "organizationalPerson",
        ["user"] = "organizationalPerson",
        ["computer"] = "user",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly LdapFilter _filter;

    /// <summary>A matcher for a filter.</summary>
    /// <exception cref="NotSupportedException">The filter has a matching rule that needs a server.</exception>
    public FilterMatcher(LdapFilter filter)
    {
        RequireSupported(filter);
        _filter = filter;
    }

    public bool Matches(DirectoryEntry entry) => Matches(_filter, entry);

    private static void RequireSupported(LdapFilter filter)
    {
        foreach (var part in Parts(filter))
            RequireSupported(part);
        if (filter is ExtensibleFilter extensible && !IsSupported(extensible))
            throw new NotSupportedException($"{extensible} has a matching rule that only a server can evaluate.");
    }

    private static ImmutableArray<LdapFilter> Parts(LdapFilter filter) => filter switch
    {
        AndFilter and => and.Filters,
        OrFilter or => or.Filters,
        NotFilter not => [not.Filter],
        _ => [],
    };

    private static bool IsSupported(ExtensibleFilter filter) =>
        filter is { Attribute: not null, DnAttributes: false, MatchingRule: var rule }
        && (rule is null or BitAnd or BitOr || ExactRules.Contains(rule) || TextRules.Contains(rule));

    private static bool Matches(LdapFilter filter, DirectoryEntry entry) => filter switch
    {
        AndFilter and => and.Filters.All(part => Matches(part, entry)),
        OrFilter or => or.Filters.Any(part => Matches(part, entry)),
        NotFilter not => !Matches(not.Filter, entry),
        PresentFilter present => ValuesOf(entry, present.Attribute).Any(),
        ComparisonFilter comparison => ValuesOf(entry, comparison.Attribute).Any(value => Compare(comparison, value)),
        SubstringsFilter substrings => ValuesOf(entry, substrings.Attribute).Any(value => HasSubstrings(substrings, value)),
        ExtensibleFilter extensible => ValuesOf(entry, extensible.Attribute!).Any(value => MatchesRule(extensible, value)),
        _ => throw new NotSupportedException($"{filter} is a kind of filter that is not known."),
    };

    // A description without options means its subtypes with options too (RFC 4512 section 2.5.2): cn matches cn;lang-de.
    private static IEnumerable<ReadOnlyMemory<byte>> ValuesOf(DirectoryEntry entry, string attribute)
    {
        var values = attribute.Contains(';', StringComparison.Ordinal)
            ? entry[attribute]
            : entry.OfType(attribute).SelectMany(found => found.Values);
        if (EntryNameAttributes.Contains(attribute))
            return values.Append(Encoding.UTF8.GetBytes(entry.Dn.ToString()));
        return attribute.Equals("objectClass", StringComparison.OrdinalIgnoreCase) ? values.SelectMany(WithSuperclasses) : values;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> WithSuperclasses(ReadOnlyMemory<byte> value)
    {
        yield return value;
        var name = DirectoryEntry.ToText(value);
        while (name is not null && Superclasses.TryGetValue(name, out var superclass))
        {
            yield return Encoding.UTF8.GetBytes(superclass);
            name = superclass;
        }
    }

    private static bool Compare(ComparisonFilter filter, ReadOnlyMemory<byte> value) => filter.Comparison switch
    {
        LdapFilterComparison.GreaterOrEqual => Order(value, filter.Value) >= 0,
        LdapFilterComparison.LessOrEqual => Order(value, filter.Value) <= 0,
        _ => AreEqual(filter.Attribute, value, filter.Value),
    };

    private static bool AreEqual(string attribute, ReadOnlyMemory<byte> value, ReadOnlyMemory<byte> asserted)
    {
        if (value.Span.SequenceEqual(asserted.Span))
            return true;
        if (DirectoryEntry.ToText(value) is not { } left || DirectoryEntry.ToText(asserted) is not { } right)
            return false;
        if (IsName(attribute) && DistinguishedName.TryParse(left, out var leftName) && DistinguishedName.TryParse(right, out var rightName))
            return leftName.Equals(rightName);
        return Prepare(left) == Prepare(right);
    }

    private static bool IsName(string attribute) => NameAttributes.Contains(attribute) || EntryNameAttributes.Contains(attribute);

    private static int Order(ReadOnlyMemory<byte> value, ReadOnlyMemory<byte> asserted)
    {
        var (left, right) = (DirectoryEntry.ToText(value), DirectoryEntry.ToText(asserted));
        if (left is null || right is null)
            return value.Span.SequenceCompareTo(asserted.Span);
        return TryParseInteger(left, out var leftNumber) && TryParseInteger(right, out var rightNumber)
            ? leftNumber.CompareTo(rightNumber)
            : string.CompareOrdinal(Prepare(left), Prepare(right));
    }

    private static bool HasSubstrings(SubstringsFilter filter, ReadOnlyMemory<byte> value)
    {
        if (DirectoryEntry.ToText(value) is not { } text)
            return false;
        var rest = Prepare(text).AsSpan();
        if (filter.Initial is { } initial && !TryTakeStart(ref rest, initial))
            return false;
        if (filter.Final is { } final && !TryTakeEnd(ref rest, final))
            return false;
        foreach (var part in filter.Any)
        {
            if (!TryTakeThrough(ref rest, part))
                return false;
        }

        return true;
    }

    private static bool TryTakeStart(ref ReadOnlySpan<char> rest, ReadOnlyMemory<byte> part)
    {
        var text = PreparePart(part);
        if (text is null || !rest.StartsWith(text, StringComparison.Ordinal))
            return false;
        rest = rest[text.Length..];
        return true;
    }

    private static bool TryTakeEnd(ref ReadOnlySpan<char> rest, ReadOnlyMemory<byte> part)
    {
        var text = PreparePart(part);
        if (text is null || !rest.EndsWith(text, StringComparison.Ordinal))
            return false;
        rest = rest[..^text.Length];
        return true;
    }

    private static bool TryTakeThrough(ref ReadOnlySpan<char> rest, ReadOnlyMemory<byte> part)
    {
        var text = PreparePart(part);
        var index = text is null ? -1 : rest.IndexOf(text, StringComparison.Ordinal);
        if (index < 0)
            return false;
        rest = rest[(index + text!.Length)..];
        return true;
    }

    private static bool MatchesRule(ExtensibleFilter filter, ReadOnlyMemory<byte> value)
    {
        if (filter.MatchingRule is null || TextRules.Contains(filter.MatchingRule))
            return AreEqual(filter.Attribute!, value, filter.Value);
        if (ExactRules.Contains(filter.MatchingRule))
            return value.Span.SequenceEqual(filter.Value.Span);
        return TryParseInteger(DirectoryEntry.ToText(value), out var number)
            && TryParseInteger(DirectoryEntry.ToText(filter.Value), out var bits)
            && (filter.MatchingRule == BitAnd ? (number & bits) == bits : (number & bits) != 0);
    }

    private static bool TryParseInteger(string? text, out BigInteger number) =>
        BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    /// <summary>A text as it is compared: in one Unicode form and case, with single spaces and none at the ends (RFC 4518).</summary>
    private static string Prepare(string text) =>
        string.Join(' ', text.Normalize(NormalizationForm.FormKC).ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries));

    // Spaces at the ends of a part separate words and count.
    private static string? PreparePart(ReadOnlyMemory<byte> part) =>
        DirectoryEntry.ToText(part)?.Normalize(NormalizationForm.FormKC).ToUpperInvariant();
}
