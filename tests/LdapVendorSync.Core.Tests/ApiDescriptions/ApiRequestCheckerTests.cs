using System.Net.Http.Json;
using System.Text;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Core.Tests.ApiDescriptions;

/// <summary>A server that checks what it receives goes on as if it did not, and tells afterwards.</summary>
public sealed class ApiRequestCheckerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-api-").FullName;

    [Fact]
    public async Task Handler_still_gets_the_body_and_violations_are_told_afterwards()
    {
        var checker = new ApiRequestChecker(await DescriptionAsync("one.json", "/seats", "userId"));
        var received = new List<string>();
        await using var server = await HttpTestServer.StartAsync(checker.Around(async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            received.Add(await reader.ReadToEndAsync());
        }));
        using var client = new HttpClient();

        await client.PostAsJsonAsync($"{server.BaseUrl}seats", new { userId = 1 });
        checker.ThrowIfViolated();
        await client.PostAsJsonAsync($"{server.BaseUrl}seats", new { user = 1 });

        received.ShouldBe(["""{"userId":1}""", """{"user":1}"""]);
        checker.Checked["one.json"].ShouldBe(2);
        Should.Throw<InvalidOperationException>(checker.ThrowIfViolated).Message.ShouldContain("the API has no such field");
    }

    [Fact]
    public async Task One_description_has_to_have_the_operation_and_each_that_has_it_has_to_take_the_request()
    {
        var checker = new ApiRequestChecker(
            await DescriptionAsync("one.json", "/seats", "userId"), await DescriptionAsync("two.json", "/chairs", "chairId"));

        checker.Check(ApiRequest.Parse("POST", "/chairs", "application/json", """{"chairId":1}"""));
        checker.Violations.ShouldBeEmpty();
        checker.Check(ApiRequest.Parse("POST", "/tables"));

        checker.Violations.ShouldBe(["POST /tables: no such path (one.json)", "POST /tables: no such path (two.json)"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<ApiDescription> DescriptionAsync(string name, string path, string field)
    {
        var file = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(file, $$$"""
            {"swagger": "2.0", "info": {"title": "x", "version": "1"}, "paths": {"{{{path}}}": {"post": {
              "parameters": [{"name": "body", "in": "body", "required": true, "schema":
                {"type": "object", "properties": {"{{{field}}}": {"type": "integer"} } } }],
              "responses": {"200": {"description": "added"} } } } } }
            """);
        return await ApiDescription.LoadAsync(file);
    }
}
