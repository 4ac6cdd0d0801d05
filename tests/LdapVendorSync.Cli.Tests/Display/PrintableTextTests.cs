using LdapVendorSync.Core.Diagnostics;

namespace LdapVendorSync.Cli.Tests.Display;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("Łukasz Żółć-Nguyễn 王小明", "Łukasz Żółć-Nguyễn 王小明")]
    [InlineData("\u001b[2Jgone", "\uFFFD[2Jgone")]
    [InlineData("\u009b31mred", "\uFFFD31mred")]
    [InlineData("bell\a", "bell\uFFFD")]
    [InlineData("two\r\nlines\tand a tab", "two  lines and a tab")]
    [InlineData("user\u202Egnp.exe", "user\uFFFDgnp.exe")]
    [InlineData("a\u2028b", "a\uFFFDb")]
    [InlineData(null, "")]
    public void Text_cannot_steer_the_terminal(string? text, string printed) => PrintableText.OneLine(text).ShouldBe(printed);
}
