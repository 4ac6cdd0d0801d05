using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>Shows values as text: GUIDs and SIDs in their usual form, anything else that is no text in base64.</summary>
internal static class ValueText
{
    private const int GuidLength = 16;
    private const int SidHeaderLength = 8;
    private const byte SidRevision = 1;
    private const int MaxSubAuthorities = 15;

    private static readonly HashSet<string> SidAttributes = new(StringComparer.OrdinalIgnoreCase)
    {
        "objectSid", "sIDHistory", "securityIdentifier", "tokenGroups", "tokenGroupsGlobalAndUniversal", "msExchMasterAccountSid",
    };

    /// <summary>A value of an attribute as text.</summary>
    public static string Show(string attribute, ReadOnlyMemory<byte> value) =>
        ToText(attribute, value) ?? Convert.ToBase64String(value.Span);

    /// <summary>A value that has a form as text, or <see langword="null"/> for bytes that are not UTF-8 or hold a NUL.</summary>
    public static string? ToText(string attribute, ReadOnlyMemory<byte> value)
    {
        // Active Directory keeps the bytes of a GUID in the order of a Win32 structure (MS-DTYP section 2.3.4.2), as this constructor does.
        if (value.Length == GuidLength && EntryId.IsGuid(attribute))
            return new Guid(value.Span).ToString();
        if (MayBeSid(value.Span) && SidAttributes.Contains(attribute) && ToSid(value.Span) is { } sid)
            return sid;
        return value.Span.Contains((byte)0) ? null : DirectoryEntry.ToText(value);
    }

    private static bool MayBeSid(ReadOnlySpan<byte> value) => value.Length >= SidHeaderLength && value[0] == SidRevision;

    /// <summary>A security identifier (MS-DTYP section 2.4.2) as <c>S-1-5-…</c>, or <see langword="null"/> where it is none.</summary>
    private static string? ToSid(ReadOnlySpan<byte> value)
    {
        if (value[1] > MaxSubAuthorities || value.Length != SidHeaderLength + (value[1] * sizeof(uint)))
            return null;

        var authority = BinaryPrimitives.ReadUInt64BigEndian(value) & 0xFFFF_FFFF_FFFF;
        var text = new StringBuilder("S-1-").Append(authority.ToString(CultureInfo.InvariantCulture));
        for (var rest = value[SidHeaderLength..]; rest.Length > 0; rest = rest[sizeof(uint)..])
            text.Append('-').Append(BinaryPrimitives.ReadUInt32LittleEndian(rest).ToString(CultureInfo.InvariantCulture));
        return text.ToString();
    }
}
