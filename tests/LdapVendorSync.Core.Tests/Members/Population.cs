using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Members;

/// <summary>Both sides of one group, so small in ids and key values that people meet in every possible way.</summary>
internal sealed record Population(
    GroupMember[] Source, GroupMember[] Vendor, Dictionary<string, string> LinkedIds, ComparisonOptions Options)
{
    private const int Ids = 10;

    // Spellings of few values: case, white space, NFC and NFD, both small sigmas, blank and absent.
    private static readonly Gen<string?> Names = Gen.Elements(
        null, "", " ", "a", "A", " a ", "b", "c", "\u00e9", "e\u0301", "\u03c3", "\u03c2");
    private static readonly Gen<string?> Mails = Gen.Elements(null, null, "x", "X", "y", "z");
    private static readonly Gen<string?> Numbers = Gen.Elements(null, null, null, "1", "2");

    private static readonly Gen<string[]> MatchOn = Gen.Elements<string[]>(
        ["userName"], ["email"], ["userName", "email"], ["email", "userName"],
        ["mail", "EMPLOYEENUMBER"], ["employeeNumber", "userName", "email"]);

    public MemberLinks Links => new(LinkedIds);

    /// <summary>Any two sides and any links.</summary>
    public static Arbitrary<Population> Any { get; } = Arb.From(
        from matchOn in MatchOn
        from clearMissing in Gen.Elements(true, false)
        from source in Side("s", 3, matchOn)
        from vendor in Side("v", 2, matchOn)
        from links in RandomLinks()
        select new Population(source, vendor, links, Compare(matchOn, clearMissing)),
        Smaller);

    /// <summary>Everybody is linked, and keys are whatever they are.</summary>
    public static Arbitrary<Population> AllLinked { get; } = Arb.From(
        from matchOn in MatchOn
        from pairs in Raw().Two().ArrayOf().Resize(Ids)
        select new Population(
            [.. pairs.Select((pair, i) => pair.Item1.ToMember($"s{i}", 3))],
            [.. pairs.Select((pair, i) => pair.Item2.ToMember($"v{i}", 2))],
            Enumerable.Range(0, pairs.Length).ToDictionary(i => $"s{i}", i => $"v{i}"),
            Compare(matchOn, clearMissing: false)));

    public GroupComparison Compare() => new GroupMembershipComparer(Options).Compare(Source, Vendor, Links);

    public override string ToString() =>
        $"""
        match on {string.Join(", ", Options.MatchOn)}{(Options.ClearMissing ? ", clear missing" : "")}
        source:  {string.Join("  ", Source.Select(Describe))}
        vendor:  {string.Join("  ", Vendor.Select(Describe))}
        links:   {string.Join(" ", LinkedIds.Select(link => $"{link.Key}-{link.Value}"))}
        """;

    private static IEnumerable<Population> Smaller(Population population)
    {
        foreach (var person in population.Source)
            yield return population with { Source = [.. population.Source.Where(other => other != person)] };
        foreach (var account in population.Vendor)
            yield return population with { Vendor = [.. population.Vendor.Where(other => other != account)] };
        foreach (var id in population.LinkedIds.Keys)
            yield return population with { LinkedIds = population.LinkedIds.Where(link => link.Key != id).ToDictionary() };
    }

    private static string Describe(GroupMember member) =>
        $"{member.Id}({member.UserName ?? "-"}|{member.Email ?? "-"}|{member.GetValue("employeeNumber") ?? "-"})";

    private static ComparisonOptions Compare(string[] matchOn, bool clearMissing) =>
        new() { MatchOn = matchOn, Attributes = ["userName", "email", "employeeNumber", "lastName"], ClearMissing = clearMissing };

    private static Gen<GroupMember[]> Side(string prefix, int names, string[] matchOn) =>
        from raw in Raw().ArrayOf().Resize(8)
        from ids in Gen.Choose(0, Ids * 12).ArrayOf(raw.Length)
        select Agreeing([.. raw.Select((member, i) => member.ToMember($"{prefix}{(ids[i] < Ids ? ids[i] : i)}", names))], matchOn);

    // Where entries have one id and the same keys, the first counts; order would show in the rest of them.
    private static GroupMember[] Agreeing(GroupMember[] members, string[] matchOn) =>
        [.. members.Select(member => members.First(other => other.Id == member.Id && HaveSameKeys(other, member, matchOn)))];

    private static bool HaveSameKeys(GroupMember one, GroupMember other, string[] matchOn) =>
        matchOn.All(attribute => MatchKey.Of(one, attribute) == MatchKey.Of(other, attribute));

    private static Gen<RawMember> Raw() =>
        from name in Names
        from mail in Mails
        from number in Numbers
        select new RawMember(name, mail, number);

    // Any pairing of the ids that the sides may use, each id at most once.
    private static Gen<Dictionary<string, string>> RandomLinks() =>
        from vendorIds in Gen.Shuffle(Enumerable.Range(0, Ids).ToArray())
        from linked in Gen.Elements(true, false, false).ArrayOf(Ids)
        select Enumerable.Range(0, Ids).Where(i => linked[i]).ToDictionary(i => $"s{i}", i => $"v{vendorIds[i]}");

    private sealed record RawMember(string? Name, string? Mail, string? Number)
    {
        public GroupMember ToMember(string id, int names)
        {
            var member = new GroupMember { Id = id, UserName = Name, Email = Mail, LastName = $"L{(id[^1] - '0') % names}" };
            return Number is null ? member : member.WithValue("employeeNumber", Number);
        }
    }
}
