using System.Globalization;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Audit;

/// <summary>Which snapshot is meant.</summary>
/// <remarks>
/// As text: <c>7</c> or <c>#7</c> is that snapshot; <c>latest</c> the newest of all; <c>CRM</c>, <c>source:CRM</c> or <c>vendor:CRM</c> the
/// newest of that system; with <c>@</c> and a time behind it (<c>CRM@2026-11-01</c>, local unless it says otherwise) the
/// newest that was there by then.
/// </remarks>
public sealed record SystemReference
{
    /// <summary>The word for the newest.</summary>
    public const string Latest = "latest";

    private const string SourcePrefix = "source:";
    private const string VendorPrefix = "vendor:";

    /// <summary>The number; <see langword="null"/> where the newest of some is meant.</summary>
    public int? Number { get; init; }

    /// <summary>The name of the source or vendor, in any case; <see langword="null"/> for any.</summary>
    public string? System { get; init; }

    /// <summary>On which side the system is; <see langword="null"/> for either.</summary>
    public SystemSide? Side { get; init; }

    /// <summary>By when it was there; <see langword="null"/> for now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Whether one that is not complete does not count.</summary>
    public bool CompleteOnly { get; init; }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">It is blank.</exception>
    public static SystemReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (name, at) = SplitTime(text.Trim());
        if (name.Length == 0)
            throw new FormatException("A snapshot is named by its number, by the name of a source or vendor, or by 'latest'.");
        if (at is null && int.TryParse(name.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return new SystemReference { Number = number };
        if (name.Equals(Latest, StringComparison.OrdinalIgnoreCase))
            return new SystemReference { At = at };
        return OfSystem(name) with { At = at };
    }

    /// <summary>Reads the name of a system, with <c>source:</c> or <c>vendor:</c> before it where both sides have it.</summary>
    public static SystemReference OfSystem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name switch
        {
            _ when name.StartsWith(SourcePrefix, StringComparison.OrdinalIgnoreCase) =>
                new SystemReference { System = name[SourcePrefix.Length..].Trim(), Side = SystemSide.Source },
            _ when name.StartsWith(VendorPrefix, StringComparison.OrdinalIgnoreCase) =>
                new SystemReference { System = name[VendorPrefix.Length..].Trim(), Side = SystemSide.Vendor },
            _ => new SystemReference { System = name.Trim() },
        };
    }

    /// <inheritdoc />
    public override string ToString()
    {
        if (Number is { } number)
            return number.ToString(CultureInfo.InvariantCulture);
        var name = System is null ? Latest : $"{(Side is { } side ? $"{side.ToString().ToLowerInvariant()}:" : string.Empty)}{System}";
        return At is { } at ? $"{name}@{at:O}" : name;
    }

    private static (string Name, DateTimeOffset? At) SplitTime(string text)
    {
        // A name may hold an @ itself; a time never does.
        var place = text.LastIndexOf('@');
        if (place < 0)
            return (text, null);
        return Moments.TryParse(text[(place + 1)..].Trim(), TimeZoneInfo.Local, out var at)
            ? (text[..place].Trim(), at)
            : (text, null);
    }
}
