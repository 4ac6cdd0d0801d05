using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Paging;
using LdapVendorSync.Core.Vendors.Rest;
using LdapVendorSync.Core.Vendors.Rest.Answers;
using LdapVendorSync.Core.Vendors.Scim;

namespace LdapVendorSync.Bench.Micro;

/// <summary>
/// A page of 1,000 members from the bytes of a vendor's answer to the members: judged, told apart and read; against the mere reading of
/// its tokens.
/// </summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class MemberPageBenchmarks
{
    private const int Members = 1000;

    private readonly VendorHttpResponse _json = MemberPage.Json(Members);
    private readonly VendorHttpResponse _xml = MemberPage.Xml(Members);
    private readonly VendorHttpResponse _scim = MemberPage.Scim(Members);
    private readonly RestOperation _readJson = ReadMembers(DataFormat.Json);
    private readonly RestOperation _readXml = ReadMembers(DataFormat.Xml);
    private readonly ScimFields _scimFields = new(Vendor(DataFormat.Json), new ScimSettings());

    [Benchmark(Baseline = true), BenchmarkCategory("json")]
    public int JsonTokens() => CountJsonTokens(_json);

    [Benchmark, BenchmarkCategory("json")]
    public Task<int> JsonMembers() => ReadAsync(_json, _readJson);

    [Benchmark(Baseline = true), BenchmarkCategory("xml")]
    public int XmlTokens()
    {
        using var reader = XmlReader.Create(new MemoryStream(_xml.Body.ToArray(), writable: false));
        var tokens = 0;
        while (reader.Read())
            tokens++;
        return tokens;
    }

    [Benchmark, BenchmarkCategory("xml")]
    public Task<int> XmlMembers() => ReadAsync(_xml, _readXml);

    [Benchmark(Baseline = true), BenchmarkCategory("scim")]
    public int ScimTokens() => CountJsonTokens(_scim);

    [Benchmark, BenchmarkCategory("scim")]
    public int ScimMembers()
    {
        var resources = (JsonArray)ScimJson.Parse(_scim)["Resources"]!;
        return resources.OfType<JsonObject>().Count(resource => _scimFields.Read(resource).Enabled == true);
    }

    // As RestClient does between the answer that arrived and the members that go out.
    private static async Task<int> ReadAsync(VendorHttpResponse response, RestOperation operation)
    {
        var list = new ListReader(operation.Paging, (_, _) => Task.FromResult<Page?>(Open(response, operation)), operation.Fields.IdOf);
        var enabled = 0;
        await foreach (var item in list.ReadAsync(CancellationToken.None))
            enabled += operation.Fields.ReadMember(item).Enabled == true ? 1 : 0;
        return list.IsProved ? enabled : throw new InvalidOperationException("The page was not read to its end.");
    }

    private static Page Open(VendorHttpResponse response, RestOperation operation)
    {
        var answer = new RestAnswer(response, operation);
        return operation.Rules.Judge(answer) == RestOutcome.Success
            ? answer.ToPage()
            : throw new InvalidOperationException("The page was taken for an error.");
    }

    private static int CountJsonTokens(VendorHttpResponse response)
    {
        var reader = new Utf8JsonReader(response.Body.Span);
        var tokens = 0;
        while (reader.Read())
            tokens++;
        return tokens;
    }

    private static RestOperation ReadMembers(DataFormat format)
    {
        var settings = new RestSettings
        {
            ReadMembers = new RestOperationSettings
            {
                Items = format == DataFormat.Json ? "members" : "members.member",
                Paging = new PagingSettings { Style = PagingStyle.None },
            },
        };
        return RestShapeCompiler.Compile(settings, Vendor(format), []).ReadMembers;
    }

    private static VendorSettings Vendor(DataFormat format) => new()
    {
        Name = "vendor",
        Module = "rest",
        Format = format,
        BaseUrl = new Uri("https://vendor.example.com"),
        Attributes = new Dictionary<string, string>(),
        Groups = [],
    };
}
