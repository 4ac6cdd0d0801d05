using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Api;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Api;

namespace LdapVendorSync.Core.Tests.Sources.Api;

/// <summary>Groups that hold groups in any way, cycles included, read through any faults: never Complete with somebody missing or too many.</summary>
public sealed class ApiSourceProperties
{
    private const int Groups = 6;
    private const int Reads = 3;

    private static readonly Gen<Fault> AnyFault =
        from kind in Gen.Elements("members", "nested")
        from subject in Gen.Choose(0, Groups - 1)
        from effect in Gen.Elements<Effect>(Effect.Refused, Effect.Forbidden, Effect.Gone, Effect.Down, Effect.Unproved, Effect.Doubted)
        from times in Gen.Choose(1, 2)
        select new Fault($"{kind} {subject}", effect, times);

    private static readonly Gen<MemberPageFault> AnyPageFault =
        from page in Gen.Choose(1, 4)
        from effect in Gen.Elements(
            MemberPageEffect.Status, MemberPageEffect.Cut, MemberPageEffect.ClaimEnd, MemberPageEffect.RepeatPeople, MemberPageEffect.RepeatFirstPage,
            MemberPageEffect.DeleteGroup, MemberPageEffect.ExpireToken, MemberPageEffect.RenameGroup)
        from times in Gen.Choose(1, 4)
        select new MemberPageFault(page, effect) { Times = times };

    private static readonly Gen<Case> AnyCase =
        from members in Gen.ArrayOf(Gen.Choose(0, (Groups * 12) - 1), 30)
        from edges in Gen.ArrayOf(Gen.Choose(0, (Groups * Groups) - 1), 8)
        from faults in Few(AnyFault)
        from pageFaults in Few(AnyPageFault)
        from recurse in Gen.Elements(true, false)
        from shares in Gen.Elements(true, false)
        select new Case(members, edges, faults, pageFaults, recurse, shares);

    private enum Effect
    {
        Refused,
        Forbidden,
        Gone,
        Down,
        Unproved,
        Doubted,
    }

    [Fact]
    public void Read_is_complete_only_with_everybody_and_nobody_else() =>
        Prop.ForAll(AnyCase.ToArbitrary(), Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Read_without_faults_is_complete() =>
        Prop.ForAll(
            AnyCase.Select(any => any with { Faults = [], PageFaults = [] }).ToArbitrary(),
            any => RunAsync(any).GetAwaiter().GetResult().TrueForAll(read => read.IsComplete))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static Gen<T[]> Few<T>(Gen<T> any) => Gen.Choose(0, 2).SelectMany(count => Gen.ArrayOf(any, count));

    private static bool Holds(Case any) => RunAsync(any).GetAwaiter().GetResult().TrueForAll(read => read.IsTrue);

    /// <summary>Reads the first groups one after the other with one source.</summary>
    private static async Task<List<(bool IsComplete, bool IsTrue)>> RunAsync(Case any)
    {
        await using var directory = Build(any);
        var left = any.Faults.Distinct().ToDictionary(fault => fault, fault => fault.Times);
        directory.BeforeList = (question, proof) => Fail(left, question, proof);
        foreach (var fault in any.PageFaults)
            directory.Faults.Add(fault);
        var settings = new ScriptedSourceSettings { Name = "directory", Directory = directory, Concurrency = 3 };
        await using var source = new ScriptedSource(settings, new SourceServices { SharesReads = any.Shares });

        bool IsThere(int group) => directory.Has($"g{group + 1}");
        var results = new List<(bool, bool)>();
        for (var group = 0; group < Reads; group++)
        {
            var (members, read) = await source.ReadAllAsync(new GroupReference($"g{group + 1}", any.Recurse));
            var ids = members.Select(member => member.Id).ToList();
            var isComplete = read.Completeness!.HoldsNothing;
            var isTrue = ids.Distinct().Count() == ids.Count && (!isComplete || ids.ToHashSet().SetEquals(any.MembersOf(group, IsThere)));
            results.Add((isComplete, isTrue));
        }

        return results;
    }

    private static ScriptedDirectory Build(Case any)
    {
        var directory = new ScriptedDirectory();
        for (var group = 0; group < Groups; group++)
            directory.Group($"name{group}");
        foreach (var member in any.Members)
            directory.Add($"name{member / 12}", $"person{member % 12}");
        foreach (var edge in any.Edges)
            directory.Group($"name{edge / Groups}").Nested.Add(directory.Group($"name{edge % Groups}").Id);
        return directory;
    }

    private static void Fail(Dictionary<Fault, int> left, string question, ListProof proof)
    {
        Fault? fault;
        lock (left)
        {
            fault = left.Keys.FirstOrDefault(fault => left[fault] > 0 && question == fault.Question.Replace(" ", " g", StringComparison.Ordinal));
            if (fault is null)
                return;
            left[fault]--;
        }

        switch (fault.Effect)
        {
            case Effect.Unproved:
                proof.Report(new ReadReason(ReadReasonKind.NotProved, HoldScope.Nothing, "It ended."));
                break;
            case Effect.Doubted:
                proof.Report(new ReadReason(ReadReasonKind.PagingInconsistent, HoldScope.Mapping, "It contradicts itself."));
                break;
            case Effect.Refused:
                throw new VendorException(VendorFailure.Rejected, "Refused.") { StatusCode = 400 };
            case Effect.Forbidden:
                throw new VendorException(VendorFailure.Authentication, "Forbidden.") { StatusCode = 403 };
            case Effect.Gone:
                throw new VendorException(VendorFailure.NotFound, "Gone.") { StatusCode = 404 };
            default:
                throw new VendorException(VendorFailure.Unavailable, "Down.");
        }
    }

    private sealed record Fault(string Question, Effect Effect, int Times);

    private sealed record Case(int[] Members, int[] Edges, Fault[] Faults, MemberPageFault[] PageFaults, bool Recurse, bool Shares)
    {
        // By another way than the source goes. A group that was deleted meanwhile has nobody, and is none that could be read.
        public IEnumerable<string> MembersOf(int group, Func<int, bool> isThere)
        {
            if (!isThere(group))
                return ["nobody could be read"];
            var groups = new HashSet<int> { group };
            while (Recurse && Edges.Any(edge => groups.Contains(edge / Groups) && isThere(edge % Groups) && groups.Add(edge % Groups)))
            {
            }

            return Members.Where(member => groups.Contains(member / 12)).Select(member => $"id-person{member % 12}").Distinct();
        }

        public override string ToString() =>
            $"members {string.Join(',', Members.Order())}; edges {string.Join(',', Edges)}; {string.Join<Fault>(',', Faults)}; "
                + $"{string.Join<MemberPageFault>(',', PageFaults)}; recurse {Recurse}; shares {Shares}";
    }
}
