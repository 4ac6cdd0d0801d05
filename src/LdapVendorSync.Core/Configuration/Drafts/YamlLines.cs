using System.Text;

namespace LdapVendorSync.Core.Configuration.Drafts;

/// <summary>A YAML file line by line, with comments that are wrapped.</summary>
internal sealed class YamlLines
{
    private const int Width = 110;

    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    public void Add(string line) => _text.Append(line).Append('\n');

    /// <summary>Adds an explanation, wrapped, with what stands before each of its lines.</summary>
    public void Explain(string prefix, string text)
    {
        var line = new StringBuilder(prefix);
        foreach (var word in text.Split(' '))
        {
            if (line.Length > prefix.Length && line.Length + 1 + word.Length > Width)
            {
                Add(line.ToString());
                line.Clear().Append(prefix);
            }

            line.Append(line.Length > prefix.Length ? " " : string.Empty).Append(word);
        }

        Add(line.ToString());
    }
}
