using System.Globalization;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Tests.Vendors.Plugins;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Plugins;
using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The example of an assembly, whose file is seeded and read as JSON.</summary>
internal sealed class NewsletterVendorUnderTest : IVendorUnderTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-contract-").FullName;
    private readonly VendorPlugin _plugin = new AssemblyPlugins().Load(PluginWorkshop.Example);
    private int _lastId;

    public VendorSettings Settings => new()
    {
        Name = "Kit vendor",
        Module = "newsletter",
        Groups = [],
        ProviderSettings = CreateSettings(),
    };

    public IReadOnlyList<string> Attributes => [.. AttributeNames.Profile, AttributeNames.DisplayName];

    private string Database => Path.Combine(_folder, "newsletter.json");

    public IVendorProvider CreateProvider(VendorContext context) => _plugin.Providers[0].Create(context);

    public Task<IReadOnlyList<string>> SeedUsersAsync(IReadOnlyList<GroupMember> users, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        Change(data =>
        {
            foreach (var user in users)
            {
                ids.Add(NextId());
                data["subscribers"]![ids[^1]] = new JsonObject
                {
                    ["login"] = user.UserName,
                    ["email"] = user.Email,
                    ["firstName"] = user.FirstName,
                    ["lastName"] = user.LastName,
                    ["active"] = user.Enabled ?? true,
                    ["more"] = user.DisplayName is null ? [] : new JsonObject { ["displayName"] = user.DisplayName },
                };
            }
        });
        return Task.FromResult<IReadOnlyList<string>>(ids);
    }

    public Task SeedGroupAsync(string group, IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        Change(data => data["lists"]![NextId()] = new JsonObject
        {
            ["name"] = group,
            ["members"] = new JsonArray([.. userIds.Select(id => (JsonNode)id)]),
        });
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<GroupMember>> ReadUsersAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<GroupMember>>(
    [
        .. from subscriber in Read()["subscribers"]!.AsObject()
           select new GroupMember
           {
               Id = subscriber.Key,
               UserName = Text(subscriber.Value!, "login"),
               Email = Text(subscriber.Value!, "email"),
               FirstName = Text(subscriber.Value!, "firstName"),
               LastName = Text(subscriber.Value!, "lastName"),
               DisplayName = Text(subscriber.Value!["more"]!, "displayName"),
               Enabled = subscriber.Value!["active"]!.GetValue<bool>(),
           },
    ]);

    public Task<IReadOnlyList<string>?> ReadGroupAsync(string group, CancellationToken cancellationToken)
    {
        var list = Read()["lists"]!.AsObject().FirstOrDefault(list => Text(list.Value!, "name") == group).Value;
        return Task.FromResult<IReadOnlyList<string>?>(list?["members"]!.AsArray().Select(member => member!.GetValue<string>()).ToList());
    }

    public ValueTask DisposeAsync()
    {
        _plugin.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    // The record is the plug-in's: its type is known only to who loaded it.
    private object CreateSettings()
    {
        var settings = Activator.CreateInstance(_plugin.Providers[0].SettingsType!)!;
        settings.GetType().GetProperty("File")!.SetValue(settings, Database);
        return settings;
    }

    private string NextId() => (++_lastId).ToString(CultureInfo.InvariantCulture);

    private static string? Text(JsonNode node, string key) => node[key]?.GetValue<string>();

    private JsonObject Read() => File.Exists(Database)
        ? JsonNode.Parse(File.ReadAllText(Database))!.AsObject()
        : new JsonObject { ["nextId"] = 1, ["subscribers"] = new JsonObject(), ["lists"] = new JsonObject() };

    private void Change(Action<JsonObject> change)
    {
        var data = Read();
        _lastId = data["nextId"]!.GetValue<int>() - 1;
        change(data);
        data["nextId"] = _lastId + 1;
        File.WriteAllText(Database, data.ToJsonString());
    }
}
