using System.Text;

namespace LdapVendorSync.Core.Tests.Diagnostics.Reports;

/// <summary>Reads comma-separated values by the grammar of RFC 4180, independent of the code that writes them.</summary>
internal static class CsvRecords
{
    public static IReadOnlyList<string[]> Parse(string text)
    {
        var records = new List<string[]>();
        var record = new List<string>();
        var position = 0;
        while (position < text.Length)
        {
            record.Add(ReadField(text, ref position));
            if (position < text.Length && text[position] == ',')
            {
                position++;
                if (position < text.Length)
                    continue;
            }

            text.AsSpan(position).StartsWith("\r\n").ShouldBeTrue($"a record ends in CR LF, not at {position} of {text}");
            position += 2;
            records.Add([.. record]);
            record.Clear();
        }

        return records;
    }

    private static string ReadField(string text, ref int position)
    {
        if (text[position] != '"')
        {
            var start = position;
            while (position < text.Length && text[position] is not (',' or '\r' or '\n'))
                position++;
            return text[start..position];
        }

        var field = new StringBuilder();
        for (position++; ; position++)
        {
            if (text[position] != '"')
                field.Append(text[position]);
            else if (position + 1 < text.Length && text[position + 1] == '"')
                field.Append(text[position++]);
            else
                break;
        }

        position++;
        return field.ToString();
    }
}
