using System.Net;
using System.Text;
using System.Text.Json;

namespace LdapVendorSync.Cli.Tests.Canaries;

/// <summary>
/// Looks for planted secrets in whatever was written, in the forms in which they leak: plain, in any case, escaped for addresses, JSON and
/// XML, hexadecimal, and base64 at each of its three alignments. It shares no code with the product's own redaction.
/// </summary>
internal sealed class CanaryScanner
{
    private readonly List<(string Name, string Form, string Text)> _forms = [];

    public CanaryScanner(IReadOnlyDictionary<string, string> canaries)
    {
        foreach (var (name, secret) in canaries)
        {
            var bytes = Encoding.UTF8.GetBytes(secret);
            Add(name, "plain", secret);
            // The heart of it, for forms that nobody thought of and for halves.
            Add(name, "its middle", secret[(secret.Length / 4)..(secret.Length * 3 / 4)]);
            Add(name, "address", Uri.EscapeDataString(secret));
            Add(name, "form", WebUtility.UrlEncode(secret));
            Add(name, "JSON", JsonSerializer.Serialize(secret)[1..^1]);
            Add(name, "XML", System.Security.SecurityElement.Escape(secret));
            Add(name, "HTML", WebUtility.HtmlEncode(secret));
            Add(name, "hexadecimal", Convert.ToHexString(bytes));
            Add(name, "base64", Convert.ToBase64String(bytes).TrimEnd('='));
            Add(name, "base64url", Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_'));
            foreach (var shift in new[] { 1, 2 })
                Add(name, $"base64 behind {shift}", Convert.ToBase64String([.. new byte[shift], .. bytes])[4..^4]);
        }
    }

    /// <summary>Which secrets are in a text, and in which form.</summary>
    public IEnumerable<string> Find(string where, string text) =>
        _forms.Where(form => text.Contains(form.Text, StringComparison.OrdinalIgnoreCase)).Select(form => $"{form.Name} ({form.Form}) in {where}");

    /// <summary>Which secrets are in the files of a folder and the folders below, whatever kind of file it is.</summary>
    public IEnumerable<string> FindInFiles(string folder, params IEnumerable<string> except) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(path => !except.Contains(path))
        .SelectMany(path => Find(Path.GetRelativePath(folder, path), Read(path)).Concat(Find("a file name", path)));

    // Latin-1 keeps every byte as a character, so that a text within a database is found as well; UTF-8 for what is not ASCII.
    private static string Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return Encoding.Latin1.GetString(bytes) + "\n" + Encoding.UTF8.GetString(bytes);
    }

    private void Add(string name, string form, string text) => _forms.Add((name, form, text));
}
