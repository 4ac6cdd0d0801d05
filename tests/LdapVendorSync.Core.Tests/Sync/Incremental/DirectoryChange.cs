using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sync.Incremental;

/// <summary>What happens to the people and groups of a <see cref="SyncedDirectory"/>, by what it is called.</summary>
internal static class DirectoryChange
{
    /// <summary>The change as LDIF.</summary>
    public static string Ldif(string change) => change switch
    {
        "member added" => $"dn: {DirectorySeed.TeamDn(0)}\nchangetype: modify\nadd: member\nmember: {DirectorySeed.PersonDn(12)}\n",
        "member removed" => $"dn: {DirectorySeed.TeamDn(0)}\nchangetype: modify\ndelete: member\nmember: {DirectorySeed.PersonDn(2)}\n",
        "mail changed" => SyncedDirectory.Replace(DirectorySeed.PersonDn(1), "mail", "new@example.test"),
        "person deleted" => $"dn: {DirectorySeed.PersonDn(3)}\nchangetype: delete\n",
        "person renamed" => $"dn: {DirectorySeed.PersonDn(4)}\nchangetype: modrdn\nnewrdn: uid=renamed\ndeleteoldrdn: 1\n",
        "person moved" => $"dn: {DirectorySeed.PersonDn(4)}\nchangetype: modrdn\nnewrdn: uid=u00004\ndeleteoldrdn: 1\n"
            + $"newsuperior: ou=policies,{DirectorySeed.Suffix}\n",
        "nested group changed" =>
            $"dn: {DirectorySeed.TeamDn(1)}\nchangetype: modify\nadd: member\nmember: {DirectorySeed.PersonDn(12)}\n",
        "person of a nested group changed" => SyncedDirectory.Replace(DirectorySeed.PersonDn(6), "mail", "new@example.test"),
        "group renamed" => $"dn: {DirectorySeed.TeamDn(0)}\nchangetype: modrdn\nnewrdn: cn=renamed\ndeleteoldrdn: 1\n",
        "several entries" => $"{Ldif("member removed")}\n{Ldif("person added to it")}\n{Ldif("nested group changed")}\n{Ldif("mail changed")}\n",
        "person added to it" =>
            $"dn: uid=new,ou=people,{DirectorySeed.Suffix}\nchangetype: add\nobjectClass: inetOrgPerson\ncn: New\nsn: New\nmail: n@example.test\n\n"
            + $"dn: {DirectorySeed.TeamDn(0)}\nchangetype: modify\nadd: member\nmember: uid=new,ou=people,{DirectorySeed.Suffix}\n",
        "group deleted" => $"dn: {DirectorySeed.TeamDn(0)}\nchangetype: delete\n",
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };
}
