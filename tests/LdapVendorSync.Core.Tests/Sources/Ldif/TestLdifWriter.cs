using System.Text;

namespace LdapVendorSync.Core.Tests.Sources.Ldif;

/// <summary>How a file is to be written.</summary>
internal sealed record LdifStyle(int Width, string LineEnd, bool Comments, bool PreferBase64, bool FinalLineEnd);

/// <summary>Writes LDIF (RFC 2849) in any of its styles.</summary>
internal static class TestLdifWriter
{
    public static byte[] Write(IEnumerable<(string Dn, (string Name, byte[] Value)[] Values)> entries, LdifStyle style)
    {
        var lines = new List<string> { "version: 1" };
        foreach (var (dn, values) in entries)
        {
            lines.Add(string.Empty);
            if (style.Comments)
                lines.Add($"# before {style.Width}: not an attribute");
            lines.Add(Line("dn", Encoding.UTF8.GetBytes(dn), style));
            foreach (var (name, value) in values)
                lines.Add(Line(name, value, style));
        }

        var text = string.Join(style.LineEnd, lines.Select(line => Fold(line, style)));
        return Encoding.UTF8.GetBytes(style.FinalLineEnd ? text + style.LineEnd : text);
    }

    private static string Line(string name, byte[] value, LdifStyle style) =>
        style.PreferBase64 || !IsSafe(value) ? $"{name}:: {Convert.ToBase64String(value)}" : $"{name}: {Encoding.ASCII.GetString(value)}";

    // RFC 2849: SAFE-STRING, and a trailing space goes into base64 too.
    private static bool IsSafe(byte[] value) =>
        value is not [(byte)' ' or (byte)':' or (byte)'<', ..]
        && value is not [.., (byte)' ']
        && value.All(character => character is > 0 and < 0x80 and not (byte)'\r' and not (byte)'\n');

    private static string Fold(string line, LdifStyle style)
    {
        var folded = new StringBuilder();
        var width = style.Width;
        for (var start = 0; start < line.Length || start == 0; start += width)
        {
            if (start > 0)
                folded.Append(style.LineEnd).Append(' ');
            folded.Append(line.AsSpan(start, Math.Min(width, line.Length - start)));
            if (width == int.MaxValue)
                break;
        }

        return folded.ToString();
    }
}
