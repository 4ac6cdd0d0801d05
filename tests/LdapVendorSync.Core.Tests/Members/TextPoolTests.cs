using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Members;

public sealed class TextPoolTests
{
    private readonly TextPool _pool = new();

    [Fact]
    public void Equal_texts_become_one()
    {
        var first = Text("Anna");

        _pool.Share(first).ShouldBeSameAs(first);
        _pool.Share(Text("Anna")).ShouldBeSameAs(first);
        _pool.Share(null).ShouldBeNull();
        _pool.Share(string.Empty).ShouldBe(string.Empty);
    }

    [Fact]
    public void Long_texts_are_not_kept()
    {
        var longest = new string('x', 33);
        _pool.Share(longest);

        var again = new string('x', 33);

        _pool.Share(again).ShouldBeSameAs(again);
    }

    [Fact]
    public void Later_texts_take_the_places_of_earlier_ones()
    {
        const int Texts = 100_000;
        for (var i = 0; i < Texts; i++)
            _pool.Share($"text {i}").ShouldBe($"text {i}");

        var remembered = Enumerable.Range(0, Texts).Count(i => $"text {i}" is var text && !ReferenceEquals(_pool.Share(text), text));

        remembered.ShouldBeLessThanOrEqualTo(4096);
    }

    private static string Text(string text) => new(text.AsSpan());
}
