using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>Answers in the form of Okta.</summary>
internal static class OktaReply
{
    public static VendorReply Ok(JsonNode body) => new(200, JsonSerializer.SerializeToUtf8Bytes(body), "application/json");

    /// <summary>An error (https://developer.okta.com/docs/reference/error-codes/).</summary>
    public static VendorReply Error(int status, string code, string summary, params IEnumerable<string> causes) => Ok(new JsonObject
    {
        ["errorCode"] = code,
        ["errorSummary"] = summary,
        ["errorLink"] = code,
        ["errorId"] = $"oae{Guid.NewGuid().ToString("N")[..17]}",
        ["errorCauses"] = new JsonArray([.. causes.Select(cause => new JsonObject { ["errorSummary"] = cause })]),
    }) with { Status = status };

    public static VendorReply NotFound(string id, string kind) => Error(404, "E0000007", $"Not found: Resource not found: {id} ({kind})");

    /// <summary>An error of the token endpoint (RFC 6749 section 5.2).</summary>
    public static VendorReply OAuth(int status, string error, string description) =>
        Ok(new JsonObject { ["error"] = error, ["error_description"] = description }) with { Status = status };
}
