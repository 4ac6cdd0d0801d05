using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sync;

/// <summary>Tells whether two names mean one group of a source: a DN, a short name of the config, the group's own short name.</summary>
internal static class SourceGroupName
{
    /// <summary>Whether two names mean one group.</summary>
    /// <param name="source">The source's settings, whose short names count.</param>
    /// <param name="one">A name.</param>
    /// <param name="other">Another name.</param>
    public static bool AreSame(SourceSettings? source, string one, string other)
    {
        var (left, right) = (Resolve(source, one), Resolve(source, other));
        if (left.Equals(right, StringComparison.OrdinalIgnoreCase))
            return true;
        var leftIsName = DistinguishedName.TryParse(left, out var leftName);
        var rightIsName = DistinguishedName.TryParse(right, out var rightName);
        return (leftIsName, rightIsName) switch
        {
            (true, true) => leftName!.Equals(rightName),
            (true, false) => IsShortNameOf(right, leftName!),
            (false, true) => IsShortNameOf(left, rightName!),
            _ => false,
        };
    }

    private static string Resolve(SourceSettings? source, string name)
    {
        if (source is not DirectorySourceSettings directory)
            return name;
        return directory.GroupDnMap.FirstOrDefault(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? name;
    }

    // A source refuses a short name that fits several groups, so that it fits this one only.
    private static bool IsShortNameOf(string shortName, DistinguishedName name) =>
        name.Rdns.Count > 0 && name.Rdns[0].Assertions.Any(assertion => assertion.Value.Equals(shortName, StringComparison.OrdinalIgnoreCase));
}
