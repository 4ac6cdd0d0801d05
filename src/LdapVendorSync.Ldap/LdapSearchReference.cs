using LdapVendorSync.Ldap.Controls;

namespace LdapVendorSync.Ldap;

/// <summary>A part of the search's subtree that another server holds (RFC 4511 section 4.5.3): what is there was not read.</summary>
public sealed class LdapSearchReference : LdapSearchItem
{
    internal LdapSearchReference(IReadOnlyList<string> uris, IReadOnlyList<LdapControl> controls) : base(controls) => Uris = uris;

    /// <summary>The LDAP URIs under which that part can be read; at least one.</summary>
    public IReadOnlyList<string> Uris { get; }

    /// <summary>The URIs in one line.</summary>
    public override string ToString() => string.Join(" ", Uris);
}
