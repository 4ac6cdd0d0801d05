using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Members;

public sealed class PositionIndexTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(10_000)]
    public void Every_position_is_found_however_much_the_index_has_grown(int capacity)
    {
        const int Positions = 10_000;
        var index = new PositionIndex(capacity);
        for (var position = 0; position < Positions; position++)
            index.Add(HashOf(position), position);

        for (var position = 0; position < Positions; position++)
            Find(index, HashOf(position)).ShouldBe([position]);
        Find(index, HashOf(Positions)).ShouldBeEmpty();
    }

    [Fact]
    public void Positions_of_one_hash_come_in_the_order_in_which_they_were_added_also_after_growing()
    {
        var index = new PositionIndex(0);
        for (var position = 0; position < 300; position++)
            index.Add(position % 100, position);

        for (var hash = 0; hash < 100; hash++)
        {
            Find(index, hash).ShouldBe([hash, hash + 100, hash + 200]);
            index.IsRepeated(hash).ShouldBeTrue();
        }

        index.IsRepeated(100).ShouldBeFalse();
    }

    // In their low bits, which choose the place, many are alike.
    private static int HashOf(int position) => unchecked((position * 64) - 100_000);

    private static List<int> Find(PositionIndex index, int hash)
    {
        var found = new List<int>();
        var positions = index.Find(hash);
        while (positions.Next() is >= 0 and var position)
            found.Add(position);
        return found;
    }
}
