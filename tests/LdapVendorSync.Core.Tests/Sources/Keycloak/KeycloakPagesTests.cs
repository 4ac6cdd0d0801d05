using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Api;
using LdapVendorSync.Core.Sources.Keycloak;

namespace LdapVendorSync.Core.Tests.Sources.Keycloak;

/// <summary>Reads of lists that change between any two pages, against a list in memory.</summary>
public sealed class KeycloakPagesTests
{
    private readonly SortedDictionary<string, int> _list = new(StringComparer.Ordinal);
    private int _cap = int.MaxValue;
    private Action<int>? _before;
    private Func<IEnumerable<KeyValuePair<string, int>>, IEnumerable<KeyValuePair<string, int>>> _sortPage = page => page;
    private int _asked;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(401)]
    public async Task List_that_stays_is_read_whole_with_one_question_behind_its_end(int count)
    {
        Fill(count);

        var (read, proof) = await ReadAsync(5);

        read.ShouldBe(Enumerable.Range(0, count));
        proof.IsWhole.ShouldBeTrue();
        _asked.ShouldBe(count <= 1 ? 2 : (int)Math.Ceiling((count - 1) / 4.0) + 1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(50)]
    public async Task Cap_below_the_size_that_is_asked_for_is_not_the_end(int cap)
    {
        Fill(120);
        _cap = cap;

        var (read, proof) = await ReadAsync(100);

        read.Count.ShouldBe(120);
        proof.IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task Cap_of_one_is_told_and_not_taken_for_the_end()
    {
        Fill(3);
        _cap = 1;

        var (_, proof) = await ReadAsync(100);

        proof.IsWhole.ShouldBeFalse();
        proof.Reasons.ShouldHaveSingleItem().Scope.ShouldBe(HoldScope.Mapping);
    }

    [Fact]
    public async Task Nobody_is_missed_when_somebody_of_an_earlier_page_is_removed()
    {
        Fill(12);
        _before = request => RemoveWhen(request == 2, 0);

        var (read, proof) = await ReadAsync(5);

        read.ShouldBe(Enumerable.Range(0, 12));
        proof.IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_is_missed_who_is_renamed_from_the_part_to_come_into_the_part_that_is_done()
    {
        Fill(12);
        _before = request =>
        {
            if (request == 2 && _list.Remove("n011"))
                _list["aaa"] = 11;
        };

        var (read, proof) = await ReadAsync(5);

        read.Order().ShouldBe(Enumerable.Range(0, 12));
        proof.IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task List_that_loses_all_that_was_read_is_read_on()
    {
        Fill(40);
        _before = request =>
        {
            for (var item = 0; request == 4 && item < 13; item++)
                RemoveWhen(true, item);
        };

        var (read, proof) = await ReadAsync(5);

        read.ShouldBe(Enumerable.Range(0, 40));
        proof.IsWhole.ShouldBeTrue();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Pages_that_are_sorted_by_another_order_than_the_list_are_read_whole(int size)
    {
        Fill(40);
        _sortPage = page => page.OrderByDescending(item => item.Value % 5);

        var (read, proof) = await ReadAsync(size);

        read.Order().ShouldBe(Enumerable.Range(0, 40));
        proof.IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task Server_that_ignores_the_position_ends_the_read_without_proof()
    {
        Fill(12);

        var (read, proof) = await ReadAsync(5, ignoresPosition: true);

        read.Count.ShouldBe(5);
        proof.IsWhole.ShouldBeFalse();
        _asked.ShouldBeLessThan(60);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 6)]
    [InlineData(0, 12)]
    [InlineData(7, 12)]
    public async Task People_whom_the_server_leaves_out_of_a_page_and_removes_hide_nobody(int from, int to)
    {
        Fill(12);
        var gone = Enumerable.Range(from, to - from).Select(Name).ToHashSet();

        var (read, proof) = await ReadAsync(5, leftOut: gone);

        read.ShouldBe(Enumerable.Range(0, 12).Where(item => item < from || item >= to));
        proof.IsWhole.ShouldBeTrue();
    }

    /// <summary>Whatever is removed, added or renamed between pages: a read that calls itself whole has everybody who was there all the time.</summary>
    [Fact]
    public void Whole_read_has_whoever_was_there_all_the_time()
    {
        var step = Gen.Two(Gen.Choose(0, 29)).Zip(Gen.Choose(0, 9));
        var script = Gen.ArrayOf(step);
        Prop.ForAll(script.Zip(Gen.Choose(2, 7)).ToArbitrary(), given => Holds(given.Item1, given.Item2)).QuickCheckThrowOnFailure();
    }

    private static bool Holds(((int One, int Other) Items, int Kind)[] script, int size)
    {
        var test = new KeycloakPagesTests();
        test.Fill(30);
        var stayed = Enumerable.Range(0, 30).ToHashSet();
        var renamed = new HashSet<int>();
        test._before = request =>
        {
            if (request < 2 || request - 2 >= script.Length)
                return;
            var ((one, other), kind) = script[request - 2];
            switch (kind)
            {
                case < 4:
                    foreach (var name in test._list.Where(item => item.Value == one || (kind < 2 && item.Value == other)).Select(item => item.Key).ToList())
                        test._list.Remove(name);
                    stayed.ExceptWith(kind < 2 ? [one, other] : [one]);
                    break;
                case < 7:
                    test._list[$"n{one:d3}x{request}"] = 1000 + request;
                    break;
                // Twice in one read would be needed to slip through twice.
                case < 9 when test._list.ContainsValue(one) && renamed.Add(one):
                    test._list.Remove(test._list.First(item => item.Value == one).Key);
                    test._list[$"n{other:d3}y{request}"] = one;
                    break;
            }
        };
        var (read, proof) = test.ReadAsync(size).GetAwaiter().GetResult();
        return read.Distinct().Count() == read.Count && (!proof.IsWhole || stayed.IsSubsetOf(read));
    }

    private static string Name(int item) => string.Create(CultureInfo.InvariantCulture, $"n{item:d3}");

    private void Fill(int count)
    {
        for (var item = 0; item < count; item++)
            _list[Name(item)] = item;
    }

    private void RemoveWhen(bool condition, int item)
    {
        if (condition)
            _list.Remove(Name(item));
    }

    private async Task<(List<int> Items, ListProof Proof)> ReadAsync(int size, bool ignoresPosition = false, HashSet<string>? leftOut = null)
    {
        var pages = new KeycloakPages(size, item => (item.TextAt("id")!, item.TextAt("name")!), FetchAsync);
        var proof = new ListProof();
        var items = new List<int>();
        await foreach (var item in pages.ReadAsync(proof, default))
            items.Add(int.Parse(item.TextAt("id")!, CultureInfo.InvariantCulture));
        return (items, proof);

        Task<IReadOnlyList<DataNode>> FetchAsync(int first, int max, CancellationToken token)
        {
            _asked++;
            _before?.Invoke(_asked);
            var page = _list.Skip(ignoresPosition ? 0 : first).Take(Math.Min(max, _cap)).ToList();
            foreach (var (name, _) in page.Where(item => leftOut?.Contains(item.Key) ?? false))
                _list.Remove(name);
            return Task.FromResult<IReadOnlyList<DataNode>>([.. _sortPage(page.Where(item => leftOut?.Contains(item.Key) != true)).Select(Node)]);
        }

        DataNode Node(KeyValuePair<string, int> item) => DataNode.Object(
        [
            KeyValuePair.Create("id", DataNode.Leaf(DataKind.Number, item.Value.ToString(CultureInfo.InvariantCulture))),
            KeyValuePair.Create("name", DataNode.Leaf(DataKind.Text, item.Key)),
            .. leftOut is null ? [] : new[] { KeyValuePair.Create("federationLink", DataNode.Leaf(DataKind.Text, "ldap")) },
        ]);
    }
}
