using System.IO.Compression;
using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>What DEBUG shows of the traffic with a vendor.</summary>
public sealed class ExchangeLogTests : IDisposable
{
    private const string Token = "t0ken-of-the-vendor";

    private readonly LogRecorder _log = new();

    [Fact]
    public async Task Request_and_answer_are_shown_with_lines_headers_and_bodies()
    {
        await using var server = await StartAsync(Status(201, """{"id": "42", "name": "Zoë"}""", ("X-Request-Id", "r-1")));
        var request = HttpVendor.Post() with { Address = "/things?active=true", Body = """{"userName":"zoe"}"""u8.ToArray() };

        await SendAsync(server.BaseUrl, request);

        _log.All.ShouldContain($"#1 > POST {server.BaseUrl}things?active=true");
        _log.All.ShouldContain("Content-Type: application/json");
        _log.All.ShouldContain("""| {"userName":"zoe"}""");
        _log.All.ShouldContain("#1 < 201 Created");
        _log.All.ShouldContain("X-Request-Id: r-1");
        _log.All.ShouldContain("""| {"id":"42","name":"Zoë"}""");
    }

    [Fact]
    public async Task Headers_that_carry_credentials_are_shown_by_name_alone()
    {
        await using var server = await StartAsync(
            Status(200, "", ("Set-Cookie", "sid=canary-cookie; Path=/"), ("X-Session-Token", "canary-session"), ("X-Key", "canary-key")));

        await SendAsync(server.BaseUrl, HttpVendor.Get() with { Headers = [new("X-Api-Key", "canary-own"), new("Cookie", "a=canary-sent")] });

        _log.All.ShouldContain("Authorization: ***");
        _log.All.ShouldContain("X-Api-Key: ***");
        _log.All.ShouldContain("Set-Cookie: ***");
        _log.All.ShouldContain("X-Key: ***");
        _log.All.ShouldNotContain("canary");
        _log.All.ShouldNotContain(Token);
    }

    [Fact]
    public async Task Redirect_is_shown_without_what_its_address_carries()
    {
        await using var server = await StartAsync(Status(302, "", ("Location", "/login?ticket=canary-ticket&x=1")), Status(200));

        await SendAsync(server.BaseUrl, HttpVendor.Get());

        _log.All.ShouldContain("#1 < 302 Found");
        _log.All.ShouldContain("#2 > GET");
        _log.All.ShouldContain("ticket=***&x=1");
        _log.All.ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("""{"user":{"name":"ada","credentials":{"current":{"value":"canary"},"old":["canary",7]}}}""")]
    [InlineData("""{"schemas":["urn"],"Operations":[{"op":"replace","path":"password","value":"canary"}]}""")]
    [InlineData("""[{"name":"api_key","value":"canary"},{"name":"color","value":"red"}]""")]
    [InlineData("""{"error":"bad request {\"password\":\"canary\",\"x\":1}"}""")]
    [InlineData("""{"access_token":"canary","access_token":"canary"}""")]
    [InlineData("""{"password":"canary", not json""")]
    [InlineData("<r><user><Password xml:space=\"preserve\">canary</Password></user></r>")]
    [InlineData("grant_type=password&client_secret=canary")]
    public async Task Fields_that_are_named_like_secrets_are_blanked_in_any_body(string body)
    {
        await using var server = await StartAsync(Status(200, body));

        await SendAsync(server.BaseUrl, HttpVendor.Post() with { Body = Encoding.UTF8.GetBytes(body) });

        _log.All.ShouldNotContain("canary");
        _log.All.ShouldContain("***");
    }

    [Fact]
    public async Task Secret_at_the_place_where_a_long_body_is_cut_off_is_not_shown_in_part()
    {
        for (var offset = 3985; offset <= 4001; offset++)
        {
            await using var server = await StartAsync(Status(200, new string('x', offset) + Token + new string('y', 300_000)));

            await SendAsync(server.BaseUrl, HttpVendor.Get());
        }

        _log.All.ShouldContain("bytes)");
        _log.All.ShouldNotContain(Token[..5]);
    }

    [Fact]
    public async Task Secret_in_several_chunks_of_a_compressed_body_is_not_shown()
    {
        await using var server = await StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(context.Response.Body, CompressionLevel.NoCompression);
            foreach (var character in $"you sent {Token}, or {Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Token))}")
            {
                await zip.WriteAsync(new[] { (byte)character });
                await zip.FlushAsync();
            }
        });

        await SendAsync(server.BaseUrl, HttpVendor.Get());

        _log.All.ShouldContain("you sent ***, or ***");
    }

    [Fact]
    public async Task Request_without_an_answer_is_shown_with_its_exception()
    {
        await using var server = await StartAsync(Reset);

        await Should.ThrowAsync<VendorException>(() => SendAsync(server.BaseUrl, HttpVendor.Get()));

        _log.All.ShouldContain("#1 > GET");
        _log.All.ShouldContain("#1 < no answer");
    }

    public void Dispose() => _log.Dispose();

    private async Task SendAsync(Uri baseUrl, VendorHttpRequest request)
    {
        var settings = HttpVendor.Settings(baseUrl) with { Auth = new AuthSettings { Method = AuthMethod.Bearer, Token = new Secret(Token) } };
        await using var client = await HttpVendor.ConnectAsync(settings, log: _log);
        await client.SendAsync(request, CancellationToken.None);
    }
}
