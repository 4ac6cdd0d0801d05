using LdapVendorSync.Core.Templates;

namespace LdapVendorSync.Core.Tests.Templates;

public sealed class TemplateTests
{
    private static readonly Dictionary<string, string?> Values = new(StringComparer.OrdinalIgnoreCase)
    {
        ["email"] = "Ada.Lovelace@Example.COM",
        ["givenName"] = "Ada",
        ["sn"] = "Lovelace",
        ["spaced"] = "  x  ",
        ["empty"] = "",
        ["group"] = "R&D / Ops",
        ["number"] = "42",
        ["quote"] = "a\"b\\c",
        ["markup"] = "<b>&'\"",
        ["userCertificate;binary"] = "cert",
    };

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{givenName} {sn}", "Ada Lovelace")]
    [InlineData("{ givenName | upper }", "ADA")]
    [InlineData("{email|lower}", "ada.lovelace@example.com")]
    [InlineData("{email|before:@|lower}", "ada.lovelace")]
    [InlineData("{email|after:'@'}", "Example.COM")]
    [InlineData("{spaced|trim}", "x")]
    [InlineData("{absent|default:none}", "none")]
    [InlineData("{empty|default:'a|b}:'}", "a|b}:")]
    [InlineData("{absent|default:}", "")]
    [InlineData("{absent|default:x|upper}", "X")]
    [InlineData("{sn|limit:4}", "Love")]
    [InlineData("{sn|replace:love:Wood}", "Lovelace")]
    [InlineData("{sn|replace:Love:Wood}", "Woodlace")]
    [InlineData("{group|url}", "R%26D%20%2F%20Ops")]
    [InlineData("{givenName|base64}", "QWRh")]
    [InlineData("{'constant'}", "constant")]
    [InlineData("{{{sn}}}", "{Lovelace}")]
    [InlineData("{userCertificate;binary}", "cert")]
    public void Template_renders(string template, string expected) => Template.Parse(template).Render(ValueOf).ShouldBe(expected);

    [Theory]
    [InlineData("{absent}")]
    [InlineData("{givenName} {absent}")]
    [InlineData("{absent|lower|trim|limit:3}")]
    public void Template_renders_to_nothing_when_a_field_is_absent(string template)
    {
        var parsed = Template.Parse(template);
        parsed.Render(ValueOf).ShouldBeNull();
        parsed.MissingField(ValueOf).ShouldBe("absent");
    }

    [Theory]
    [InlineData("{", 0, "not closed|needs the name")]
    [InlineData("ab{sn", 2, "not closed")]
    [InlineData("ab}", 2, "without '{'")]
    [InlineData("{}", 0, "needs the name")]
    [InlineData("{ \"a\": 1}", 5, "cannot stand here")]
    [InlineData("x{sn|lwoer}", 5, "'lwoer' is no pipe")]
    [InlineData("{sn|lower:1}", 4, "takes 0 argument")]
    [InlineData("{sn|default:http://x}", 4, "takes 1 argument")]
    [InlineData("{sn|limit:x}", 4, "number of characters")]
    [InlineData("{sn|limit:0}", 4, "number of characters")]
    [InlineData("{sn|default:'x}", 12, "quotes are not closed")]
    [InlineData("{sn lower}", 4, "cannot stand here")]
    [InlineData("{sn|replace::x}", 4, "is empty")]
    public void Template_is_refused_with_its_position_when_it_is_malformed(string template, int position, string reason)
    {
        var error = Should.Throw<TemplateException>(() => Template.Parse(template));
        error.Position.ShouldBe(position);
        reason.Split('|').ShouldContain(part => error.Message.Contains(part, StringComparison.Ordinal), error.Message);
        error.Message.ShouldContain($"(character {position + 1})");
    }

    [Fact]
    public void Template_names_its_fields_once() =>
        Template.Parse("{sn} {mail|lower} {SN} {'x'}").Fields.ShouldBe(["sn", "mail"]);

    [Theory]
    [InlineData("mail", "mail")]
    [InlineData(" mail ", "mail")]
    [InlineData("{mail|lower}", "mail")]
    public void Expression_takes_a_bare_word_as_a_field(string expression, string field) =>
        Template.ParseExpression(expression).Fields.ShouldBe([field]);

    [Theory]
    [InlineData("two words")]
    [InlineData("")]
    public void Expression_is_refused_when_it_would_give_everybody_one_constant(string expression) =>
        Should.Throw<TemplateException>(() => Template.ParseExpression(expression)).Message.ShouldContain("constant");

    [Theory]
    [InlineData("/groups/{group}/members", "/groups/R%26D%20%2F%20Ops/members")]
    [InlineData("/users?filter={group}&n={number}", "/users?filter=R%26D%20%2F%20Ops&n=42")]
    [InlineData("/g/{group|url}", "/g/R%26D%20%2F%20Ops")]
    [InlineData("/g?q={group|url}", "/g?q=R%26D%20%2F%20Ops")]
    public void Url_escapes_by_position(string template, string expected) =>
        Template.Parse(template, TemplateSyntax.Url).Render(ValueOf).ShouldBe(expected);

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    public void Url_refuses_a_value_that_would_address_another_resource(string value) =>
        Should.Throw<TemplateException>(() => Template.Parse("/groups/{group}/members", TemplateSyntax.Url).Render(_ => value));

    [Theory]
    [InlineData(TemplateSyntax.Url)]
    [InlineData(TemplateSyntax.Json)]
    [InlineData(TemplateSyntax.Xml)]
    public void Value_that_is_not_valid_unicode_is_refused_rather_than_replaced(TemplateSyntax syntax) =>
        Should.Throw<TemplateException>(() => Template.Parse("{x}", syntax).Render(_ => "a\ud800"));

    [Theory]
    [InlineData("""{{"n": "{quote}"}}""", """{"n": "a\"b\\c"}""")]
    [InlineData("""{{"n": {quote}}}""", """{"n": "a\"b\\c"}""")]
    [InlineData("""{{"a\"{quote}": {number|bare}}}""", """{"a\"a\"b\\c": 42}""")]
    public void Json_escapes_by_position(string template, string expected) =>
        Template.Parse(template, TemplateSyntax.Json).Render(ValueOf).ShouldBe(expected);

    [Theory]
    [InlineData("1, \"admin\": true")]
    [InlineData("0x1")]
    [InlineData("1,5")]
    [InlineData("+1")]
    [InlineData(" ")]
    public void Json_refuses_a_bare_value_that_is_no_number_or_boolean(string value) =>
        Should.Throw<TemplateException>(() => Template.Parse("[{x|bare}]", TemplateSyntax.Json).Render(_ => value));

    [Fact]
    public void Xml_escapes_text_and_attributes() =>
        Template.Parse("<u a=\"{markup}\">{markup}</u>", TemplateSyntax.Xml).Render(ValueOf)
            .ShouldBe("<u a=\"&lt;b&gt;&amp;&apos;&quot;\">&lt;b&gt;&amp;&apos;&quot;</u>");

    [Theory]
    [InlineData("<{sn}/>")]
    [InlineData("<u {sn}='1'/>")]
    [InlineData("<u><![CDATA[{sn}]]></u>")]
    [InlineData("<!-- it's --><u>{sn}</u>")]
    public void Xml_refuses_a_placeholder_where_no_escaping_helps(string template) =>
        Should.Throw<TemplateException>(() => Template.Parse(template, TemplateSyntax.Xml));

    [Fact]
    public void Xml_refuses_a_character_that_xml_cannot_carry() =>
        Should.Throw<TemplateException>(() => Template.Parse("<u>{x}</u>", TemplateSyntax.Xml).Render(_ => "a\u0001b"))
            .Message.ShouldContain("'x' holds a character");

    private static string? ValueOf(string field) => Values.GetValueOrDefault(field);
}
