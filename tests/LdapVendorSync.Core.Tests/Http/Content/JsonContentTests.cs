using System.Text;
using System.Text.Json;
using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Tests.Http.Content;

public sealed class JsonContentTests
{
    [Theory]
    [InlineData("""{"a":1.50,"b":-0e1,"c":"x","d":true,"e":false,"f":null,"g":{},"h":[]}""")]
    [InlineData("""[{"name":"a","value":[1,[2,{"name":"b","value":null}],3]},{"value":"c","name":{"name":"d"}}]""")]
    [InlineData("""{"":"nothing","\u0061b":"escaped","ab2":"\u00e9\n\"\ud83d\ude00","é":"é"}""")]
    [InlineData("\uFEFF \"text alone\" \n")]
    [InlineData("""{"na":1,"nb":{"ma":2,"mb":3},"oa":4}""")]
    public void Json_is_what_the_text_says(string text)
    {
        using var document = JsonDocument.Parse(text.TrimStart('\uFEFF'));

        Show(JsonContent.Parse(Encoding.UTF8.GetBytes(text))).ShouldBe(Show(document.RootElement));
    }

    [Fact]
    public void Json_keeps_the_names_of_a_large_object_apart()
    {
        var text = $$"""{ {{string.Join(", ", Enumerable.Range(0, 2000).Select(i => $"\"n{i}\": {i}"))}} }""";

        var members = JsonContent.Parse(Encoding.UTF8.GetBytes(text)).Members;

        members.Select(member => $"{member.Key}={member.Value.Text}").ShouldBe(Enumerable.Range(0, 2000).Select(i => $"n{i}={i}"));
    }

    [Theory]
    [InlineData("""{"a":1,"b":2,"a":3}""", "'a' comes twice")]
    [InlineData("""{"list":[{"a":1,"\u0061":2}]}""", "'a' comes twice")]
    [InlineData("""{"a":1}{"b":2}""", "after a single JSON value")]
    [InlineData("""{"a":1,}""", "trailing comma")]
    [InlineData("""{"a":"open""", "Expected end of string")]
    [InlineData("""{"a":"\ud800"}""", "Unicode")]
    public void Json_that_is_none_or_can_mean_two_things_is_refused(string text, string reason) =>
        Should.Throw<JsonException>(() => JsonContent.Parse(Encoding.UTF8.GetBytes(text))).Message.ShouldContain(reason);

    [Fact]
    public void A_name_that_comes_twice_is_refused_in_a_large_object_too()
    {
        var text = $$"""{ {{string.Join(", ", Enumerable.Range(0, 40).Select(i => $"\"n{i % 39}\": {i}"))}} }""";

        Should.Throw<JsonException>(() => JsonContent.Parse(Encoding.UTF8.GetBytes(text))).Message.ShouldContain("'n0' comes twice");
    }

    [Fact]
    public void Text_that_is_not_utf_8_is_refused() =>
        Should.Throw<JsonException>(() => JsonContent.Parse((byte[])[.. "{\"a\":\""u8, 0xFF, .. "\"}"u8])).Message.ShouldContain("Unicode");

    [Fact]
    public void Json_that_is_nested_without_end_is_refused() =>
        Should.Throw<JsonException>(() => JsonContent.Parse(Encoding.UTF8.GetBytes(new string('[', 100_000))));

    private static string Show(DataNode node) => node.Kind switch
    {
        DataKind.Object => $"{{{string.Join(',', node.Members.Select(member => $"{member.Key}:{Show(member.Value)}"))}}}",
        DataKind.Array => $"[{string.Join(',', node.Items.Select(Show))}]",
        var kind => $"{kind} {node.Text}",
    };

    private static string Show(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', element.EnumerateObject().Select(member => $"{member.Name}:{Show(member.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', element.EnumerateArray().Select(Show))}]",
        JsonValueKind.String => $"{DataKind.Text} {element.GetString()}",
        JsonValueKind.Number => $"{DataKind.Number} {element.GetRawText()}",
        JsonValueKind.True or JsonValueKind.False => $"{DataKind.Boolean} {element.GetRawText()}",
        _ => $"{DataKind.Null} ",
    };
}
