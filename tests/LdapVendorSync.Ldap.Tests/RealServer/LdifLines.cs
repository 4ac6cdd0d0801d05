using System.Text;

namespace LdapVendorSync.Ldap.Tests.RealServer;

/// <summary>Takes ldapsearch's output apart.</summary>
internal static class LdifLines
{
    /// <summary>One line for each value: DN, attribute and base64 value.</summary>
    public static IEnumerable<string> Read(string ldif)
    {
        var dn = string.Empty;
        foreach (var line in ldif.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var isBase64 = line[colon + 1] == ':';
            var value = line[(colon + (isBase64 ? 3 : 2))..];
            var bytes = isBase64 ? Convert.FromBase64String(value) : Encoding.UTF8.GetBytes(value);
            if (line[..colon] == "dn") dn = Encoding.UTF8.GetString(bytes);
            else yield return $"{dn}|{line[..colon]}|{Convert.ToBase64String(bytes)}";
        }
    }
}
