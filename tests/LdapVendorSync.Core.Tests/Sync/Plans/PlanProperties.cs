using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync.Plans;

/// <summary>What holds however source and vendor drift between a plan and its application.</summary>
public sealed class PlanProperties
{
    private const int People = 14;

    [Fact]
    public void Whatever_is_applied_is_both_planned_and_due()
    {
        var seeds = Arb.From(Gen.Choose(0, int.MaxValue));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(seeds, seed => CheckAsync(seed).GetAwaiter().GetResult()));
    }

    private static async Task CheckAsync(int seed)
    {
        var random = new Random(seed);
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Settings = "guards: { max_removal_percent: none }";
        scenario.Source.With("staff", Person.Numbered(99));
        Drift(scenario, random, 12);
        if (random.Next(3) == 0)
            await scenario.RunAsync();
        Drift(scenario, random, 6);
        var plan = await scenario.PlanAsync();
        Drift(scenario, random, random.Next(5));
        var part = plan with { Changes = [.. plan.Changes.Where(_ => random.Next(4) > 0)] };
        var due = (await scenario.TryPlanAsync()).Plan!;
        var strict = random.Next(3) == 0;

        scenario.Vendor.Requests.Clear();
        var run = await scenario.ApplyAsync(part, strict);

        var why = $"seed {seed}\nplanned:\n{Lines(part)}\ndue:\n{Lines(due)}\n{run.Describe()}";
        var planned = part.Changes.Select(Effect).ToHashSet();
        var applied = run.Changes.Where(outcome => outcome.Result == ChangeResult.Applied).ToList();
        applied.Select(outcome => EffectOnSide(outcome.Change)).Except(part.Changes.Select(EffectOnSide)).ShouldBeEmpty(why);
        applied.Select(outcome => EffectOnSide(outcome.Change)).Except(due.Changes.Select(EffectOnSide)).ShouldBeEmpty(why);

        // And the other way round: what is planned and due alike is made, unless strict kept it back.
        var both = planned.Intersect(due.Changes.Where(change => !IsOfSomebodyElse(change, due, part)).Select(Effect)).Count();
        if (!strict)
            applied.Count.ShouldBe(both, why);
        else
            applied.Count.ShouldBe(both == part.Changes.Count ? both : 0, why);
        if (applied.Count == 0)
            scenario.Vendor.Requests.Writes.ShouldBeEmpty(why);
        run.Changes.Count.ShouldBe(part.Changes.Count, why);
        run.Plan!.Applied.ShouldBe(applied.Count, why);
    }

    // What a change does to whom, with the values that it leaves behind.
    private static string Effect(PlannedChange change) =>
        $"{EffectOnSide(change)} {string.Join(',', change.Differences.Select(difference => $"{difference.Attribute}={difference.After}").Order(StringComparer.Ordinal))}";

    // Of an account that the run itself created only the outcome knows the id.
    private static string EffectOnSide(MembershipChange change) =>
        $"{change.Action} {change.Group} {(change.Action == ChangeAction.Add ? change.SourceMember!.Id : change.VendorMember!.Id)}";

    // The account of somebody who has to be added first, which the plan does not say, is not touched.
    private static bool IsOfSomebodyElse(PlannedChange change, SyncPlan due, SyncPlan plan) =>
        change.Action == ChangeAction.Update && Adds(due, change) && !Adds(plan, change);

    private static bool Adds(SyncPlan plan, PlannedChange update) => plan.Changes.Any(
        change => change.Action == ChangeAction.Add && change.SourceMember!.Id == update.SourceMember!.Id);

    private static string Lines(SyncPlan plan) => string.Join('\n', plan.Changes.Select(Effect));

    private static void Drift(SyncScenario scenario, Random random, int steps)
    {
        for (var i = 0; i < steps; i++)
            Step(scenario, random, random.Next(1, People));
    }

    private static void Step(SyncScenario scenario, Random random, int number)
    {
        var (source, store) = (scenario.Source, scenario.Vendor.Store);
        var id = Person.Numbered(number).Id;
        var account = store.FindByName(Person.Numbered(number).UserName);
        switch (random.Next(9))
        {
            case 0 or 1 when !source.Groups["staff"].Contains(id):
                source.With("staff", source.Persons.GetValueOrDefault(id) ?? Person.Numbered(number));
                break;
            case 2:
                source.Leave("staff", id);
                break;
            case 3 when source.Persons.ContainsKey(id):
                source.Change(id, person => person with { LastName = $"Name{random.Next(3)}" });
                break;
            case 4 when source.Persons.ContainsKey(id):
                source.Change(id, person => person with { Disabled = random.Next(2) == 0 });
                break;
            case 5 when account is null:
                store.CreateUser(VendorStore.Numbered(number));
                break;
            case 6 when account is not null:
                store.Add("users", account.Id);
                break;
            case 7 when account is not null:
                store.Remove("users", account.Id);
                break;
            case 8 when account is not null:
                store.UpdateUser(account.Id, new Dictionary<string, string?> { ["lastName"] = $"Name{random.Next(3)}" });
                break;
            default:
                break;
        }
    }
}
