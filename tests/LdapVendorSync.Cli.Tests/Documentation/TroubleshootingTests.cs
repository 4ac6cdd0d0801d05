using System.Text.RegularExpressions;

namespace LdapVendorSync.Cli.Tests.Documentation;

/// <summary>A page of messages helps only as long as the messages are those that users meet.</summary>
public sealed partial class TroubleshootingTests
{
    private static readonly Lazy<List<string>> Sources = new(() =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Folder, "src"), "*.cs", SearchOption.AllDirectories).Select(Joined)]);

    public static TheoryData<string> Messages
    {
        get
        {
            var page = File.ReadAllText(Path.Combine(Repository.Folder, "docs", "troubleshooting.md"));
            return new TheoryData<string>(Heading().Matches(page).Select(match => match.Groups["message"].Value));
        }
    }

    [Fact]
    public void The_page_has_the_messages_of_every_sort() => Messages.Count.ShouldBeGreaterThan(30);

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_that_the_page_explains_is_one_of_the_product(string message)
    {
        var parts = message.Split('…').Select(part => part.Trim()).Where(part => part.Count(char.IsLetter) > 2).ToList();

        parts.ShouldNotBeEmpty();
        Sources.Value.ShouldContain(source => parts.All(part => source.Contains(part, StringComparison.Ordinal)), message);
    }

    // A long text is written in pieces.
    private static string Joined(string file) => Piece().Replace(File.ReadAllText(file), string.Empty);

    [GeneratedRegex("^### `(?<message>.+)`\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("\"\\s*\\+\\s*\\$?\"")]
    private static partial Regex Piece();
}
