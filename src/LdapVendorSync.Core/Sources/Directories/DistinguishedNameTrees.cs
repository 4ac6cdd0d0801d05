using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>Where names stand to trees of a directory.</summary>
internal static class DistinguishedNameTrees
{
    /// <summary>Whether a search over a tree would see the entry: it is the root of the tree, or lies below it.</summary>
    public static bool IsWithin(this DistinguishedName dn, DistinguishedName tree) => dn.Equals(tree) || dn.IsDescendantOf(tree);
}
