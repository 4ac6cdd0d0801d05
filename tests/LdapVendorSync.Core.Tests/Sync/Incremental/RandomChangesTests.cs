using System.Globalization;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Fixtures.Ldap;
using Xunit.Abstractions;

namespace LdapVendorSync.Core.Tests.Sync.Incremental;

/// <summary>Whatever happens in a directory, a run that remembers reads what a run that does not remember reads.</summary>
public sealed class RandomChangesTests(ITestOutputHelper output)
{
    private const int People = 30;
    private const int Steps = 110;
    private const string Suffix = DirectorySeed.Suffix;

    private const string Departments = $"""
        dn: ou=dept,{Suffix}
        objectClass: organizationalUnit
        ou: dept

        dn: uid=d1,ou=dept,{Suffix}
        objectClass: inetOrgPerson
        uid: d1
        cn: D1
        sn: D1

        dn: cn=dept,ou=groups,{Suffix}
        objectClass: groupOfNames
        cn: dept
        member: uid=d1,ou=dept,{Suffix}
        member: {"uid=u00001,ou=people," + Suffix}


        """;

    private static readonly (string, bool)[] Groups =
    [
        (DirectorySeed.EveryoneDn, false), (DirectorySeed.TeamDn(0), false), ("team1", false), (DirectorySeed.TeamDn(2), true),
        (DirectorySeed.NestedDn, true), (DirectorySeed.CycleADn, true), (DirectorySeed.PosixDn, false), ("dept", true),
    ];

    [SkippableTheory]
    [InlineData(1, true, 0)]
    [InlineData(2, true, 1000)]
    [InlineData(3, false, 0)]
    public async Task Remembering_run_reads_what_a_full_one_reads(int seed, bool tellsChanges, int sessionLog)
    {
        await using var server = await SyncedDirectory.StartAsync(options => options with
        {
            SyncProvider = tellsChanges,
            SyncSessionLog = sessionLog,
            Seed = new DirectorySeed { People = People, Teams = 4, ExtraLdif = Departments },
        });
        using var remembering = Runs(server);
        using var full = Runs(server);
        var random = new Random(seed);
        var history = new List<string>();
        var remembered = 0;
        for (var step = 0; step < Steps; step++)
        {
            history.Add(await ChangeAsync(server, random));
            var actual = await remembering.RunAsync();
            var expected = await full.RunAsync(full: true);

            actual.Select(ReadingRuns.Describe).ShouldBe(
                expected.Select(ReadingRuns.Describe), $"seed {seed}, step {step}:\n{string.Join('\n', history.TakeLast(5))}");
            remembered += actual.Count(ReadingRuns.IsRemembered);
        }

        output.WriteLine($"{remembered} of {Steps * Groups.Length} reads were given from memory.");
        remembered.ShouldBeGreaterThan(Steps);
    }

    private static ReadingRuns Runs(SlapdServer server) => new(SyncedDirectory.SourceOf(server), Groups)
    {
        Settings = $$"""
            incremental: compare
            user_filter: (&(objectClass=person)(!(employeeType=external)))
            group_dn_map: { team1: 'cn=team1,ou=groups,{{Suffix}}', dept: 'cn=dept,ou=groups,{{Suffix}}' }
            """,
    };

    private static async Task<string> ChangeAsync(SlapdServer server, Random random)
    {
        var ldif = Change(random);
        if (ldif.Length == 0)
            return "nothing";
        try
        {
            await server.ModifyAsync(ldif);
            return ldif;
        }
        catch (InvalidOperationException error)
        {
            // The entry is not there any more, or is already; that is nothing to read
            return $"refused ({error.Message}): {ldif}";
        }
    }

    private static string Change(Random random)
    {
        var number = random.Next(People);
        var person = DirectorySeed.PersonDn(number);
        var team = DirectorySeed.TeamDn(random.Next(4));
        var text = random.Next(1000).ToString(CultureInfo.InvariantCulture);
        return random.Next(20) switch
        {
            0 or 1 => string.Empty,
            2 or 3 => SyncedDirectory.Replace(person, "mail", $"m{text}@example.test"),
            4 => $"dn: {team}\nchangetype: modify\nadd: member\nmember: {person}\n",
            5 => $"dn: {team}\nchangetype: modify\ndelete: member\nmember: {person}\n",
            6 => $"dn: {person}\nchangetype: delete\n",
            7 => $"dn: {person}\nchangetype: add\nobjectClass: inetOrgPerson\nuid: {DirectorySeed.Uid(number)}\ncn: New\nsn: New\n",
            8 => $"dn: {person}\nchangetype: modrdn\nnewrdn: uid=r{number}\ndeleteoldrdn: {random.Next(2)}\n",
            9 => $"dn: uid=r{number},ou=people,{Suffix}\nchangetype: modrdn\nnewrdn: uid={DirectorySeed.Uid(number)}\ndeleteoldrdn: 1\n",
            10 => SyncedDirectory.Replace(person, "employeeType", "external"),
            11 => SyncedDirectory.Replace(person, "employeeType"),
            12 => SyncedDirectory.Replace(person, "pwdAccountLockedTime", "000001010000Z"),
            13 => $"dn: ou=dept,{Suffix}\nchangetype: modrdn\nnewrdn: ou=dept{random.Next(2)}\ndeleteoldrdn: 1\n",
            14 => $"dn: ou=dept{random.Next(2)},{Suffix}\nchangetype: modrdn\nnewrdn: ou=dept\ndeleteoldrdn: 1\n",
            15 => SyncedDirectory.Replace(DirectorySeed.PosixDn, "memberUid", DirectorySeed.Uid(number), DirectorySeed.Uid(0)),
            16 => $"dn: cn=team1,ou=policies,{Suffix}\nchangetype: add\nobjectClass: groupOfNames\ncn: team1\nmember: {person}\n",
            17 => $"dn: cn=team1,ou=policies,{Suffix}\nchangetype: delete\n",
            18 => $"dn: {DirectorySeed.TeamDn(2)}\nchangetype: modrdn\nnewrdn: cn=moved\ndeleteoldrdn: 1\n",
            _ => $"dn: cn=moved,ou=groups,{Suffix}\nchangetype: modrdn\nnewrdn: cn=team2\ndeleteoldrdn: 1\n",
        };
    }
}
