using System.Globalization;
using System.Text;

namespace LdapVendorSync.Fixtures.Ldap;

/// <summary>What a test directory holds. People are <c>uid=u00000,ou=people</c> and on; each is in <c>cn=everyone</c>, and in
/// <c>cn=teamN</c> by its number.</summary>
public sealed record DirectorySeed
{
    public const string Suffix = "dc=example,dc=test";
    public const string EveryoneDn = "cn=everyone,ou=groups," + Suffix;

    /// <summary>A group whose name needs every kind of escape in a DN: <c>Ops, Night + Day</c>. The first five people are in it.</summary>
    public const string EscapedDn = "cn=Ops\\2C Night \\2B Day,ou=groups," + Suffix;

    /// <summary>A group with team0, team1 and the last person.</summary>
    public const string NestedDn = "cn=nested,ou=groups," + Suffix;

    /// <summary>Two groups that hold each other; the second also the first person.</summary>
    public const string CycleADn = "cn=cycleA,ou=groups," + Suffix;

    public const string CycleBDn = "cn=cycleB,ou=groups," + Suffix;

    /// <summary>A group with a member that does not exist, and the second person.</summary>
    public const string DanglingDn = "cn=dangling,ou=groups," + Suffix;

    /// <summary>A posixGroup with the user names of the first ten people.</summary>
    public const string PosixDn = "cn=posix,ou=groups," + Suffix;

    /// <summary>A group whose members' memberOf does not show it, as after an import without the overlay. The first five people are in
    /// it.</summary>
    public const string WithoutMemberOfDn = "cn=silent,ou=groups," + Suffix;

    /// <summary>May read everything but passwords, under the server's size limit. Its password is <see cref="Password"/>.</summary>
    public const string ReaderDn = "cn=sync," + Suffix;

    /// <summary>May read everything but passwords, without a size limit.</summary>
    public const string UnlimitedReaderDn = "cn=big," + Suffix;

    /// <summary>The password of the readers and of the first fifty people.</summary>
    public const string Password = "secret";

    private static readonly string[] GivenNames =
        ["José", "Zoë", "Ana", "Łukasz", "王", "O'Neil", "Bob", "Ann (temp)", "Jo*n", "Back\\slash"];

    /// <summary>The number of people.</summary>
    public int People { get; init; } = 20;

    /// <summary>The number of teams; each holds <see cref="TeamSize"/> people, as far as they reach.</summary>
    public int Teams { get; init; } = 2;

    /// <summary>The people of a team.</summary>
    public int TeamSize { get; init; } = 5;

    /// <summary>More entries, as LDIF.</summary>
    public string ExtraLdif { get; init; } = string.Empty;

    public static string PersonDn(int number) => string.Create(CultureInfo.InvariantCulture, $"uid={Uid(number)},ou=people,{Suffix}");

    public static string Uid(int number) => string.Create(CultureInfo.InvariantCulture, $"u{number:d5}");

    public static string TeamDn(int number) => string.Create(CultureInfo.InvariantCulture, $"cn=team{number},ou=groups,{Suffix}");

    /// <summary>Writes the directory as LDIF for slapadd, which runs no overlay: memberOf is written out.</summary>
    public void Write(TextWriter output)
    {
        var ldif = new LdifWriter(output);
        WriteFrame(ldif);
        for (var i = 0; i < People; i++) WritePerson(ldif, i);
        WriteGroups(ldif);
        output.Write(ExtraLdif);
    }

    private static void WriteFrame(LdifWriter ldif)
    {
        ldif.Write(Suffix, ("objectClass", "dcObject"), ("objectClass", "organization"), ("dc", "example"), ("o", "Example"));
        foreach (var unit in (string[])["people", "groups", "policies"])
        {
            ldif.Write($"ou={unit},{Suffix}", ("objectClass", "organizationalUnit"), ("ou", unit));
        }

        foreach (var reader in (string[])["sync", "big"])
        {
            ldif.Write(
                $"cn={reader},{Suffix}",
                ("objectClass", "organizationalRole"), ("objectClass", "simpleSecurityObject"), ("cn", reader), ("userPassword", Password));
        }

        ldif.Write(
            $"cn=default,ou=policies,{Suffix}",
            ("objectClass", "organizationalRole"), ("objectClass", "pwdPolicy"), ("cn", "default"), ("pwdAttribute", "userPassword"),
            ("pwdLockout", "TRUE"), ("pwdMaxFailure", "3"), ("pwdLockoutDuration", "60"));
    }

    private void WritePerson(LdifWriter ldif, int number)
    {
        var given = GivenNames[number % GivenNames.Length];
        var text = number.ToString(CultureInfo.InvariantCulture);
        List<(string, string)> attributes =
        [
            ("objectClass", "inetOrgPerson"), ("uid", Uid(number)), ("cn", $"{given} {text}"), ("sn", $"Test{text}"), ("givenName", given),
            ("mail", $"{Uid(number)}@example.test"), ("employeeNumber", text), ("memberOf", EveryoneDn),
        ];
        if (TeamSize > 0 && number / TeamSize < Teams) attributes.Add(("memberOf", TeamDn(number / TeamSize)));
        if (number < 5) attributes.Add(("memberOf", EscapedDn));
        if (number == 0) attributes.Add(("memberOf", CycleBDn));
        if (number == 1) attributes.Add(("memberOf", DanglingDn));
        if (number == People - 1) attributes.Add(("memberOf", NestedDn));
        if (number < 50) attributes.Add(("userPassword", Password));
        ldif.Write(PersonDn(number), attributes);
    }

    private void WriteGroups(LdifWriter ldif)
    {
        WriteGroup(ldif, EveryoneDn, "everyone", Enumerable.Range(0, People).Select(PersonDn));
        WriteGroup(ldif, EscapedDn, "Ops, Night + Day", Enumerable.Range(0, Math.Min(5, People)).Select(PersonDn));
        WriteGroup(ldif, WithoutMemberOfDn, "silent", Enumerable.Range(0, Math.Min(5, People)).Select(PersonDn));
        for (var team = 0; team < Teams; team++)
        {
            var people = Enumerable.Range(team * TeamSize, TeamSize).Where(number => number < People);
            WriteGroup(ldif, TeamDn(team), $"team{team}", people.Select(PersonDn));
        }

        WriteGroup(ldif, NestedDn, "nested", [TeamDn(0), TeamDn(1), PersonDn(People - 1)]);
        WriteGroup(ldif, CycleADn, "cycleA", [CycleBDn]);
        WriteGroup(ldif, CycleBDn, "cycleB", [CycleADn, PersonDn(0)]);
        WriteGroup(ldif, DanglingDn, "dangling", [$"uid=gone,ou=people,{Suffix}", PersonDn(1)]);

        var users = Enumerable.Range(0, Math.Min(10, People)).Select(number => ("memberUid", Uid(number)));
        ldif.Write(PosixDn, [("objectClass", "posixGroup"), ("cn", "posix"), ("gidNumber", "5000"), .. users]);
    }

    private static void WriteGroup(LdifWriter ldif, string dn, string name, IEnumerable<string> members) =>
        ldif.Write(dn, [("objectClass", "groupOfNames"), ("cn", name), .. members.Select(member => ("member", member))]);

    /// <summary>Writes entries as RFC 2849 wants them, base64 where needed.</summary>
    private sealed class LdifWriter(TextWriter output)
    {
        public void Write(string dn, params IEnumerable<(string Name, string Value)> attributes)
        {
            Line("dn", dn);
            foreach (var (name, value) in attributes) Line(name, value);
            output.Write('\n');
        }

        private void Line(string name, string value)
        {
            var isSafe = Ascii.IsValid(value)
                && !value.AsSpan().ContainsAny("\0\r\n")
                && value is not ([' ' or ':' or '<', ..] or [.., ' ']);
            output.Write(isSafe ? $"{name}: {value}\n" : $"{name}:: {Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}\n");
        }
    }
}
