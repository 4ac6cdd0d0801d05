using LdapVendorSync.Ldap.Controls;

namespace LdapVendorSync.Ldap;

/// <summary>A message of an extension in the midst of a search (RFC 4511 section 4.13), such as those of content synchronisation.</summary>
public sealed class LdapIntermediateResponse : LdapSearchItem
{
    internal LdapIntermediateResponse(string? name, ReadOnlyMemory<byte> value, IReadOnlyList<LdapControl> controls) : base(controls)
    {
        Name = name;
        Value = value;
    }

    /// <summary>The OID of the response, where the server names it.</summary>
    public string? Name { get; }

    /// <summary>The value, whose encoding the extension defines; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Value { get; }
}
