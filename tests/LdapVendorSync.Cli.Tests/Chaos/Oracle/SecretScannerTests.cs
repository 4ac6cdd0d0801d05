using System.Net;
using System.Text;
using System.Text.Json;

namespace LdapVendorSync.Cli.Tests.Chaos.Oracle;

/// <summary>The chaos suite finds a secret in every guise in which it might be written.</summary>
public sealed class SecretScannerTests
{
    private const string Secret = "p4ss/w0rd & <K\u00e4se>+\"7";
    private readonly SecretScanner _scanner = new(new Dictionary<string, string> { ["it"] = Secret });

    public static TheoryData<string> Guises => new(
        Secret,
        Uri.EscapeDataString(Secret),
        WebUtility.UrlEncode(Secret),
        WebUtility.HtmlEncode(Secret),
        JsonSerializer.Serialize(Secret),
        Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"u:{Secret}")),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"sync:{Secret}\n")),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{Secret}")));

    [Theory]
    [MemberData(nameof(Guises))]
    public void Secret_is_found_in_any_guise(string guise) => _scanner.Scan("here", $"before {guise} behind").ShouldNotBeEmpty();

    [Fact]
    public void Nothing_is_found_where_nothing_is() => _scanner.Scan("here", "p4ss/w0rd, *** and other text").ShouldBeEmpty();

    [Fact]
    public void Secret_is_found_in_a_mail_behind_its_transfer_encodings()
    {
        var block = Convert.ToBase64String(Encoding.UTF8.GetBytes($"The password is {Secret}."), Base64FormattingOptions.InsertLineBreaks);
        _scanner.Scan("a mail", MailText.Read($"Content-Transfer-Encoding: base64\r\n\r\n{block}\r\n")).ShouldNotBeEmpty();
        var scanner = new SecretScanner(new Dictionary<string, string> { ["it"] = "abc=def ghi" });
        scanner.Scan("a mail", MailText.Read("is abc=3D=\r\ndef ghi.")).ShouldNotBeEmpty();
    }
}
