using System.Text;
using System.Text.RegularExpressions;

namespace LdapVendorSync.Cli.Tests.Chaos.Oracle;

/// <summary>The text of a mail with its transfer encodings undone.</summary>
internal static partial class MailText
{
    /// <summary>The mail as it came, and once more with every part decoded.</summary>
    public static string Read(string data)
    {
        var text = new StringBuilder(data).Append('\n').Append(SoftBreak().Replace(data, string.Empty));
        foreach (var part in Base64Block().EnumerateMatches(data))
        {
            var block = data.Substring(part.Index, part.Length).ReplaceLineEndings(string.Empty);
            var buffer = new byte[block.Length];
            if (Convert.TryFromBase64String(block, buffer, out var count))
                text.Append('\n').Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return QuotedByte().Replace(text.ToString(), match => ((char)Convert.ToByte(match.Groups[1].Value, 16)).ToString());
    }

    [GeneratedRegex("=\r?\n")]
    private static partial Regex SoftBreak();

    [GeneratedRegex("=([0-9A-F]{2})")]
    private static partial Regex QuotedByte();

    [GeneratedRegex("(?:[A-Za-z0-9+/]{20,}={0,2}\r?\n?)+")]
    private static partial Regex Base64Block();
}
