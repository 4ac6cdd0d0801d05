using System.Xml.Linq;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>Members that are changed by writing an XML document with all of them.</summary>
public sealed class RestXmlDocumentTests
{
    private const string Config = """
        format: xml
        rest:
          paging: {style: none}
          read_members: {path: "/groups/{group}", items: group.people.person, fields: {id: key}}
          replace_members: {members: group.people.person, id: key, item: {key: "{id}", "@since": "2024"} }
        """;

    private static readonly VendorGroup Group = new("sre", "sre");

    [Fact]
    public async Task Entries_are_added_and_removed_and_everything_else_stays()
    {
        await using var app = await App.StartAsync(
            """<group xmlns="urn:app" version="7"><name>S &amp; R</name><people kind="open"><person role="admin"><key>u1</key><!-- first --></person><person><key>u2</key></person></people></group>""");
        await using var provider = await RestYaml.ConnectAsync(app.BaseUrl, Config);

        await provider.ApplyAsync(
            Group,
            [
                new BatchChange(ChangeAction.Remove, RestYaml.User("u2"), []),
                new BatchChange(ChangeAction.Add, RestYaml.User("<u>&\"3"), []),
            ],
            CancellationToken.None);

        XNode.DeepEquals(
            XDocument.Parse(app.Document),
            XDocument.Parse(
                """<group xmlns="urn:app" version="7"><name>S &amp; R</name><people kind="open"><person role="admin"><key>u1</key></person><person since="2024"><key>&lt;u&gt;&amp;"3</key></person></people></group>"""))
            .ShouldBeTrue(app.Document);
        app.Writes.ShouldBe(1);
        (await provider.ReadAsync("sre")).Members.Select(member => member.Id).ShouldBe(["u1", "<u>&\"3"]);
    }

    [Theory]
    [InlineData("<group xmlns=\"urn:app\"><people/></group>", 1)]
    [InlineData("<group><people><person><key>u9</key></person></people></group>", 1)]
    [InlineData("<group><people><human><key>u9</key></human></people></group>", 0)]
    [InlineData("<group><persons/></group>", 0)]
    [InlineData("<group><people><person><name>x</name></person></people></group>", 0)]
    public async Task Document_is_written_only_where_its_list_is_certain(string document, int writes)
    {
        await using var app = await App.StartAsync(document);
        await using var provider = await RestYaml.ConnectAsync(app.BaseUrl, Config);

        if (writes == 0)
            await Should.ThrowAsync<VendorException>(() => provider.AddGroupMemberAsync(Group, RestYaml.User("u1"), CancellationToken.None));
        else
            await provider.AddGroupMemberAsync(Group, RestYaml.User("u1"), CancellationToken.None);

        app.Writes.ShouldBe(writes);
    }

    [Theory]
    [InlineData("members")]
    [InlineData(".")]
    public void Path_of_the_list_begins_at_the_root(string path) =>
        RestYaml.Load($"base_url: http://127.0.0.1:1\nformat: xml\nrest: {{replace_members: {{members: {path}}}}}").Problems
            .ShouldContain(problem => problem.Message.Contains("from the root element", StringComparison.Ordinal));

    private sealed class App : IAsyncDisposable
    {
        private HttpTestServer? _host;

        public required string Document { get; set; }

        public int Writes { get; private set; }

        public Uri BaseUrl => _host!.BaseUrl;

        public static async Task<App> StartAsync(string document)
        {
            var app = new App { Document = document };
            app._host = await HttpTestServer.StartAsync(app.HandleAsync);
            return app;
        }

        public ValueTask DisposeAsync() => _host!.DisposeAsync();

        private async Task HandleAsync(HttpContext context)
        {
            using var reader = new StreamReader(context.Request.Body);
            if (context.Request.Method == "PUT")
            {
                Document = await reader.ReadToEndAsync();
                Writes++;
            }
            else
            {
                await context.Response.WriteAsync(Document);
            }
        }
    }
}
