namespace LdapVendorSync.Ldap.Tests.Protocol;

internal static class HexText
{
    /// <summary>Hexadecimal digits without the white space that makes them readable.</summary>
    public static string Compact(this string hex) => string.Concat(hex.Where(character => !char.IsWhiteSpace(character)));

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Compact());
}
