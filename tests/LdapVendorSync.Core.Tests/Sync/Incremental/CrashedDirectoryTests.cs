namespace LdapVendorSync.Core.Tests.Sync.Incremental;

/// <summary>
/// An OpenLDAP that crashed forgets what it had not noted of the state of its database: it denies changes, or tells of some of them only.
/// </summary>
public sealed class CrashedDirectoryTests
{
    // Most servers show everybody when they were started; it is the age of their schema.
    private const string HiddenSchema = """
        access to dn.base="cn=Subschema" by * none
        access to * by * read
        """;

    private static readonly TimeSpan ClockOfStarts = TimeSpan.FromSeconds(1.1);

    [SkippableTheory]
    [InlineData("member removed")]
    [InlineData("mail changed")]
    [InlineData("several entries")]
    [InlineData("person added to it")]
    public async Task What_was_written_before_the_server_crashed_is_seen_by_those_who_cannot_see_that_it_was_started(string change)
    {
        await using var server = await SyncedDirectory.StartAsync(options => options with { GlobalConfiguration = HiddenSchema });
        using var runs = SyncedDirectory.RunsOver(server);
        using var full = SyncedDirectory.RunsOver(server);
        await runs.RunAsync();
        await server.ModifyAsync(DirectoryChange.Ldif(change));
        await server.KillAsync();
        await server.RestartAsync();

        var after = await runs.RunAsync();

        after.Select(ReadingRuns.Describe).ShouldBe((await full.RunAsync(full: true)).Select(ReadingRuns.Describe));
    }

    [SkippableTheory]
    [InlineData("member removed")]
    [InlineData("person deleted")]
    [InlineData("several entries")]
    public async Task What_was_written_before_the_server_crashed_is_seen(string change)
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = SyncedDirectory.RunsOver(server);
        using var full = SyncedDirectory.RunsOver(server);
        await runs.RunAsync();
        await server.ModifyAsync(DirectoryChange.Ldif(change));
        await server.KillAsync();
        await Task.Delay(ClockOfStarts);
        await server.RestartAsync();

        var after = await runs.RunAsync();
        var again = await runs.RunAsync();

        var right = (await full.RunAsync(full: true)).Select(ReadingRuns.Describe).ToList();
        after.Select(ReadingRuns.Describe).ShouldBe(right);
        again.Select(ReadingRuns.Describe).ShouldBe(right);
    }

    [SkippableFact]
    public async Task Server_that_was_only_started_anew_is_read_once()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = SyncedDirectory.RunsOver(server);
        await runs.RunAsync();
        await server.KillAsync();
        await Task.Delay(ClockOfStarts);
        await server.RestartAsync();

        (await runs.RunAsync()).ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }
}
