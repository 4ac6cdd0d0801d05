using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Http.Content;

/// <summary>Reads the bodies of answers, and tells what is none.</summary>
internal static partial class ResponseContent
{
    // Where most APIs, RFC 9457 and SCIM put the reason of an error, the most telling first.
    private static readonly string[] MessageNames =
        ["detail", "message", "errorSummary", "error_description", "msg", "title", "error", "errors", "faultstring", "Reason", "Text"];

    // Far more than is shown of it, so that what is cut off here is not seen.
    private const int LongestText = 64 * 1024;

    private const int LongestLine = 300;

    private static readonly DataFormat[] Formats = [DataFormat.Json, DataFormat.Xml];

    /// <summary>Reads a body.</summary>
    /// <exception cref="FormatException">It is empty, a web page, damaged, or of another format; the message says which.</exception>
    public static DataNode Parse(VendorHttpResponse response, DataFormat format, XmlNamespaces? namespaces = null)
    {
        if (response.Body.Length == 0)
            throw new FormatException("the answer has no body");
        if (IsWebPage(response))
            throw new FormatException(DescribeWebPage(response.Body));
        try
        {
            return format == DataFormat.Xml ? XmlContent.Parse(response.Body, namespaces) : JsonContent.Parse(response.Body);
        }
        catch (Exception error) when (error is JsonException or XmlException)
        {
            throw new FormatException($"the answer is not the {format.ToString().ToUpperInvariant()} it should be: {error.Message}", error);
        }
    }

    /// <summary>Whether the answer is a page for people, as sign-in pages and proxies send with status 200.</summary>
    public static bool IsWebPage(VendorHttpResponse response)
    {
        if (response.MediaType is "text/html" or "application/xhtml+xml")
            return true;
        var start = Encoding.UTF8.GetString(response.Body.Span[..Math.Min(200, response.Body.Length)]).TrimStart('\uFEFF').TrimStart();
        return start.StartsWith("<!DOCTYPE html", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A sentence about a page that came in place of data.</summary>
    public static string DescribeWebPage(ReadOnlyMemory<byte> body)
    {
        var title = Title().Match(Encoding.UTF8.GetString(body.Span[..Math.Min(10_000, body.Length)]));
        var named = title.Success ? $" titled '{title.Groups[1].Value.Trim()}'" : string.Empty;
        return $"the answer is a web page{named}, not data; is base_url that of the API, and does something in between ask for a sign-in?";
    }

    /// <summary>What an error's body says, in one line; <see langword="null"/> where it says nothing that can be used.</summary>
    public static string? ErrorMessage(VendorHttpResponse response)
    {
        if (response.Body.Length == 0 || IsWebPage(response))
            return null;
        foreach (var format in Formats)
        {
            try
            {
                if (MessageIn(Parse(response, format), depth: 0) is { } message)
                    return OneLine(response.Redact(message));
            }
            catch (FormatException)
            {
                // Errors often come in another format than data, or in none.
            }
        }

        return OneLine(response.Redact(Encoding.UTF8.GetString(response.Body.Span[..Math.Min(LongestText, response.Body.Length)])));
    }

    /// <summary>
    /// A text of a server as messages show it: in one line, and not all of a long one. Secrets are taken out before: a half of one, where the
    /// text is cut off, would be found by nobody.
    /// </summary>
    public static string OneLine(string text)
    {
        var line = WhiteSpace().Replace(text, " ").Trim();
        return line.Length > LongestLine ? line[..LongestLine] + "…" : line;
    }

    private static string? MessageIn(DataNode node, int depth)
    {
        if (depth > 4)
            return null;
        foreach (var name in MessageNames)
        {
            if (node.Parts(name).FirstOrDefault() is { } part && (TextOf(part) ?? MessageIn(part, depth + 1)) is { } message)
                return message;
        }

        return node.Items.Concat(node.Members.Count == 1 ? [node.Members[0].Value] : [])
            .Select(part => TextOf(part) ?? MessageIn(part, depth + 1))
            .FirstOrDefault(message => message is not null);
    }

    private static string? TextOf(DataNode node) =>
        node.Kind is DataKind.Text or DataKind.Object && !string.IsNullOrWhiteSpace(node.Text) ? node.Text : null;

    [GeneratedRegex(
        "<title[^>]*>([^<]{0,200})</title>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Title();

    [GeneratedRegex(@"[\s\p{Cc}]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WhiteSpace();
}
