using System.Globalization;
using System.Text;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Cli.Tests.Chaos.Truths;

/// <summary>Writes the truth, and what changes of it, as LDIF for a real directory.</summary>
internal static class TruthLdif
{
    private const string Disabled = "pwdAccountLockedTime: 000001010000Z\n";

    public static string DnOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"employeeNumber={number},ou=people,{DirectorySeed.Suffix}");

    public static string DnOf(string group) => $"cn={group},ou=groups,{DirectorySeed.Suffix}";

    /// <summary>The whole directory, for slapadd.</summary>
    public static string Whole(Truth truth)
    {
        var ldif = new StringBuilder();
        foreach (var person in truth.People)
        {
            ldif.Append(Entry(person));
            foreach (var group in person.Groups)
                ldif.Append(CultureInfo.InvariantCulture, $"memberOf: {DnOf(group)}\n");
            ldif.Append('\n');
        }

        foreach (var group in Truth.FirstSizes.Keys)
            ldif.Append(Group(truth, group));
        return ldif.ToString();
    }

    public static string Add(TruePerson person)
    {
        var entry = Entry(person);
        var end = entry.IndexOf('\n', StringComparison.Ordinal) + 1;
        return $"{entry[..end]}changetype: add\n{entry[end..]}\n{string.Concat(person.Groups.Select(group => Join(person.Number, group)))}";
    }

    // Groups first: a moment later the server's own clean-up would do it, and a run might come in between.
    public static string Delete(TruePerson person) =>
        $"{string.Concat(person.Groups.Select(group => Leave(person.Number, group)))}dn: {DnOf(person.Number)}\nchangetype: delete\n\n";

    public static string Join(int number, string group) => Change(DnOf(group), $"add: member\nmember: {DnOf(number)}\n");

    public static string Leave(int number, string group) => Change(DnOf(group), $"delete: member\nmember: {DnOf(number)}\n");

    public static string Nest(string group, bool isNested) =>
        Change(DnOf(Truth.NestingGroup), $"{(isNested ? "add" : "delete")}: member\nmember: {DnOf(group)}\n");

    public static string Profile(TruePerson person) => Change(
        DnOf(person.Number),
        $"replace: uid\n{Line("uid", person.UserName)}-\nreplace: givenName\n{Line("givenName", person.FirstName)}-\n"
        + $"replace: sn\n{Line("sn", person.LastName)}-\nreplace: mail\n{Line("mail", person.Email)}");

    public static string State(TruePerson person) => Change(
        DnOf(person.Number), person.IsDisabled ? $"add: pwdAccountLockedTime\n{Disabled}" : "delete: pwdAccountLockedTime\n");

    private static string Change(string dn, string change) => $"dn: {dn}\nchangetype: modify\n{change}\n";

    private static string Entry(TruePerson person) =>
        $"dn: {DnOf(person.Number)}\nobjectClass: inetOrgPerson\nemployeeType: staff\ncn: person {person.Number}\n"
        + Line("uid", person.UserName) + Line("givenName", person.FirstName) + Line("sn", person.LastName) + Line("mail", person.Email);

    private static string Group(Truth truth, string group)
    {
        var members = truth.Listed(group).Select(person => DnOf(person.Number));
        if (group == Truth.NestingGroup)
            members = members.Concat(truth.Nested.Select(DnOf));
        return $"dn: {DnOf(group)}\nobjectClass: groupOfNames\ncn: {group}\n"
            + string.Concat(members.Select(dn => $"member: {dn}\n")) + "\n";
    }

    private static string Line(string name, string value) => $"{name}:: {Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}\n";
}
