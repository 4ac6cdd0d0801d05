using System.Formats.Asn1;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Controls;

/// <summary>Asks for a search's results in pages, and tells in the response where the next one starts (RFC 2696).</summary>
public sealed class PagedResultsControl : LdapControl
{
    /// <summary>The object identifier of the control.</summary>
    public const string ControlOid = "1.2.840.113556.1.4.319";

    /// <summary>Creates the control.</summary>
    /// <param name="size">In a request the entries a page may hold; in a response the server's estimate of all, or 0.</param>
    /// <param name="cookie">In a request the cookie of the page before, empty for the first; in a response empty after the last
    /// page.</param>
    /// <param name="isCritical">Whether the server must refuse the request if it does not know the control.</param>
    public PagedResultsControl(int size, ReadOnlyMemory<byte> cookie = default, bool isCritical = false)
        : base(ControlOid, isCritical, Encode(size, cookie))
    {
        Size = size;
        Cookie = cookie;
    }

    /// <summary>In a request the entries a page may hold; in a response the server's estimate of all, or 0.</summary>
    public int Size { get; }

    /// <summary>In a request the cookie of the page before, empty for the first; in a response empty after the last page.</summary>
    public ReadOnlyMemory<byte> Cookie { get; }

    /// <summary>Finds and decodes the control among those of a response.</summary>
    /// <param name="controls">The controls of a response.</param>
    /// <returns>The control, or null when the server sent none.</returns>
    /// <exception cref="LdapProtocolException">The control's value is malformed.</exception>
    public static PagedResultsControl? Find(IEnumerable<LdapControl> controls) =>
        ControlValue.Find(controls, ControlOid, "paging control", value =>
        {
            var sequence = value.ReadSequence();
            return new PagedResultsControl(sequence.ReadNonNegativeInteger(), sequence.ReadOctetString());
        });

    private static byte[] Encode(int size, ReadOnlyMemory<byte> cookie)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(size);
            writer.WriteOctetString(cookie.Span);
        }

        return writer.Encode();
    }
}
