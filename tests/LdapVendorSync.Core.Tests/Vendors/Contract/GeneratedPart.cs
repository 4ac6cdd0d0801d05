namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>A part of a page below docs/providers that is made, between a comment and <c>&lt;!-- end --&gt;</c>.</summary>
internal sealed class GeneratedPart(string page, string source)
{
    private const string End = "<!-- end -->";

    private readonly string _file = Path.Combine(ContractRecord.RepositoryRoot(), "docs", "providers", page);
    private readonly string _begin = $"<!-- made from {source} -->";

    /// <summary>Requires that the page holds these lines, or writes them (LVS_UPDATE_DOCS=1).</summary>
    public void Check(IEnumerable<string> lines)
    {
        var text = File.ReadAllText(_file);
        text.ShouldContain(_begin);
        var start = text.IndexOf(_begin, StringComparison.Ordinal) + _begin.Length;
        var expected = $"\n\n{string.Join('\n', lines)}\n\n{End}";
        if (ContractRecord.IsUpdate)
        {
            var end = text.IndexOf(End, start, StringComparison.Ordinal) + End.Length;
            text = text[..start] + expected + text[end..];
            File.WriteAllText(_file, text);
        }

        text[start..].ShouldStartWith(expected, Case.Sensitive, $"Write docs/providers/{page} anew with LVS_UPDATE_DOCS=1.");
    }
}
