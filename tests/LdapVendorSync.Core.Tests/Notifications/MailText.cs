using System.Text;
using System.Text.RegularExpressions;
using LdapVendorSync.Fixtures.Mail;

namespace LdapVendorSync.Core.Tests.Notifications;

/// <summary>Reads what a mail says, through its encodings.</summary>
internal static partial class MailText
{
    public static string Subject(this ReceivedMail mail)
    {
        var header = HeaderOf("Subject").Match(mail.Data).Groups[1].Value;
        var unfolded = Regex.Replace(header, "\r?\n[ \t]", string.Empty);
        return EncodedWord().Replace(unfolded, word => Encoding.UTF8.GetString(Decode(word.Groups[1].Value, word.Groups[2].Value)));
    }

    /// <summary>All parts, decoded, one behind the other.</summary>
    public static string Body(this ReceivedMail mail)
    {
        var text = new StringBuilder();
        foreach (Match part in Part().Matches(mail.Data))
            text.Append(Encoding.UTF8.GetString(Decode(part.Groups[1].Value, part.Groups[2].Value))).Append('\n');
        return text.ToString();
    }

    private static byte[] Decode(string encoding, string text) => encoding.ToUpperInvariant() switch
    {
        "B" or "BASE64" => Convert.FromBase64String(text),
        "Q" => QuotedPrintable(text.Replace('_', ' ')),
        "QUOTED-PRINTABLE" => QuotedPrintable(text),
        _ => Encoding.UTF8.GetBytes(text),
    };

    private static byte[] QuotedPrintable(string text)
    {
        var bytes = new List<byte>();
        var joined = Regex.Replace(text, "=\r?\n", string.Empty);
        for (var i = 0; i < joined.Length; i++)
        {
            if (joined[i] != '=')
                bytes.Add((byte)joined[i]);
            else
            {
                bytes.Add(Convert.ToByte(joined.Substring(i + 1, 2), 16));
                i += 2;
            }
        }

        return [.. bytes];
    }

    private static Regex HeaderOf(string name) => new($"^{name}: (.*(?:\r?\n[ \t].*)*)", RegexOptions.Multiline | RegexOptions.IgnoreCase);

    [GeneratedRegex("=\\?utf-8\\?([BQ])\\?([^?]*)\\?=", RegexOptions.IgnoreCase)]
    private static partial Regex EncodedWord();

    [GeneratedRegex(
        "^Content-Transfer-Encoding: *(\\S+)\\r?\\n(?:[^\\r\\n]+\\r?\\n)*\\r?\\n(.*?)(?=\\r?\\n--|\\z)",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Part();
}
