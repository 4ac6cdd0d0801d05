using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Sqlite;

/// <summary>The example of docs/providers/sqlite.md works as it stands, and its tables are the real ones.</summary>
public sealed partial class SqliteDocumentationTests : IDisposable
{
    private readonly SyncFolder _folder = new();
    private readonly string _page = DocumentationPage.Read("providers/sqlite.md");

    [Fact]
    public async Task Example_loads_and_works()
    {
        var settings = Load();
        await using var provider = VendorProviderRegistry.CreateDefault().Create(new VendorContext { Settings = settings });
        await provider.ConnectAsync(default);

        var group = await provider.CreateGroupAsync(settings.Groups[0].VendorGroup, default);
        var ada = await provider.CreateUserAsync(new GroupMember { Id = "x", UserName = "ada" }, default);
        await provider.AddGroupMemberAsync(group, ada, default);

        File.Exists(_folder.PathOf("data/wiki.db")).ShouldBeTrue();
        (await provider.FindGroupAsync("Wiki users", default)).ShouldBe(group);
    }

    [Fact]
    public async Task Tables_have_the_columns_that_the_page_names()
    {
        await Example_loads_and_works();
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder.PathOf("data/wiki.db")};Pooling=False");
        connection.Open();
        foreach (Match row in TableRow().Matches(_page))
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT name FROM pragma_table_info($1)";
            command.Parameters.AddWithValue("$1", row.Groups[1].Value);
            var columns = new List<string>();
            using var reader = command.ExecuteReader();
            while (reader.Read())
                columns.Add(reader.GetString(0));
            Code().Matches(row.Groups[2].Value).Select(match => match.Groups[1].Value).Except(["attributes"]).ShouldBe(columns);
        }
    }

    public void Dispose() => _folder.Dispose();

    private VendorSettings Load()
    {
        _folder.Write("directory.ldif", "version: 1\n");
        var result = _folder.Load(
            "sources:\n  - {name: directory, type: ldif, file: directory.ldif}\n" + Yaml().Match(_page).Groups[1].Value);
        result.Problems.ShouldBeEmpty();
        return result.Configuration!.Vendors.ShouldHaveSingleItem();
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();

    [GeneratedRegex(@"^\| `(users|user_attributes|groups|memberships)` \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
