using System.Formats.Asn1;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Protocol;

namespace LdapVendorSync.Ldap.Controls;

/// <summary>Decodes the values of controls and of messages that extensions send.</summary>
internal static class ControlValue
{
    /// <summary>Reads a value from its first element.</summary>
    public delegate T Decoder<out T>(BerReader value);

    /// <summary>Finds a control among those of a response and decodes it; the default where the server sent none.</summary>
    /// <exception cref="LdapProtocolException">The control's value is malformed or missing.</exception>
    public static T? Find<T>(IEnumerable<LdapControl> controls, string oid, string name, Decoder<T> decode)
        where T : class
    {
        var control = controls.FirstOrDefault(candidate => candidate.Oid == oid);
        return control is null ? null : Decode(control.Value ?? default, name, decode);
    }

    /// <summary>Decodes a value.</summary>
    /// <exception cref="LdapProtocolException">The value is malformed.</exception>
    public static T Decode<T>(ReadOnlyMemory<byte> value, string name, Decoder<T> decode)
    {
        try
        {
            return decode(new BerReader(value));
        }
        catch (AsnContentException e)
        {
            throw new LdapProtocolException($"The server's {name} cannot be decoded: {e.Message}", e);
        }
    }
}
