using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Audit.Comparison;

namespace LdapVendorSync.Core.Tests.Audit.Comparison;

public sealed class SeededDifferencesTests
{
    private const int OfEachWay = 20;

    [Theory]
    [InlineData(ComparisonBasis.TwoSystems)]
    [InlineData(ComparisonBasis.TwoTimes)]
    public void Comparison_finds_exactly_what_was_planted_of_every_kind(ComparisonBasis basis)
    {
        var seeded = new SeededDifferences(seed: 4711, basis);
        for (var i = 0; i < OfEachWay * SeededDifferences.Ways; i++)
            seeded.Plant(i % SeededDifferences.Ways);

        var comparison = seeded.Compare();

        seeded.Expected.Count.ShouldBeGreaterThan(200);
        Differing(seeded, comparison).ShouldBeEmpty();
        comparison.Basis.ShouldBe(basis);
        comparison.Total.ShouldBe(seeded.Expected.Count);
        comparison.Doubts.ShouldBeEmpty();
        Enum.GetValues<FindingKind>().Except(comparison.Findings.Select(finding => finding.Kind)).ShouldBe(
            basis == ComparisonBasis.TwoSystems
                ? [FindingKind.GroupRenamed]
                : [FindingKind.AmbiguousIdentity, FindingKind.DepartmentWithoutGroup]);
    }

    [Fact]
    public void Comparison_finds_nothing_where_nothing_was_planted()
    {
        foreach (var basis in Enum.GetValues<ComparisonBasis>())
            new SeededDifferences(seed: 1, basis).Compare().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Comparison_finds_exactly_what_was_planted_whatever_it_is()
    {
        var plants = Gen.Choose(0, SeededDifferences.Ways - 1).ListOf();
        var seeds = Gen.Choose(1, int.MaxValue - 1);
        var bases = Gen.Elements(Enum.GetValues<ComparisonBasis>());
        var any = (from seed in seeds from basis in bases from ways in plants select (seed, basis, ways)).ToArbitrary();
        Prop.ForAll(any, planted =>
        {
            var seeded = new SeededDifferences(planted.seed, planted.basis);
            foreach (var way in planted.ways)
                seeded.Plant(way);
            var differing = Differing(seeded, seeded.Compare());
            return (differing.Count == 0).Label(string.Join('\n', differing));
        }).QuickCheckThrowOnFailure();
    }

    private static List<string> Differing(SeededDifferences seeded, SystemComparison comparison)
    {
        var found = comparison.Findings.Select(SeededDifferences.Describe).ToList();
        var expected = seeded.Expected.ToList();
        return
        [
            .. Without(expected, found).Select(line => $"not found: {line}"),
            .. Without(found, expected).Select(line => $"not planted: {line}"),
        ];
    }

    // As multisets: what is found twice is found once too often.
    private static List<string> Without(IEnumerable<string> some, IEnumerable<string> others)
    {
        var left = some.ToList();
        foreach (var other in others)
            left.Remove(other);
        return left;
    }
}
