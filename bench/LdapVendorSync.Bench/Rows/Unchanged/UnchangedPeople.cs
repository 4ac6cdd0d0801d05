using System.Globalization;
using System.Text;
using LdapVendorSync.Bench.Servers;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Bench.Rows.Unchanged;

/// <summary>The accounts and groups of a vendor server as entries of a directory.</summary>
internal static class UnchangedPeople
{
    /// <summary>The name of a group, which is the same on both sides.</summary>
    public static string NameOf(int group) => string.Create(CultureInfo.InvariantCulture, $"{BenchVendor.GroupPrefix}{group}");

    /// <summary>The entry of a group.</summary>
    public static string DnOf(int group) => $"cn={NameOf(group)},ou=groups,{DirectorySeed.Suffix}";

    /// <summary>The entries, with <c>memberOf</c>.</summary>
    public static string ToLdif(VendorServerOptions options)
    {
        var ldif = new StringBuilder();
        var groupsOf = Enumerable.Range(0, options.Groups)
            .SelectMany(group => BenchPerson.OfGroup(group, options).Select(person => (person.Number, Group: DnOf(group))))
            .ToLookup(membership => membership.Number, membership => membership.Group);
        for (var number = 0; number < options.Accounts; number++)
            Append(ldif, new BenchPerson(number), groupsOf[number]);
        for (var group = 0; group < options.Groups; group++)
        {
            ldif.Append(CultureInfo.InvariantCulture, $"dn: {DnOf(group)}\nobjectClass: groupOfNames\ncn: {NameOf(group)}\n");
            foreach (var person in BenchPerson.OfGroup(group, options))
                ldif.Append(CultureInfo.InvariantCulture, $"member: {DnOf(person)}\n");
            ldif.Append('\n');
        }

        return ldif.ToString();
    }

    private static void Append(StringBuilder ldif, BenchPerson person, IEnumerable<string> groups)
    {
        ldif.Append(CultureInfo.InvariantCulture, $"""
            dn: {DnOf(person)}
            objectClass: inetOrgPerson
            uid: {person.UserName}
            cn: {person.FirstName} {person.LastName}
            givenName: {person.FirstName}
            sn: {person.LastName}
            mail: {person.Mail}

            """);
        foreach (var group in groups)
            ldif.Append(CultureInfo.InvariantCulture, $"memberOf: {group}\n");
        ldif.Append('\n');
    }

    private static string DnOf(BenchPerson person) => $"uid={person.UserName},ou=people,{DirectorySeed.Suffix}";
}
