using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Keycloak;

/// <summary>Answers in the form of Keycloak.</summary>
internal static class KeycloakReply
{
    public static VendorReply Ok(JsonNode body) => Of(200, body);

    public static VendorReply Error(int status, string error, string? description = null)
    {
        var body = new JsonObject { ["error"] = error };
        if (description is not null)
            body["error_description"] = description;
        return Of(status, body);
    }

    /// <summary>Tells a person from a page of the server, as it has for addresses that it does not know.</summary>
    public static VendorReply NoSuchAddress() => Error(404, "Unable to find matching target resource method");

    private static VendorReply Of(int status, JsonNode body) => new(status, JsonSerializer.SerializeToUtf8Bytes(body), "application/json");
}
