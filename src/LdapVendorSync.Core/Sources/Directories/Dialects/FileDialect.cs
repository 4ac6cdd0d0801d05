using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Sources.Directories.Dialects;

/// <summary>Guesses from the entries of a file which directory they were exported from.</summary>
internal static class FileDialect
{
    private const string IpaUniqueId = "ipaUniqueID";

    // Attributes that a directory gives to each of its entries. In a file made by hand hardly every entry has them.
    private static readonly (Dialect Dialect, string[] Attributes)[] Marks =
    [
        (KnownDialects.ActiveDirectory, ["objectGUID", "objectCategory"]),
        (KnownDialects.DirectoryServer389, ["nsUniqueId"]),
        (KnownDialects.OpenLdap, ["entryUUID", "entryCSN"]),
    ];

    /// <summary>The dialect that the settings ask for, else the one that every entry shows, else the generic one.</summary>
    public static Dialect Of(DirectoryDialect setting, IReadOnlyCollection<DirectoryEntry> entries) =>
        KnownDialects.Of(setting) ?? Guess(entries);

    private static Dialect Guess(IReadOnlyCollection<DirectoryEntry> entries)
    {
        var shown = Array.Find(Marks, mark => entries.All(entry => HasAll(entry, mark.Attributes))).Dialect;
        if (shown == KnownDialects.DirectoryServer389 && entries.Any(entry => entry[IpaUniqueId].Count > 0))
            return KnownDialects.FreeIpa;
        return shown ?? KnownDialects.Generic;
    }

    private static bool HasAll(DirectoryEntry entry, string[] attributes) => Array.TrueForAll(attributes, name => entry[name].Count > 0);
}
