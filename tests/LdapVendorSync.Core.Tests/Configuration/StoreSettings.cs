using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Tests.Configuration;

/// <summary>A provider's block with every kind of setting.</summary>
public sealed record StoreSettings : IProviderSettings
{
    [Setting("The database file.", IsPath = true)]
    public required string Database { get; init; }

    [Setting("Rows a page.")]
    [Range(1, 1000)]
    public int PageSize { get; init; } = 100;

    [Setting("Headers to send.")]
    public IReadOnlyDictionary<string, Secret> Headers { get; init; } = new Dictionary<string, Secret>();

    [Setting("The body to send.")]
    public JsonNode? Body { get; init; }

    [Setting("How long to wait.")]
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(5);

    public string? Target => Database;

    public IEnumerable<SettingProblem> Validate(VendorSettings vendor) =>
        vendor.BaseUrl is null ? [] : [new SettingProblem("base_url", "A store has no address.", "Remove it.")];
}
