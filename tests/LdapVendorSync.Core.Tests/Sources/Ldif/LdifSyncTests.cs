using System.Text.RegularExpressions;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;

namespace LdapVendorSync.Core.Tests.Sources.Ldif;

/// <summary>Whole runs from the file and the configuration of docs/sources/ldif.md, as they stand there.</summary>
public sealed partial class LdifSyncTests : IDisposable
{
    private readonly SyncFolder _folder = new();
    private readonly Match _page = Blocks().Match(DocumentationPage.Read("sources/ldif.md"));

    public LdifSyncTests() => Write(Ldif);

    private string Ldif => _page.Groups["ldif"].Value;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Example_fills_the_vendor_and_a_second_run_changes_nothing()
    {
        var first = await RunAsync();
        var second = await RunAsync();

        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        first.Totals.Added.ShouldBe(2);
        second.Totals.ShouldBe(new SyncTotals { Unchanged = 2 }, second.Describe());
    }

    [Fact]
    public async Task Person_who_is_in_the_list_no_more_is_removed()
    {
        await RunAsync();
        Write(Ldif.Replace("member: uid=charles,ou=people,dc=example,dc=org\n", string.Empty, StringComparison.Ordinal));

        var run = await RunAsync();

        run.Changes.Select(outcome => $"{outcome.Change.Action} {outcome.Change.User} {outcome.Result}").ShouldBe(["Remove charles Applied"]);
    }

    [Theory]
    [InlineData("dn: uid=charles", "dn: uid=ada")]
    [InlineData("uid: charles", "uid charles")]
    [InlineData("dn: cn=research", "changetype: delete\ndn: cn=research")]
    public async Task Damaged_file_changes_nothing_and_is_named_with_the_line(string text, string damaged)
    {
        await RunAsync();
        Write(Ldif.Replace(text, damaged, StringComparison.Ordinal));

        var run = await RunAsync();

        run.Changes.ShouldBeEmpty();
        run.ExitCode.ShouldNotBe(SyncExitCode.Done);
        run.Describe().ShouldContain("people.ldif");
    }

    [Fact]
    public async Task File_that_ends_before_its_groups_removes_nobody()
    {
        await RunAsync();
        Write(Ldif[..Ldif.IndexOf("dn: cn=research", StringComparison.Ordinal)]);

        var run = await RunAsync();

        run.Changes.ShouldBeEmpty();
        run.ExitCode.ShouldNotBe(SyncExitCode.Done);
    }

    private void Write(string ldif) => _folder.Write("people.ldif", ldif);

    private Task<SyncRun> RunAsync() => _folder.RunAsync(_page.Groups["yaml"].Value);

    [GeneratedRegex("```ldif people.ldif\n(?<ldif>.*?)```.*?```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
