using System.Text;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Tests.Sources.Ldap;
using LdapVendorSync.Core.Tests.Sources.Ldif;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources;

/// <summary>By which groups somebody is in: the shortest way, of several the first by its DNs, in whatever order a directory tells.</summary>
public sealed class GroupPathTests
{
    private const int Groups = 12;
    private const int People = 20;
    private const string Suffix = DirectorySeed.Suffix;

    [Fact]
    public async Task Path_is_the_shortest_and_first_of_random_groups()
    {
        var ties = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var members = RandomMembers(random);
            using var file = new LdifFile(Ldif(members, random));
            await using var source = file.Open(settings => settings with { Recurse = true });

            var (found, _) = await source.ReadAllAsync(Group(0));

            found.Select(member => $"{member.UserName} by {string.Join(" > ", member.GroupPath)}").Order(StringComparer.Ordinal)
                .ShouldBe(ExpectedPaths(members, ref ties), $"seed {seed}");
        }

        ties.ShouldBeGreaterThan(100);
    }

    [SkippableFact]
    public async Task Path_is_the_same_whatever_was_read_before()
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var server = await SlapdServer.StartAsync(new SlapdOptions { Seed = new DirectorySeed { People = 20, ExtraLdif = TwoWays } });
        string[] groups = ["b", "a", "top", "people", "outer", "posix"];
        var expected = new Dictionary<string, string[]>();
        for (var start = 0; start < groups.Length; start++)
        {
            await using var source = server.OpenShared(settings => settings with { Recurse = true });
            foreach (var group in groups.Skip(start).Concat(groups.Take(start)))
            {
                var paths = await PathsAsync(source, $"cn={group}-way,ou=groups,{Suffix}");
                if (!expected.TryAdd(group, paths))
                    paths.ShouldBe(expected[group], $"{group}, start {start}");
            }
        }

        expected["top"].ShouldBe(["u00001 by a-way", "u00002 by a-way", "u00003 by b-way", "u00004 by a-way"]);
        expected["posix"].ShouldBe(["u00003 by ", "u00004 by "]);
        expected["outer"].ShouldBe([.. expected["top"].Select(path => path.Replace("by ", "by top-way > ", StringComparison.Ordinal))]);
    }

    // Of u00004, cn=a-way knows the uid, which is looked up after the DN that cn=b-way has.
    private static readonly string TwoWays = $"""
        {Entry("b", $"member: {DirectorySeed.PersonDn(1)}", $"member: {DirectorySeed.PersonDn(2)}", $"member: {DirectorySeed.PersonDn(3)}", $"member: {DirectorySeed.PersonDn(4)}")}
        {Entry("a", $"member: {DirectorySeed.PersonDn(2)}", $"member: {DirectorySeed.PersonDn(1)}", "memberUid: u00004")}
        {Entry("top", $"member: cn=b-way,ou=groups,{Suffix}", $"member: CN=A-way, OU=groups,{Suffix}")}
        {Entry("outer", $"member: cn=top-way,ou=groups,{Suffix}")}
        {Entry("people", $"member: {DirectorySeed.PersonDn(4)}")}
        {Entry("posix", "memberUid: u00004", $"member: {DirectorySeed.PersonDn(3)}")}
        """;

    private static string Entry(string name, params string[] members) =>
        $"dn: cn={name}-way,ou=groups,{Suffix}\nobjectClass: groupOfNames\nobjectClass: extensibleObject\ncn: {name}-way\n"
        + $"{string.Join('\n', members)}\n";

    private static async Task<string[]> PathsAsync(ISource source, string group)
    {
        var (members, read) = await source.ReadAllAsync(group);
        read.ShouldBeComplete();
        return [.. members.Select(member => $"{member.UserName} by {string.Join(" > ", member.GroupPath.Select(ShortName))}").Order(StringComparer.Ordinal)];
    }

    private static string ShortName(string dn) => dn[3..dn.IndexOf(',', StringComparison.Ordinal)];

    private static List<string>[] RandomMembers(Random random)
    {
        var members = Enumerable.Range(0, Groups).Select(_ => new List<string>()).ToArray();
        foreach (var group in members)
        {
            group.AddRange(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Group(random.Next(1, Groups))));
            group.AddRange(Enumerable.Range(0, random.Next(4)).Select(_ => Person(random.Next(People))));
        }

        return members;
    }

    private static IEnumerable<string> ExpectedPaths(List<string>[] members, ref int ties)
    {
        var best = new Dictionary<string, string[]>();
        string[][] ways = [[]];
        for (var length = 0; length < Groups; length++)
        {
            foreach (var way in ways)
            {
                foreach (var person in Listed(way).Where(member => member.StartsWith("uid", StringComparison.Ordinal)).Distinct())
                {
                    if (!best.TryGetValue(person, out var other))
                        best[person] = way;
                    else if (other.Length == way.Length)
                        ties++;
                    if (best[person].Length == way.Length && string.CompareOrdinal(Text(way), Text(best[person])) < 0)
                        best[person] = way;
                }
            }

            ways =
            [
                .. ways
                    .SelectMany(way => Listed(way).Where(member => member.StartsWith("cn", StringComparison.Ordinal)).Select(group => (string[])[.. way, group]))
                    .GroupBy(way => way[^1])
                    .Select(same => same.MinBy(Text, StringComparer.Ordinal)!),
            ];
        }

        return best.Select(person => $"{person.Key[4..10]} by {Text(person.Value)}").Order(StringComparer.Ordinal);

        List<string> Listed(string[] way) =>
            members[way.Length == 0 ? 0 : int.Parse(way[^1][4..6], System.Globalization.CultureInfo.InvariantCulture)];
    }

    private static string Text(string[] way) => string.Join(" > ", way);

    private static string Ldif(List<string>[] members, Random random)
    {
        var text = new StringBuilder();
        var entries = members
            .Select((list, number) => $"dn: {Group(number)}\nobjectClass: groupOfNames\ncn: g{number:D2}\n"
                + string.Concat(list.OrderBy(_ => random.Next()).Distinct().Select(member => $"member: {member}\n")))
            .Concat(Enumerable.Range(0, People).Select(number =>
                $"dn: {Person(number)}\nobjectClass: inetOrgPerson\nuid: p{number:D5}\ncn: P\nsn: P\n"));
        foreach (var entry in entries.OrderBy(_ => random.Next()))
            text.Append(entry).Append('\n');
        return text.ToString();
    }

    private static string Group(int number) => $"cn=g{number:D2},{Suffix}";

    private static string Person(int number) => $"uid=p{number:D5},{Suffix}";
}
