using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Exclusion;
using LdapVendorSync.Core.Sync.Guards;

namespace LdapVendorSync.Core.Tests.Sync.Exclusion;

/// <summary>What holds of a group without the people of other groups, whoever is in them.</summary>
public sealed class DifferenceProperties
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Fact]
    public void Where_everybody_is_known_by_one_key_it_is_the_difference_of_the_sets() => ForAny(Scene.Clean, scene =>
    {
        var plan = scene.Plan();
        var wanted = scene.Staff.Select(NameOf).Except(scene.Here.Select(NameOf)).Except(scene.Elsewhere.Select(NameOf)).ToList();
        var there = scene.Accounts.Select(NameOf).ToList();

        plan.Adds.Select(change => NameOf(change.SourceMember!)).ShouldBe(wanted.Except(there), ignoreOrder: true);
        plan.Removals.Select(change => NameOf(change.VendorMember!)).ShouldBe(there.Except(wanted), ignoreOrder: true);
        plan.SourceMembers.ShouldBe(wanted.Count);
        plan.Problems.ShouldBeEmpty();
    });

    [Fact]
    public void Who_is_added_shares_nothing_with_whom_it_leaves_out() => ForAny(Scene.Messy, scene =>
    {
        foreach (var person in scene.Plan().Adds.Select(change => change.SourceMember!))
        {
            // Ids tell people of one source apart, so that they may share a mailbox, but not the key that finds the account.
            scene.Here.ShouldNotContain(other => other.Id == person.Id || Fits(other, person));
            scene.Elsewhere.ShouldNotContain(other => Shares(other, person));
        }
    });

    [Fact]
    public void Who_is_in_doubt_is_neither_added_nor_updated_nor_removed() => ForAny(Scene.Messy, scene =>
    {
        var plan = scene.Plan();
        var doubtful = plan.Problems.Where(problem => problem.Kind == IdentityProblemKind.ExclusionInDoubt).Select(problem => problem.Member.Id).ToHashSet();
        var accounts = plan.Matched.Where(pair => doubtful.Contains(pair.Source.Id)).Select(pair => pair.Vendor.Id).ToHashSet();
        foreach (var change in plan.Adds.Concat(plan.Updates).Concat(plan.Removals))
        {
            doubtful.ShouldNotContain(change.SourceMember?.Id ?? string.Empty);
            accounts.ShouldNotContain(change.VendorMember?.Id ?? string.Empty);
        }
    });

    [Fact]
    public void Nothing_depends_on_the_order_of_any_group() =>
        Check.One(Settings, Prop.ForAll(Arb.From(Scene.Messy), Arb.From(Gen.Choose(0, int.MaxValue)), (scene, seed) =>
        {
            var random = new Random(seed);
            var shuffled = scene with
            {
                Staff = Shuffled(scene.Staff, random),
                Here = Shuffled(scene.Here, random),
                Elsewhere = Shuffled(scene.Elsewhere, random),
            };
            Facts(shuffled.Plan()).ShouldBe(Facts(scene.Plan()));
        }));

    [Fact]
    public void An_incomplete_read_lets_nobody_in_and_takes_nobody_away() =>
        Check.One(Settings, Prop.ForAll(Arb.From(Scene.Messy), Arb.From(Gen.Choose(0, 2)), Arb.From(Gen.Choose(0, 12)), (scene, cut, kept) =>
        {
            var partial = Completeness.Partial([new ReadReason(ReadReasonKind.NotProved, HoldScope.Mapping, "cut off")]);
            var read = (cut % 3) switch
            {
                0 => scene with { Here = [.. scene.Here.Take(kept)], HereRead = partial },
                1 => scene with { Elsewhere = [.. scene.Elsewhere.Take(kept)], ElsewhereRead = partial },
                _ => scene with { Here = [.. scene.Here.Take(kept)], HereRead = partial, ElsewhereRead = partial },
            };
            var plan = read.Plan();
            plan.Adds.ShouldBeEmpty();
            Allowed(plan).ShouldBeEmpty();
        }));

    [Fact]
    public void A_group_that_became_empty_or_lost_much_of_itself_lets_nobody_in() =>
        Check.One(Settings, Prop.ForAll(Arb.From(Scene.Clean), Arb.From(Gen.Choose(10, 40)), (scene, before) =>
        {
            var shrunk = scene with { LastHere = before * 2, Here = [.. scene.Here.Take(before / 10)], MayBeEmpty = false };
            shrunk.Plan().Adds.ShouldBeEmpty();
        }));

    private static void ForAny(Gen<Scene> scenes, Action<Scene> holds) => Check.One(Settings, Prop.ForAll(Arb.From(scenes), holds));

    private static IReadOnlyList<MembershipChange> Allowed(MappingPlan plan)
    {
        var vendor = new VendorSettings { Name = "App", Module = "sqlite", Groups = [] };
        var run = new GuardedRun([new GuardedMapping(plan, vendor, MappingMemory.None)], new GuardSettings());
        return RemovalGuards.Decide(run, allowRemovals: true).Single().Allowed;
    }

    private static List<string> Facts(MappingPlan plan) =>
    [
        .. plan.Adds.Concat(plan.Removals).Select(change => $"{change.Action} {change.SourceMember?.Id} {change.VendorMember?.Id}").Order(StringComparer.Ordinal),
        .. plan.Problems.Select(problem => $"{problem.Kind} {problem.Member.Id}").Order(StringComparer.Ordinal),
        .. plan.LeftOut.Select(person => person.Person.Id).Order(StringComparer.Ordinal),
    ];

    private static GroupMember[] Shuffled(IReadOnlyList<GroupMember> members, Random random)
    {
        var copy = members.ToArray();
        random.Shuffle(copy);
        return copy;
    }

    private static bool Fits(GroupMember one, GroupMember other) => one.UserName is not null && other.UserName is not null
        ? one.UserName == other.UserName
        : one.Email is not null && one.Email == other.Email;

    private static bool Shares(GroupMember one, GroupMember other) =>
        (one.UserName is not null && one.UserName == other.UserName) || (one.Email is not null && one.Email == other.Email);

    private static string NameOf(GroupMember member) => member.UserName!;

    /// <summary>A source group, one of its source that it leaves out, one of another source, and a vendor group.</summary>
    private sealed record Scene(
        IReadOnlyList<GroupMember> Staff,
        IReadOnlyList<GroupMember> Here,
        IReadOnlyList<GroupMember> Elsewhere,
        IReadOnlyList<GroupMember> Accounts)
    {
        private const int People = 12;

        public Completeness HereRead { get; init; } = Completeness.Complete;

        public Completeness ElsewhereRead { get; init; } = Completeness.Complete;

        public int? LastHere { get; init; }

        public bool MayBeEmpty { get; init; } = true;

        /// <summary>Everybody has a user name of their own.</summary>
        public static Gen<Scene> Clean { get; } =
            from staff in Subset
            from here in Subset
            from elsewhere in Subset
            from accounts in Subset
            select new Scene(
                [.. staff.Select(number => Clear("p", number))],
                [.. here.Select(number => Clear("p", number))],
                [.. elsewhere.Select(number => Clear("e", number))],
                [.. accounts.Select(number => Clear("a", number))]);

        /// <summary>Keys are missing, and several people have one.</summary>
        public static Gen<Scene> Messy { get; } =
            from people in Messes("p", People)
            from staff in Subset
            from here in Subset
            from elsewhere in Messes("e", 5)
            from accounts in Messes("a", 8)
            select new Scene([.. staff.Select(number => people[number])], [.. here.Select(number => people[number])], elsewhere, accounts);

        public MappingPlan Plan()
        {
            var mapping = new MappingSettings
            {
                Source = "dir",
                SourceGroup = "staff",
                VendorGroup = "users",
                MatchOn = ["userName", "email"],
                Attributes = new Dictionary<string, string> { ["userName"] = "userName" },
            };
            var here = new ExceptSettings { Source = "dir", Group = "here", AllowEmpty = MayBeEmpty };
            var elsewhere = new ExceptSettings { Source = "hr", Group = "elsewhere", AllowEmpty = MayBeEmpty };
            var sync = new SyncMapping(new MappingReference("dir", "staff", "App", "users"), [mapping with { Except = [here, elsewhere] }]);
            var part = new GroupContent(Staff, Completeness.Complete)
            {
                Source = "dir",
                Except = [new ExcludedGroup(here, new(Here, HereRead)), new ExcludedGroup(elsewhere, new(Elsewhere, ElsewhereRead))],
            };
            var memory = LastHere is { } last
                ? new ExclusionMemory { LastMembers = new Dictionary<string, int> { [ExclusionMemory.KeyOf(here)] = last } }
                : null;
            return new ChangePlanner(sync, exclusions: memory).Plan([part], new GroupContent(Accounts, Completeness.Complete), MemberLinks.None);
        }

        private static Gen<int[]> Subset => Gen.SubListOf(Enumerable.Range(0, People).ToArray()).Select(numbers => numbers.ToArray());

        private static GroupMember Clear(string kind, int number) => new() { Id = $"{kind}{number}", UserName = $"user{number}" };

        private static Gen<GroupMember[]> Messes(string kind, int count) => Gen
            .Two(Gen.Choose(-1, 7))
            .ListOf(count)
            .Select(keys => keys.Select((key, index) => new GroupMember
            {
                Id = $"{kind}{index}",
                UserName = key.Item1 < 0 ? null : $"user{key.Item1}",
                Email = key.Item2 < 3 ? null : $"{key.Item2}@example.com",
            }).ToArray());
    }
}
