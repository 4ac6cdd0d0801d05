using System.Formats.Asn1;
using System.Text;
using LdapVendorSync.Ldap.Controls;

namespace LdapVendorSync.Ldap.Protocol;

/// <summary>Encodes requests as RFC 4511 section 4 defines them.</summary>
internal static class RequestEncoder
{
    private const int LdapVersion = 3;

    public static byte[] SimpleBind(int messageId, string dn, string password) => Encode(messageId, [], writer =>
    {
        using (writer.PushSequence(LdapTags.Of(LdapOperation.BindRequest)))
        {
            writer.WriteInteger(LdapVersion);
            WriteString(writer, dn);
            writer.WriteOctetString(StrictUtf8.Encoding.GetBytes(password), LdapTags.SimpleAuthentication);
        }
    });

    public static byte[] SaslBind(int messageId, string mechanism, ReadOnlyMemory<byte> credentials) => Encode(messageId, [], writer =>
    {
        using (writer.PushSequence(LdapTags.Of(LdapOperation.BindRequest)))
        {
            writer.WriteInteger(LdapVersion);
            WriteString(writer, string.Empty);
            using (writer.PushSequence(LdapTags.SaslAuthentication))
            {
                WriteString(writer, mechanism);
                writer.WriteOctetString(credentials.Span);
            }
        }
    });

    public static byte[] Search(int messageId, LdapSearchRequest request) => Encode(messageId, request.Controls, writer =>
    {
        using (writer.PushSequence(LdapTags.Of(LdapOperation.SearchRequest)))
        {
            WriteString(writer, request.BaseDn);
            writer.WriteEnumeratedValue(request.Scope);
            writer.WriteEnumeratedValue(request.DerefAliases);
            writer.WriteInteger(request.SizeLimit);
            writer.WriteInteger((int)Math.Ceiling(request.TimeLimit.TotalSeconds));
            writer.WriteBoolean(request.TypesOnly);
            request.Filter.WriteTo(writer);
            using (writer.PushSequence())
            {
                foreach (var attribute in request.Attributes) WriteString(writer, attribute);
            }
        }
    });

    public static byte[] Extended(int messageId, string oid, ReadOnlyMemory<byte>? value) => Encode(messageId, [], writer =>
    {
        using (writer.PushSequence(LdapTags.Of(LdapOperation.ExtendedRequest)))
        {
            writer.WriteOctetString(Encoding.ASCII.GetBytes(oid), LdapTags.ExtendedRequestName);
            if (value is { } bytes) writer.WriteOctetString(bytes.Span, LdapTags.ExtendedRequestValue);
        }
    });

    public static byte[] Abandon(int messageId, int abandonedId) =>
        Encode(messageId, [], writer => writer.WriteInteger(abandonedId, LdapTags.OfPrimitive(LdapOperation.AbandonRequest)));

    public static byte[] Unbind(int messageId) =>
        Encode(messageId, [], writer => writer.WriteNull(LdapTags.OfPrimitive(LdapOperation.UnbindRequest)));

    private static byte[] Encode(int messageId, IReadOnlyList<LdapControl> controls, Action<AsnWriter> writeOperation)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(messageId);
            writeOperation(writer);
            if (controls.Count > 0) WriteControls(writer, controls);
        }

        return writer.Encode();
    }

    private static void WriteControls(AsnWriter writer, IReadOnlyList<LdapControl> controls)
    {
        using (writer.PushSequence(LdapTags.Controls))
        {
            foreach (var control in controls)
            {
                using (writer.PushSequence())
                {
                    writer.WriteOctetString(Encoding.ASCII.GetBytes(control.Oid));
                    // A default value is not sent (RFC 4511 section 5.1)
                    if (control.IsCritical) writer.WriteBoolean(true);
                    if (control.Value is { } value) writer.WriteOctetString(value.Span);
                }
            }
        }
    }

    private static void WriteString(AsnWriter writer, string text) => writer.WriteOctetString(StrictUtf8.GetBytes(text, nameof(text)));
}
