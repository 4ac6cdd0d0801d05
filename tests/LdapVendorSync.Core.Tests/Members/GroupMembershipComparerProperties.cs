using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Members;

/// <summary>What holds for every group, whoever is in it.</summary>
public sealed class GroupMembershipComparerProperties
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(3000);

    [Fact]
    public void Everybody_stands_in_exactly_one_list() => ForAny(population =>
    {
        var result = population.Compare();
        SourceIds(result).Order().ShouldBe(population.Source.Select(person => person.Id).Distinct().Order());
        VendorIds(result).Order().ShouldBe(population.Vendor.Select(account => account.Id).Distinct().Order());
    });

    [Fact]
    public void Result_does_not_depend_on_the_order_of_either_side() =>
        Check.One(Settings, Prop.ForAll(Population.Any, Arb.From(Gen.Choose(0, int.MaxValue)), (population, seed) =>
        {
            var random = new Random(seed);
            var shuffled = population with { Source = Shuffled(population.Source, random), Vendor = Shuffled(population.Vendor, random) };
            Facts(shuffled.Compare()).ShouldBe(Facts(population.Compare()), population.ToString());
        }));

    [Fact]
    public void Result_does_not_depend_on_how_often_somebody_is_listed() => ForAny(population =>
    {
        var (source, vendor) = (population.Source, population.Vendor);
        var doubled = population with { Source = [.. source, .. source], Vendor = [.. vendor, .. vendor] };
        Facts(doubled.Compare()).ShouldBe(Facts(population.Compare()));
    });

    [Fact]
    public void Matches_are_those_that_are_certain_from_both_ends() => ForAny(population =>
    {
        var matches = population.Compare().Matched.Select(pair => (pair.Source.Id, pair.Vendor.Id));
        matches.Order().ShouldBe(new Model(population).Matches().Order());
    });

    [Fact]
    public void Extra_account_shares_no_key_with_the_source_unless_it_is_linked_to_somebody_else() => ForAny(population =>
    {
        var model = new Model(population);
        foreach (var account in population.Compare().Extra)
        {
            if (population.Links.SourceIdOf(account.Id) is { } owner)
                population.Source.Where(person => person.Id == owner).ShouldBeEmpty();
            else
                population.Source.Where(person => model.ShareKey(person, account)).ShouldBeEmpty();
        }
    });

    [Fact]
    public void Linked_person_is_never_both_missing_and_extra() => ForAny(population =>
    {
        var result = population.Compare();
        var accountsOfMissing = result.Missing.Select(person => population.Links.VendorIdOf(person.Id));
        accountsOfMissing.Intersect(result.Extra.Select(account => account.Id)).ShouldBeEmpty();
    });

    [Fact]
    public void Missing_person_fits_no_account_that_could_be_theirs() => ForAny(population =>
    {
        var (model, links) = (new Model(population), population.Links);
        foreach (var person in population.Compare().Missing)
            population.Vendor.Where(account => model.Fit(person, account) && links.SourceIdOf(account.Id) is null).ShouldBeEmpty();
    });

    [Fact]
    public void Keys_of_linked_people_may_change_at_will_and_yield_updates_only() => ForAll(Population.AllLinked, population =>
    {
        var result = population.Compare();
        result.Matched.Count.ShouldBe(population.Source.Length);
        foreach (var pair in result.Matched)
            (pair.Linked, pair.Vendor.Id).ShouldBe((true, population.LinkedIds[pair.Source.Id]));
        result.Missing.ShouldBeEmpty();
        result.Extra.ShouldBeEmpty();
        result.Problems.ShouldBeEmpty();
    });

    [Fact]
    public void Applying_the_result_leaves_nothing_to_do_but_for_people_in_doubt() => ForAny(population =>
    {
        var first = population.Compare();
        var applied = population with { Vendor = Apply(population, first) };
        ShouldLeaveNothingToDo(applied.Compare(), first);

        // As a real run does: whoever was matched or added is linked from then on.
        var learned = new Dictionary<string, string>(population.LinkedIds);
        foreach (var pair in first.Matched)
            learned[pair.Source.Id] = pair.Vendor.Id;
        foreach (var person in first.Missing)
            learned[person.Id] = AccountIdOf(person, population);
        ShouldLeaveNothingToDo((applied with { LinkedIds = learned }).Compare(), first);
    });

    [Fact]
    public void Missing_value_at_the_source_blanks_nothing_unless_it_is_asked_for() => ForAny(population =>
    {
        foreach (var difference in population.Compare().Matched.SelectMany(pair => pair.Differences))
            (population.Options.ClearMissing || !string.IsNullOrWhiteSpace(difference.After)).ShouldBeTrue();
    });

    private static void ForAny(Action<Population> property) => ForAll(Population.Any, property);

    private static void ForAll(Arbitrary<Population> populations, Action<Population> property) =>
        Check.One(Settings, Prop.ForAll(populations, property));

    private static GroupMember[] Shuffled(GroupMember[] members, Random random)
    {
        var copy = members.ToArray();
        random.Shuffle(copy);
        return copy;
    }

    private static IEnumerable<string> SourceIds(GroupComparison result) =>
        result.Matched.Select(pair => pair.Source.Id)
            .Concat(result.Missing.Select(person => person.Id))
            .Concat(InDoubt(result, ReadSide.Source));

    private static IEnumerable<string> VendorIds(GroupComparison result) =>
        result.Matched.Select(pair => pair.Vendor.Id)
            .Concat(result.Extra.Select(account => account.Id))
            .Concat(InDoubt(result, ReadSide.Vendor));

    private static string[] Facts(GroupComparison result) =>
    [
        .. result.Matched.Select(pair => $"{pair.Source.Id}={pair.Vendor.Id} linked:{pair.Linked} {Attributes(pair)}")
            .Concat(result.Missing.Select(person => $"missing {person.Id}"))
            .Concat(result.Extra.Select(account => $"extra {account.Id}"))
            .Concat(result.Problems.Select(problem => $"{problem.Kind} {problem.Side} {problem.Member.Id}"))
            .Order(),
    ];

    private static string Attributes(MatchedMember pair) => string.Join(",", pair.Differences.Select(difference => difference.Attribute));

    private static GroupMember[] Apply(Population population, GroupComparison result)
    {
        var extra = result.Extra.Select(account => account.Id).ToHashSet();
        var updates = result.Matched.ToDictionary(pair => pair.Vendor.Id, pair => pair.Differences);
        var kept = population.Vendor.Where(account => !extra.Contains(account.Id)).Select(account => Update(account, updates));
        return [.. kept, .. result.Missing.Select(person => person with { Id = AccountIdOf(person, population) })];
    }

    private static GroupMember Update(GroupMember account, Dictionary<string, IReadOnlyList<AttributeDifference>> updates) =>
        updates.GetValueOrDefault(account.Id, [])
            .Aggregate(account, (updated, difference) => updated.WithValue(difference.Attribute, difference.After));

    private static string AccountIdOf(GroupMember person, Population population) =>
        population.Links.VendorIdOf(person.Id) ?? $"new-{person.Id}";

    private static void ShouldLeaveNothingToDo(GroupComparison second, GroupComparison first)
    {
        var peopleInDoubt = InDoubt(first, ReadSide.Source).ToHashSet();
        var accountsInDoubt = InDoubt(first, ReadSide.Vendor).ToHashSet();
        second.Missing.Where(person => !peopleInDoubt.Contains(person.Id)).ShouldBeEmpty();
        second.Extra.Where(account => !accountsInDoubt.Contains(account.Id)).ShouldBeEmpty();
        second.Matched.Where(pair => pair.Differences.Count > 0 && !peopleInDoubt.Contains(pair.Source.Id)).ShouldBeEmpty();
    }

    private static IEnumerable<string> InDoubt(GroupComparison result, ReadSide side) =>
        result.Problems.Where(problem => problem.Side == side).Select(problem => problem.Member.Id);

    /// <summary>The rules as they are written, pair by pair.</summary>
    private sealed class Model(Population population)
    {
        public bool Fit(GroupMember one, GroupMember other)
        {
            var deciding = population.Options.MatchOn
                .FirstOrDefault(attribute => Key(one, attribute) is not null && Key(other, attribute) is not null);
            return deciding is not null && Key(one, deciding) == Key(other, deciding);
        }

        public bool ShareKey(GroupMember one, GroupMember other) =>
            population.Options.MatchOn.Any(attribute => Key(one, attribute) is { } key && key == Key(other, attribute));

        public IEnumerable<(string Person, string Account)> Matches()
        {
            foreach (var person in population.Source.DistinctBy(person => person.Id))
            {
                if (MeansSeveral(population.Source, person.Id))
                    continue;
                var accountId = population.Links.VendorIdOf(person.Id) ?? AccountByKey(person);
                if (accountId is not null && IsOneAccount(accountId))
                    yield return (person.Id, accountId);
            }
        }

        private string? AccountByKey(GroupMember person)
        {
            var accounts = population.Vendor.Where(account => Fit(person, account)).DistinctBy(account => account.Id).ToList();
            if (accounts is not [var account] || population.Links.SourceIdOf(account.Id) is not null)
                return null;
            var rivals = population.Source.Where(other => other.Id != person.Id && (Fit(other, person) || Fit(other, account)));
            return rivals.Any() ? null : account.Id;
        }

        private bool IsOneAccount(string id) =>
            population.Vendor.Any(account => account.Id == id) && !MeansSeveral(population.Vendor, id);

        private bool MeansSeveral(GroupMember[] side, string id) =>
            side.Where(member => member.Id == id)
                .Select(member => string.Join("|", population.Options.MatchOn.Select(attribute => Key(member, attribute) ?? "-")))
                .Distinct().Count() > 1;

        private static string? Key(GroupMember member, string attribute) => member.GetValue(attribute)?.Trim() is { Length: > 0 } value
            ? value.Normalize(NormalizationForm.FormC).ToUpperInvariant()
            : null;
    }
}
