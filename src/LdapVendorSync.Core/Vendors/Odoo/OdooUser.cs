using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Odoo;

/// <summary>A row of the accounts.</summary>
/// <param name="Id">The id that the row names.</param>
/// <param name="IsThere">Whether there is such an account.</param>
/// <param name="IsSystem">Whether it is Odoo's own: OdooBot, the public user, a template.</param>
/// <param name="Member">The account.</param>
internal sealed record OdooUser(string Id, bool IsThere, bool IsSystem, GroupMember Member)
{
    /// <summary>The attribute that tells whether the person is in the group itself, not by another group that implies it.</summary>
    public const string Direct = "direct";

    /// <summary>The attribute that tells whether the account is external, of a portal.</summary>
    public const string Share = "share";

    /// <summary>The attribute that tells when account or contact were last changed.</summary>
    public const string WriteDate = "writeDate";

    /// <summary>The account as it is in no group.</summary>
    public GroupMember WithoutGroup()
    {
        var attributes = new Dictionary<string, IReadOnlyList<string>>(Member.Attributes, StringComparer.OrdinalIgnoreCase);
        attributes.Remove(Direct);
        return Member with { Attributes = attributes };
    }
}
