using LdapVendorSync.Ldap.Controls;

namespace LdapVendorSync.Ldap;

/// <summary>What a search yields one after another: an <see cref="LdapEntry"/>, an <see cref="LdapSearchReference"/> or an
/// <see cref="LdapIntermediateResponse"/>.</summary>
public abstract class LdapSearchItem
{
    private protected LdapSearchItem(IReadOnlyList<LdapControl> controls) => Controls = controls;

    /// <summary>The controls the server sent with this item; mostly none.</summary>
    public IReadOnlyList<LdapControl> Controls { get; }
}
