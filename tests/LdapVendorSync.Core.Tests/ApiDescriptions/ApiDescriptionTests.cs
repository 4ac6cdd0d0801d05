using LdapVendorSync.Fixtures.ApiDescriptions;

namespace LdapVendorSync.Core.Tests.ApiDescriptions;

/// <summary>Requests that are as a description says pass, and each way in which one is not is told.</summary>
public sealed class ApiDescriptionTests : IDisposable
{
    private const string OpenApi = """
        openapi: "3.0.3"
        info: {title: Desks, version: 0.9.0}
        servers: [{url: "https://{company}.example.com/api/v1", variables: {company: {default: acme}}}]
        x-maker: {anything: [goes]}
        paths:
          /desks/search:
            get:
              parameters:
                - {name: page, in: query, required: true, schema: {type: integer, minimum: 1}}
                - {name: kind, in: query, schema: {$ref: "#/components/schemas/Kind"}}
                - {name: tag, in: query, schema: {type: array, items: {type: integer}}}
              responses: {"200": {description: found}}
          /desks/{id}:
            parameters:
              - {name: id, in: path, required: true, schema: {type: integer}}
            put:
              requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Desk"}}}}
              responses: {"200": {description: changed}}
            delete:
              responses: {"204": {description: gone}}
        components:
          schemas:
            Kind: {type: string, enum: [sitting, standing], x-enumDescriptions: {sitting: 1}}
            Thing: {type: object, required: [name], properties: {name: {type: string, maxLength: 5}}}
            Desk:
              allOf:
                - $ref: "#/components/schemas/Thing"
                - type: object
                  properties:
                    kind: {$ref: "#/components/schemas/Kind"}
                    since: {type: string, format: date}
                    owner: {type: string, nullable: true}
                    room: {type: string}
                    labels: {type: object, additionalProperties: {type: integer}}
                    parts: {type: array, items: {$ref: "#/components/schemas/Thing"}}
                    size: {oneOf: [{type: integer}, {type: object, required: [width], properties: {width: {type: integer}}}]}
        """;

    private const string Swagger = """
        {"swagger": "2.0", "info": {"title": "Desks", "version": "1"}, "basePath": "/api", "consumes": ["application/json"],
         "paths": {"/desks/{desk_id}/seats": {"post": {
           "parameters": [
             {"name": "desk_id", "in": "path", "required": true, "type": "integer"},
             {"name": "dry", "in": "query", "type": "boolean"},
             {"name": "body", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Seat"}}],
           "responses": {"200": {"description": "added"}}}}},
         "definitions": {"Seat": {"allOf": [
           {"type": "object", "required": ["userId"], "properties": {"userId": {"type": "integer"}}},
           {"type": "object", "properties": {"note": {"type": "string"}}}]}}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-api-").FullName;

    [Theory]
    [InlineData("GET", "/api/v1/desks/search?page=1", "")]
    [InlineData("GET", "/api/v1/desks/search?page=2&kind=standing&tag=1&tag=2", "")]
    [InlineData("DELETE", "/api/v1/desks/7", "")]
    [InlineData("PUT", "/api/v1/desks/7", """{"name":"One"}""")]
    [InlineData("PUT", "/api/v1/desks/7", """{"name":"One","owner":null,"since":"2026-02-28","labels":{"x":1},"parts":[{"name":"leg"}]}""")]
    [InlineData("PUT", "/api/v1/desks/7", """{"name":"One","size":{"width":3}}""")]
    public async Task Description_takes_a_request_that_is_as_it_says(string method, string target, string body) =>
        (await CheckAsync("desks.yaml", OpenApi, method, target, body)).ShouldBeEmpty();

    [Theory]
    [InlineData("GET", "/api/v1/chairs", "", "no such path")]
    [InlineData("GET", "/desks/search?page=1", "", "no such path")]
    [InlineData("POST", "/api/v1/desks/7", "{}", "the path only takes PUT, DELETE")]
    [InlineData("DELETE", "/api/v1/desks/seven", "", "path parameter 'id': integer expected")]
    [InlineData("GET", "/api/v1/desks/search", "", "query parameter 'page' is missing")]
    [InlineData("GET", "/api/v1/desks/search?page=one", "", "query parameter 'page': integer expected")]
    [InlineData("GET", "/api/v1/desks/search?page=1&per_page=5", "", "there is no query parameter 'per_page'")]
    [InlineData("GET", "/api/v1/desks/search?page=1&kind=lying", "", "query parameter 'kind': is none of 'sitting', 'standing'")]
    [InlineData("GET", "/api/v1/desks/search?page=1&page=2", "", "query parameter 'page' is there 2 times")]
    [InlineData("DELETE", "/api/v1/desks/7", "{}", "it has a body, but the operation takes none")]
    [InlineData("PUT", "/api/v1/desks/7", "", "the body is missing")]
    [InlineData("PUT", "/api/v1/desks/7", "{", "the body is not JSON")]
    [InlineData("PUT", "/api/v1/desks/7", "{}", "the body at name: is required and missing")]
    [InlineData("PUT", "/api/v1/desks/7", """{"name":"longer"}""", "the body at name: is longer than 5")]
    [InlineData("PUT", "/api/v1/desks/7", """{"name":1}""", "the body at name: string expected")]
    [InlineData("PUT", "/api/v1/desks/7", """{"name":"One","kind":"lying"}""", "the body at kind: is none of 'sitting', 'standing'")]
    [InlineData("PUT", "/api/v1/desks/7", """{"name":"One","since":"2026-02-30"}""", "the body at since: date expected")]
    [InlineData("PUT", "/api/v1/desks/7", """{"name":"One","room":null}""", "the body at room: string expected")]
    [InlineData("PUT", "/api/v1/desks/7", """{"name":"One","labels":{"x":"y"}}""", "the body at labels.x: integer expected")]
    [InlineData("PUT", "/api/v1/desks/7", """{"name":"One","parts":[{"name":"leg"},{}]}""",
        "the body at parts[1].name: is required and missing")]
    [InlineData("PUT", "/api/v1/desks/7", """{"name":"One","colour":"red"}""", "the body at colour: the API has no such field")]
    [InlineData("PUT", "/api/v1/desks/7", """{"name":"One","parts":[{"name":"leg","x":1}]}""",
        "the body at parts[0].x: the API has no such field")]
    [InlineData("PUT", "/api/v1/desks/7", """{"name":"One","size":"big"}""",
        "the body at size: fits not exactly one of the forms that it may have")]
    public async Task Description_tells_what_is_wrong(string method, string target, string body, string expected) =>
        (await CheckAsync("desks.yaml", OpenApi, method, target, body)).ShouldHaveSingleItem().ShouldContain($": {expected}");

    [Fact]
    public async Task Description_tells_of_a_body_of_another_type() =>
        (await CheckAsync("desks.yaml", OpenApi, "PUT", "/api/v1/desks/7", "name=One", "application/x-www-form-urlencoded"))
            .ShouldHaveSingleItem().ShouldContain("has to be application/json");

    [Theory]
    [InlineData("/api/desks/7/seats?dry=true", """{"userId":1,"note":"x"}""", null)]
    [InlineData("/api/desks/7/seats?dry=yes", """{"userId":1}""", "query parameter 'dry': boolean expected")]
    [InlineData("/api/desks/x/seats", """{"userId":1}""", "path parameter 'desk_id': integer expected")]
    [InlineData("/api/desks/7/seats", """{"userId":"1"}""", "the body at userId: integer expected")]
    [InlineData("/api/desks/7/seats", """{"userId":1,"seat":2}""", "the body at seat: the API has no such field")]
    [InlineData("/api/desks/7/seats", """{"note":"x"}""", "the body at userId: is required and missing")]
    public async Task Swagger_2_is_understood_too(string target, string body, string? expected)
    {
        var problems = await CheckAsync("desks.json", Swagger, "POST", target, body);

        if (expected is null)
            problems.ShouldBeEmpty();
        else
            problems.ShouldHaveSingleItem().ShouldContain(expected);
    }

    [Fact]
    public async Task Base_path_can_be_another_one()
    {
        var description = await ApiDescription.LoadAsync(Write("desks.json", Swagger), "/proxy/");

        description.Knows(ApiRequest.Parse("POST", "/proxy/desks/7/seats")).ShouldBeTrue();
        description.Knows(ApiRequest.Parse("POST", "/api/desks/7/seats")).ShouldBeFalse();
    }

    [SkippableTheory]
    [InlineData("grafana-swagger2-old.json", "GET", "/api/teams/search?name=SRE")]
    [InlineData("glean-indexing-source.yaml", "POST", "/api/index/v1/bulkindexemployees")]
    [InlineData("okta-groups-users.json", "GET", "/api/v1/groups")]
    [InlineData("keycloak-groups-users.json", "GET", "/admin/realms/example/groups")]
    [InlineData("msgraph-groups-users.json", "GET", "/v1.0/groups/1/members")]
    public async Task Published_descriptions_can_be_read(string file, string method, string target)
    {
        var description = await ApiDescriptionFolder.LoadPublishedAsync(file);
        Skip.If(description is null, ApiDescriptionFolder.MissingReason);

        description.Knows(ApiRequest.Parse(method, target)).ShouldBeTrue();
        description.Knows(ApiRequest.Parse("PATCH", target)).ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<IReadOnlyList<string>> CheckAsync(
        string name, string text, string method, string target, string body, string contentType = "application/json; charset=utf-8")
    {
        var description = await ApiDescription.LoadAsync(Write(name, text));
        return description.Check(ApiRequest.Parse(method, target, body.Length > 0 ? contentType : null, body));
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
