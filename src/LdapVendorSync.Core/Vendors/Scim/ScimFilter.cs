using System.Text;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>Writes filters (RFC 7644 section 3.4.2.2). Values are JSON strings, so that nothing in them can end the filter.</summary>
internal static class ScimFilter
{
    /// <summary><c>attribute eq "value"</c>; a bare <c>true</c> or <c>false</c> for the flags of multi-valued attributes.</summary>
    public static string Equal(string attribute, string value) =>
        attribute.Equals("primary", StringComparison.OrdinalIgnoreCase) && bool.TryParse(value, out var flag)
        ? $"{attribute} eq {(flag ? "true" : "false")}"
        : $"{attribute} eq {Quote(value)}";

    /// <summary><c>a or b</c>.</summary>
    public static string Any(IEnumerable<string> filters) => string.Join(" or ", filters);

    private static string Quote(string value)
    {
        var quoted = new StringBuilder("\"", value.Length + 2);
        foreach (var character in value)
        {
            if (character is '"' or '\\')
                quoted.Append('\\').Append(character);
            else if (char.IsControl(character))
                quoted.Append("\\u").Append(((int)character).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            else
                quoted.Append(character);
        }

        return quoted.Append('"').ToString();
    }
}
