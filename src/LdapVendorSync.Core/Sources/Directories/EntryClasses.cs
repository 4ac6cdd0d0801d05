using System.Collections.Frozen;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>Tells groups from people by their object classes.</summary>
internal static class EntryClasses
{
    /// <summary>The classes of people, as directories in use name them.</summary>
    public static FrozenSet<string> PersonClasses { get; } = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "person", "organizationalPerson", "inetOrgPerson", "user", "posixAccount", "account");

    /// <summary>The classes whose members can be listed, as directories in use name them.</summary>
    public static FrozenSet<string> GroupClasses { get; } = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "groupOfNames", "groupOfUniqueNames", "groupOfMembers", "groupOfEntries", "groupOfURLs", "group", "posixGroup");

    /// <summary>Whether an entry is a group. An account that is its own group (posixAccount and posixGroup in one) is a person.</summary>
    public static bool IsGroup(DirectoryEntry entry) => entry.HasObjectClass(GroupClasses) && !entry.HasObjectClass(PersonClasses);
}
