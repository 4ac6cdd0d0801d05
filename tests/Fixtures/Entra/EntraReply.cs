using System.Text;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Entra;

/// <summary>Answers as Microsoft's servers write them.</summary>
internal static class EntraReply
{
    public static VendorReply Json(int status, JsonNode body) => new(status, Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json; charset=utf-8")
    {
        Headers = { ["request-id"] = Guid.NewGuid().ToString() },
    };

    public static VendorReply Error(int status, string code, string message) => Json(status, new JsonObject
    {
        ["error"] = new JsonObject
        {
            ["code"] = code,
            ["message"] = message,
            ["innerError"] = new JsonObject { ["date"] = "2026-01-01T00:00:00", ["request-id"] = Guid.NewGuid().ToString() },
        },
    });
}
