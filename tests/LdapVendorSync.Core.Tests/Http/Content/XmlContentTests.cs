using System.Text;
using System.Xml;
using System.Xml.Linq;
using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Tests.Http.Content;

public sealed class XmlContentTests
{
    private static readonly XmlNamespaces Namespaces = new(new Dictionary<string, string> { ["p"] = "urn:people" });

    [Theory]
    [InlineData("<a/>", "{a:''}")]
    [InlineData("<a> </a>", "{a:' '}")]
    [InlineData("<a>x<!-- - -->y<![CDATA[<z>]]></a>", "{a:'xy<z>'}")]
    [InlineData("<a>\n  <b>1</b>\n  <b/>\n  <c><d>2</d></c>\n</a>", "{a:{b:'1',b:'',c:{d:'2'}}}")]
    [InlineData("<a>before<b>1</b>behind</a>", "{a:{b:'1'}}")]
    [InlineData("<a href='/x'/>", "{a:{@href:'/x'}''}")]
    [InlineData("<a href='/x'>text</a>", "{a:{@href:'/x',#text:'text'}'text'}")]
    [InlineData("<a href='/x'><b/></a>", "{a:{@href:'/x',b:''}}")]
    [InlineData("<a xmlns='urn:other' xmlns:q='urn:people' q:id='7'><q:b>1</q:b><b>2</b></a>", "{a:{p:@id:'7',p:b:'1',b:'2'}}")]
    [InlineData(
        "<a xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><b i:nil='true'/><c i:nil='1'>x</c><d i:nil='false'>x</d></a>",
        "{a:{b:nothing,c:nothing,d:{@nil:'false',#text:'x'}'x'}}")]
    [InlineData("<?xml version='1.0' encoding='utf-8'?>\n<?go now?><a>&lt;é&#x41;</a>\n<!-- end -->", "{a:'<éA'}")]
    public void Xml_is_elements_attributes_and_text(string text, string expected)
    {
        Show(XmlContent.Parse(Encoding.UTF8.GetBytes(text), Namespaces)).ShouldBe(expected);

        var root = XElement.Parse(text, LoadOptions.PreserveWhitespace);
        $"{{{root.Name.LocalName}:{Show(XmlContent.Convert(root, Namespaces))}}}".ShouldBe(expected, "an element of a document is the same");
    }

    [Theory]
    [InlineData("<a><b></a>")]
    [InlineData("<a/><b/>")]
    [InlineData("<a/>text")]
    [InlineData("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>")]
    [InlineData("text")]
    [InlineData(" ")]
    public void What_is_no_xml_is_refused(string text) =>
        Should.Throw<XmlException>(() => XmlContent.Parse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("<![CDATA[x]]>")]
    [InlineData("x<!---->")]
    public void Text_in_very_many_pieces_is_put_together_piece_by_piece(string piece)
    {
        // Each time anew, this many would take longer than anybody waits.
        const int pieces = 1_000_000;
        var text = $"<a>{string.Concat(Enumerable.Repeat(piece, pieces))}</a>";

        XmlContent.Parse(Encoding.UTF8.GetBytes(text)).TextAt("a").ShouldBe(new string('x', pieces));
    }

    [Fact]
    public void Elements_that_are_nested_without_end_are_refused()
    {
        var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 100_000)));

        Should.Throw<XmlException>(() => XmlContent.Parse(body)).Message.ShouldContain("more than 200 deep");
        Should.Throw<XmlException>(() => XmlContent.Load(body, LoadOptions.None)).Message.ShouldContain("more than 200 deep");
    }

    private static string Show(DataNode node)
    {
        if (node.Kind == DataKind.Null)
            return "nothing";
        var parts = node.Members.Select(member => $"{(member.Value.Prefix is { } prefix ? prefix + ':' : null)}{member.Key}:{Show(member.Value)}");
        return (node.Kind == DataKind.Object ? $"{{{string.Join(',', parts)}}}" : null) + (node.Text is { } text ? $"'{text}'" : null);
    }
}
