using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>Tells what an entry is that is no person, and how to name it.</summary>
internal static class NonPersonEntry
{
    private const string ObjectClass = "objectClass";
    private const string Account = "sAMAccountName";
    private const string SecurityIdentifier = "objectSid";
    private const string PrincipalName = "msDS-PrincipalName";

    // A service account is a computer too: the most special class comes first.
    private static readonly (string Class, NonPersonKind Kind)[] Kinds =
    [
        ("msDS-GroupManagedServiceAccount", NonPersonKind.GroupManagedServiceAccount),
        ("msDS-ManagedServiceAccount", NonPersonKind.ManagedServiceAccount),
        ("computer", NonPersonKind.Computer),
        ("contact", NonPersonKind.Contact),
        ("foreignSecurityPrincipal", NonPersonKind.ForeignSecurityPrincipal),
    ];

    /// <summary>The attributes to ask a server for.</summary>
    public static IReadOnlyList<string> AttributesOn(bool isActiveDirectory) =>
        isActiveDirectory ? [ObjectClass, "displayName", "cn", Account, SecurityIdentifier, PrincipalName] : [ObjectClass];

    /// <summary>What the entry is; <see langword="null"/> for one that only a filter or a base of the settings leaves out.</summary>
    public static NonPersonMembers? Of(DirectoryEntry entry)
    {
        var classes = entry.ObjectClasses.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, kind) in Kinds)
        {
            if (classes.Contains(name))
                return new NonPersonMembers(kind, 1, [NameOf(entry, kind)]);
        }

        return null;
    }

    private static string NameOf(DirectoryEntry entry, NonPersonKind kind) => kind switch
    {
        NonPersonKind.Contact => First(entry, "displayName") ?? First(entry, "cn") ?? entry.Dn.ToString(),
        NonPersonKind.ForeignSecurityPrincipal => NameOfForeigner(entry),
        _ => First(entry, Account) ?? First(entry, "cn") ?? entry.Dn.ToString(),
    };

    private static string NameOfForeigner(DirectoryEntry entry)
    {
        var sid = First(entry, SecurityIdentifier) ?? First(entry, "cn") ?? entry.Dn.ToString();
        return First(entry, PrincipalName) is { } name && name != sid ? $"{sid}, {name}" : sid;
    }

    private static string? First(DirectoryEntry entry, string attribute) => entry[attribute]
        .Select(value => ValueText.ToText(attribute, value))
        .FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
}
