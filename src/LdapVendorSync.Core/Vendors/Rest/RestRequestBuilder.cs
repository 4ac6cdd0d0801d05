using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Vendors.Rest.Answers;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>Makes requests of operations.</summary>
internal static class RestRequestBuilder
{
    /// <exception cref="FormatException">A value is missing, or cannot stand where it should.</exception>
    public static VendorHttpRequest Build(
        RestOperation operation, RestValues values, string purpose, IEnumerable<KeyValuePair<string, string>> further)
    {
        var headers = operation.Headers
            .Select(header => KeyValuePair.Create(header.Key, RestOperation.Render(header.Value, values)))
            .Concat(operation.Envelope?.Headers(values) ?? [])
            .ToArray();
        return new VendorHttpRequest
        {
            Method = operation.Method,
            Address = operation.Address(values, further),
            Purpose = purpose,
            Headers = [.. headers.Where(header => !IsNamed(header.Key, "Content-Type") && !IsNamed(header.Key, "Accept"))],
            Body = operation.Body?.Render(values),
            ContentType = operation.ContentType ?? Header(headers, "Content-Type")
                ?? operation.Envelope?.ContentType(values) ?? operation.Body?.ContentType,
            Accept = operation.Accept ?? Header(headers, "Accept") ?? AcceptOf(operation),
            IsWrite = operation.IsWrite,
            IsIdempotent = operation.IsRepeatable,
            IsAnswer = response => operation.Rules.IsFinal(new RestAnswer(response, operation)),
        };
    }

    private static string AcceptOf(RestOperation operation) =>
        operation.Envelope?.Version.MediaType ?? (operation.Format == DataFormat.Xml ? "application/xml" : "application/json");

    private static string? Header(IEnumerable<KeyValuePair<string, string>> headers, string name) =>
        headers.FirstOrDefault(header => IsNamed(header.Key, name)).Value;

    private static bool IsNamed(string header, string name) => header.Equals(name, StringComparison.OrdinalIgnoreCase);
}
