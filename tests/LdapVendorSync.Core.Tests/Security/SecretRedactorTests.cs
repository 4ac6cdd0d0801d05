using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Tests.Security;

public sealed class SecretRedactorTests
{
    private readonly SecretRedactor _redactor = new();

    [Theory]
    [InlineData("p@ss w0rd/ü\"<&")]
    [InlineData("tail=+/")]
    [InlineData(" spaces around ")]
    public void A_known_secret_is_taken_out_in_every_form(string secret)
    {
        _redactor.Add(secret);
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));

        string[] inAddresses =
        [
            Uri.EscapeDataString(secret), Regex.Replace(Uri.EscapeDataString(secret), "%..", escape => escape.Value.ToLowerInvariant()),
            System.Net.WebUtility.UrlEncode(secret), Uri.EscapeDataString(base64),
            string.Concat(Encoding.UTF8.GetBytes(secret).Select(value => $"%{value:X2}")),
        ];
        string[] elsewhere =
        [
            secret, secret.Trim(), base64, Convert.ToHexString(Encoding.UTF8.GetBytes(secret)),
            Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)), JsonSerializer.Serialize(secret).Trim('"'),
            JsonSerializer.Serialize(secret).Trim('"').Replace("/", "\\/"), base64.Replace("/", "\\/"),
            System.Security.SecurityElement.Escape(secret), System.Net.WebUtility.HtmlEncode(secret),
        ];

        foreach (var form in inAddresses.Concat(elsewhere))
            _redactor.Redact($"a<{form}>b").ShouldBe("a<***>b");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("u:", "")]
    [InlineData("me:", "!")]
    [InlineData("sync:", "!!")]
    public void A_known_secret_is_taken_out_of_base64_of_more_than_itself(string before, string after)
    {
        _redactor.Add("correct horse");

        var redacted = _redactor.Redact(Convert.ToBase64String(Encoding.UTF8.GetBytes(before + "correct horse" + after)));

        redacted.ShouldContain("***");
        redacted.Length.ShouldBeLessThan(before.Length * 2 + after.Length * 2 + 12);
    }

    [Fact]
    public void A_secret_that_contains_another_is_taken_out_whole()
    {
        _redactor.Add("abcd");
        _redactor.Add("xabcdx");

        _redactor.Redact("xabcdx abcd").ShouldBe("*** ***");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("abc")]
    public void What_is_too_short_to_be_a_secret_is_not_looked_for(string? secret)
    {
        _redactor.Add(secret);

        _redactor.Redact("abc    def").ShouldBe("abc    def");
    }

    [Theory]
    [InlineData("Authorization: Bearer abc.def", "Authorization: ***")]
    [InlineData("GET /\nauthorization: Basic QUJD\nAccept: */*", "GET /\nauthorization: ***\nAccept: */*")]
    [InlineData("Proxy-Authorization=Basic QUJD", "Proxy-Authorization=***")]
    [InlineData("{\"Cookie\": \"a=b; c=d\", \"x\": 1}", "{\"Cookie\": \"***\", \"x\": 1}")]
    [InlineData("Set-Cookie: sid=1; Path=/", "Set-Cookie: ***")]
    [InlineData("X-Api-Key : 123", "X-Api-Key : ***")]
    [InlineData("https://user:pass@host/path", "https://***@host/path")]
    [InlineData("ldap://cn=a:p@ss@host", "ldap://***@host")]
    [InlineData("https://host/?access_token=abc&x=1", "https://host/?access_token=***&x=1")]
    [InlineData("https://host/path?page=2", "https://host/path?page=2")]
    [InlineData("https://host/cb?code=abc&state=1", "https://host/cb?code=***&state=1")]
    [InlineData("https://host/#id_token=abc", "https://host/#id_token=***")]
    [InlineData("grant_type=x&client_secret=abc&scope=y", "grant_type=x&client_secret=***&scope=y")]
    [InlineData("{\"user\":\"a\",\"newPassword\" : \"p\\\"q\",\"x\":1}", "{\"user\":\"a\",\"newPassword\" : \"***\",\"x\":1}")]
    [InlineData("{\"pwd\":1234,\"x\":1}", "{\"pwd\":***,\"x\":1}")]
    [InlineData("{\"token\":\"cut off in the mid", "{\"token\":\"***")]
    [InlineData("said \"{\\\"token\\\":\\\"abc\\\",\\\"x\\\":1}\"", "said \"{\\\"token\\\":\\\"***\\\",\\\"x\\\":1}\"")]
    [InlineData("<u><password>abc</password><x>1</x></u>", "<u><password>***</password><x>1</x></u>")]
    [InlineData("<s:Secret a=\"1\"><![CDATA[a<b]]></s:Secret>", "<s:Secret a=\"1\">***</s:Secret>")]
    [InlineData("<login password=\"abc\" name='x'/>", "<login password=\"***\" name='x'/>")]
    [InlineData("The password was refused, the token has run out.", "The password was refused, the token has run out.")]
    [InlineData("keystore_file: a.p12", "keystore_file: a.p12")]
    [InlineData("The authorization was refused.", "The authorization was refused.")]
    [InlineData("mailto:user@host and http://host:80/a@b", "mailto:user@host and http://host:80/a@b")]
    public void What_carries_credentials_by_its_nature_is_taken_out(string text, string expected) =>
        _redactor.Redact(text).ShouldBe(expected);

    [Fact]
    public void No_known_secret_is_ever_left() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<NonEmptyString>>(), ArbMap.Default.ArbFor<NonNull<string>>(), (secrets, filler) =>
        {
            var redactor = new SecretRedactor();
            var known = secrets.Get.Select(secret => $"<{secret.Get}>0").ToArray();
            foreach (var secret in known)
                redactor.Add(secret);

            var redacted = redactor.Redact(filler.Get + string.Join(filler.Get, known));

            known.ShouldAllBe(secret => secret.Trim().Length < SecretRedactor.MinimumLength || !redacted.Contains(secret));
        }));

    [Fact]
    public async Task A_long_text_takes_no_time_to_speak_of()
    {
        _redactor.Add("needle-in-haystack");
        var text = string.Concat(Enumerable.Repeat("https://a:b:c Authorization ", 20_000));

        (await Task.Run(() => _redactor.Redact(text)).WaitAsync(TimeSpan.FromSeconds(30))).Length.ShouldBe(text.Length);
    }
}
