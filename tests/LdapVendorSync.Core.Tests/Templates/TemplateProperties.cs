using System.Text.Json;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Templates;

namespace LdapVendorSync.Core.Tests.Templates;

/// <summary>No value, whatever it holds, breaks out of the place it is put into: it comes back unchanged.</summary>
public sealed class TemplateProperties
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(500);

    // Rich in the characters that delimit, among them pairs of surrogates; never a lone surrogate, which is refused.
    private static readonly Arbitrary<string> Texts = Arb.From(
        from pieces in Gen.Elements(
            "\"", "\\", "/", "?", "#", "&", "<", ">", "'", "{", "}", "%", ".", "..", "=", " ", "\t", "\n", "é", "\u2028", "😀", "a", "1")
            .ArrayOf()
        select string.Concat(pieces));

    [Fact]
    public void Json_string_gives_the_value_back() => Check.One(Settings, Prop.ForAll(Texts, value =>
    {
        var json = Template.Parse("""{{"before": 1, "value": "{x}", "bare": {x}, "after": "{{}}"}}""", TemplateSyntax.Json).Render(
            _ => value)!;
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("value").GetString() == value
            && document.RootElement.GetProperty("bare").GetString() == value
            && document.RootElement.EnumerateObject().Count() == 4;
    }));

    [Fact]
    public void Xml_text_and_attribute_give_the_value_back() => Check.One(Settings, Prop.ForAll(Texts, value =>
    {
        var xml = Template.Parse("<u a='{x}'><v>{x}</v></u>", TemplateSyntax.Xml).Render(_ => value)!;
        var root = XDocument.Parse(xml, LoadOptions.PreserveWhitespace).Root!;
        return root.Element("v")!.Value == value && root.Attribute("a")!.Value == value && root.Elements().Count() == 1;
    }));

    [Fact]
    public void Url_keeps_segments_and_query_apart() =>
        Check.One(Settings, Prop.ForAll(Texts.Filter(text => text is not ("" or "." or "..")), value =>
    {
        var url = new Uri("http://host" + Template.Parse("/groups/{x}/members?a={x}&b=1", TemplateSyntax.Url).Render(_ => value));
        return url.Segments.Length == 4
            && Uri.UnescapeDataString(url.Segments[2]) == value + "/"
            && url.Segments[3] == "members"
            && url.Query.Split('&').Length == 2
            && Uri.UnescapeDataString(url.Query[3..^4]) == value
            && url.Fragment.Length == 0;
    }));

    [Fact]
    public void Parsing_any_text_ends_in_a_template_or_a_positioned_error() => Check.One(Settings, Prop.ForAll(Texts, text =>
    {
        foreach (var syntax in Enum.GetValues<TemplateSyntax>())
        {
            try
            {
                Template.Parse(text, syntax);
            }
            catch (TemplateException error)
            {
                if (error.Position < 0 || error.Position > text.Length)
                    return false;
            }
        }

        return true;
    }));
}
