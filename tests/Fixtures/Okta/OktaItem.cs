using System.Text.Json.Nodes;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>An item of a list, written down only where somebody gets to see it.</summary>
/// <param name="Id">The id, by which lists are ordered.</param>
/// <param name="ToJson">Writes it down.</param>
internal readonly record struct OktaItem(string Id, Func<JsonObject> ToJson);
