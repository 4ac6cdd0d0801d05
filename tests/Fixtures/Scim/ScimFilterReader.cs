using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LdapVendorSync.Fixtures.Scim;

/// <summary>The part of SCIM's filters that the fake knows: comparisons by <c>eq</c>, joined by <c>and</c> or <c>or</c>.</summary>
internal static partial class ScimFilterReader
{
    /// <summary>Understands a filter; null where it cannot.</summary>
    public static Func<JsonObject, bool>? Read(string filter, bool withOr)
    {
        var terms = new List<(string Attribute, string Value)>();
        var joints = new List<string>();
        var rest = filter;
        while (true)
        {
            if (Term().Match(rest) is not { Success: true } match)
                return null;
            terms.Add((match.Groups["attribute"].Value, JsonSerializer.Deserialize<JsonElement>(match.Groups["value"].Value).ToString()));
            if (match.Groups["joint"].Value is not { Length: > 0 } joint)
                break;
            joints.Add(joint);
            rest = rest[match.Length..];
        }

        if (joints.Distinct().Count() > 1 || (joints.Contains("or") && !withOr))
            return null;
        return joints.Contains("or")
            ? resource => terms.Any(term => Matches(resource, term.Attribute, term.Value))
            : resource => terms.All(term => Matches(resource, term.Attribute, term.Value));
    }

    private static bool Matches(JsonObject resource, string attribute, string value)
    {
        IEnumerable<JsonNode?> nodes = [resource];
        foreach (var name in attribute.Split('.'))
            nodes = nodes.SelectMany(Values).Select(node => (node as JsonObject)?[name]);
        var isExact = attribute is "id" or "groups.value" or "members.value";
        return nodes
            .SelectMany(Values)
            .Any(node => string.Equals(node?.ToString(), value, isExact ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<JsonNode?> Values(JsonNode? node) => node is JsonArray list ? list : Enumerable.Repeat(node, 1);

    [GeneratedRegex("""^\s*(?<attribute>[A-Za-z][\w.]*) eq (?<value>"(?:[^"\\]|\\.)*"|true|false)(?:\s+(?<joint>and|or)\b|\s*$)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Term();
}
