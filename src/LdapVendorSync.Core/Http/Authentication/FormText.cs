using System.Net;

namespace LdapVendorSync.Core.Http.Authentication;

/// <summary>Text in <c>application/x-www-form-urlencoded</c>.</summary>
internal static class FormText
{
    /// <summary>Names and values as one form.</summary>
    public static string Of(IEnumerable<KeyValuePair<string, string>> fields) =>
        string.Join('&', fields.Select(field => $"{Encode(field.Key)}={Encode(field.Value)}"));

    /// <summary>One name or value.</summary>
    public static string Encode(string text) => WebUtility.UrlEncode(text);
}
