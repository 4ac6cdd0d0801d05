using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>Providers of APIs that are described in YAML, as an administrator would.</summary>
internal static class RestYaml
{
    /// <summary>Connects to an API.</summary>
    /// <param name="baseUrl">Where it is.</param>
    /// <param name="vendorKeys">What the config says of it.</param>
    /// <param name="log">Gets the log.</param>
    public static async Task<IBatchVendorProvider> ConnectAsync(Uri baseUrl, string vendorKeys, LogRecorder? log = null)
    {
        var result = Load($"base_url: {baseUrl}\n{vendorKeys}");
        result.Problems.Where(problem => problem.Severity == ConfigurationSeverity.Error).ShouldBeEmpty();
        var settings = result.GetConfiguration().Vendors.Single() with { ErrorHandling = new ErrorHandlingSettings { RetryWaitSeconds = 0 } };
        var provider = (IBatchVendorProvider)VendorProviderRegistry.CreateDefault().Create(HttpVendor.Context(settings, log: log));
        await provider.ConnectAsync(CancellationToken.None);
        return provider;
    }

    /// <summary>Loads a configuration with one vendor.</summary>
    public static ConfigurationResult Load(string vendorKeys, string? folder = null, string top = "")
    {
        var own = folder is null ? Directory.CreateTempSubdirectory("lvs-rest-").FullName : null;
        try
        {
            return LoadIn(folder ?? own!, vendorKeys, top);
        }
        finally
        {
            if (own is not null)
                Directory.Delete(own, recursive: true);
        }
    }

    public static async Task<(IReadOnlyList<GroupMember> Members, Completeness Completeness)> ReadAsync(
        this IVendorProvider provider, string group)
    {
        var read = provider.ReadGroupMembers(new VendorGroup(group, group), CancellationToken.None);
        var members = new List<GroupMember>();
        await foreach (var member in read)
            members.Add(member);
        return (members, read.Completeness!);
    }

    public static Task<GroupMember?> FindAsync(this IVendorProvider provider, string attribute, string value) =>
        provider.FindUserAsync(MatchKey.Create(attribute, value)!.Value, CancellationToken.None);

    public static Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        this IBatchVendorProvider provider, string group, ChangeAction action, params IEnumerable<GroupMember> users) =>
        provider.ApplyAsync(
            new VendorGroup(group, group), [.. users.Select(user => new BatchChange(action, user, []))], CancellationToken.None);

    public static GroupMember User(string id) => new() { Id = id, UserName = $"user-{id}", Email = $"{id}@example.com" };

    private static ConfigurationResult LoadIn(string folder, string vendorKeys, string top)
    {
        var hasModule = vendorKeys.Contains("module:", StringComparison.Ordinal) || vendorKeys.Contains("preset:", StringComparison.Ordinal);
        var keys = (hasModule ? string.Empty : "module: rest\n") + vendorKeys;
        var file = Path.Combine(folder, "sync.yaml");
        File.WriteAllText(Path.Combine(folder, "directory.ldif"), "version: 1\n");
        File.WriteAllText(file, $$"""
            sources:
              - {name: dir, type: ldif, file: directory.ldif}
            {{top}}
            vendor_apps:
              - name: App
            {{string.Join("\n", keys.Split('\n').Select(line => "    " + line))}}
                groups:
                  - {source_group: "cn=sre", vendor_group: sre}
            """);
        return ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        });
    }
}
