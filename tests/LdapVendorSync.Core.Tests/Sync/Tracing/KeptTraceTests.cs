using System.Security.Cryptography;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Purging;
using LdapVendorSync.Core.Sync.Tracing;

namespace LdapVendorSync.Core.Tests.Sync.Tracing;

/// <summary>What is said of a moment in the past of which the history keeps little, nothing or something unreadable.</summary>
public sealed class KeptTraceTests
{
    [Theory]
    [InlineData("none", null)]
    [InlineData("changed", "First3")]
    [InlineData("full", "First3")]
    public async Task Way_into_the_group_is_told_however_little_of_profiles_is_kept(string profileData, string? firstName)
    {
        await using var past = await PastScenario.StartAsync($"history: {{profile_data: {profileData}}}");
        past.Scenario.Source.Nest("staff", "sre").With("sre", new Person("id-ada", "adal") { FirstName = "Ada", Mail = "ada@example.com" });
        await past.RunNextDayAsync();
        var then = await TakeAsync(past);
        past.Scenario.Source.Leave("staff", "id-00003");
        await past.RunNextDayAsync();

        var nested = await past.TraceAsync("adal", then);
        nested.Membership.ShouldBe(TracedMembership.Member, nested.Describe());
        nested.ShouldFind(TraceFindingKind.SourceMember).Data["path"].ShouldBe(new[] { DirectoryFile.GroupDn("sre") });
        nested.Verdict.ShouldContain($"because the source group '{DirectoryFile.GroupDn("staff")}' had them through the nested group '");

        var direct = await past.TraceAsync("user00003", then);
        direct.ShouldFind(TraceFindingKind.SourceMember).Sentence.ShouldContain("as a direct member");
        direct.Person.SourceId.ShouldBe("id-00003");
        direct.Person.Name.Contains("First3", StringComparison.Ordinal).ShouldBe(firstName is not null, direct.Person.Name);
        direct.Verdict.ShouldContain(" removed them later, on ");
    }

    [Fact]
    public async Task Encrypted_history_answers_with_its_key_and_not_without()
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await using var past = await PastScenario.StartAsync($"history: {{encryption_key: '{key}'}}");
        past.Scenario.Source.Leave("staff", "id-00003");
        await past.RunNextDayAsync();
        await TakeAsync(past);

        var trace = await past.TraceAsync("user00003");
        trace.Membership.ShouldBe(TracedMembership.NotMember, trace.Describe());
        trace.ShouldFind(TraceFindingKind.Change, "removed them");
        (await past.TraceAsync("user00004")).Membership.ShouldBe(TracedMembership.Member);

        past.Scenario.Settings = string.Empty;
        (await Should.ThrowAsync<Core.History.HistoryException>(() => past.TraceAsync("user00003")))
            .Failure.ShouldBe(Core.History.HistoryFailure.EncryptionKey);
    }

    [Fact]
    public async Task Run_that_is_forgotten_is_told_with_the_nearest_that_is_kept()
    {
        await using var past = await PastScenario.StartAsync("history: {retention_runs: 2}");
        var then = await TakeAsync(past);
        var second = await past.RunNextDayAsync();
        await past.RunNextDayAsync();

        var trace = await past.TraceAsync("user00003", then);

        trace.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        trace.Membership.ShouldBe(TracedMembership.Unknown, trace.Describe());
        trace.ShouldFind(TraceFindingKind.NothingKept).Data["nearestRunId"].ShouldBe(second.RunId);
        trace.Verdict.ShouldContain($"is not known: nothing is kept of 'users' at 'App1' at that moment or before; the first that is kept was read");
        trace.Verdict.ShouldContain($"by run {second.RunId}.");
    }

    [Fact]
    public async Task Removal_whose_record_is_forgotten_is_not_denied_nor_laid_on_somebody_else()
    {
        await using var past = await PastScenario.StartAsync("history: {changes_retention_days: 2}");
        past.Scenario.Source.Leave("staff", "id-00003");
        var second = await past.RunNextDayAsync();
        second.Totals.Removed.ShouldBe(1);
        var then = await TakeAsync(past);
        for (var day = 0; day < 5; day++)
            await past.RunNextDayAsync();

        var trace = await past.TraceAsync("user00003", then);

        trace.Membership.ShouldBe(TracedMembership.Unknown, trace.Describe());
        trace.ShouldNotFind(TraceFindingKind.ChangedElsewhere);
        trace.ShouldFind(TraceFindingKind.NothingKept).Sentence.ShouldContain(second.RunId);
        trace.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
    }

    [Fact]
    public async Task Damaged_history_is_told_and_nobody_said_to_be_unknown()
    {
        await using var past = await PastScenario.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(past.Scenario.StateDirectory, "history.db"), new string('x', 8192));

        var trace = await past.TraceAsync("user00003");

        trace.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        trace.Membership.ShouldBe(TracedMembership.Unknown);
        trace.ShouldFind(TraceFindingKind.NoHistory).Sentence.ShouldContain("damaged");
        trace.Verdict.ShouldContain("Whether user00003 was in 'users' at 'App1' at");
        trace.Verdict.ShouldContain("is not known: the history is damaged");
    }

    [Fact]
    public async Task Missing_history_is_told()
    {
        await using var past = await PastScenario.StartAsync();
        Directory.Delete(past.Scenario.StateDirectory, recursive: true);

        var trace = await past.TraceAsync("user00003");

        trace.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        trace.Verdict.ShouldContain("is not known: there is no history yet");
        Directory.Exists(past.Scenario.StateDirectory).ShouldBeFalse("to look makes nothing");
    }

    [Fact]
    public async Task Person_whose_data_was_purged_and_who_is_back_is_not_said_to_have_been_absent()
    {
        await using var past = await PastScenario.StartAsync();
        var then = await TakeAsync(past);
        past.NextDay();
        await new HistoryPurge(past.Scenario.Load(), new SyncEnvironment { TimeProvider = past.Scenario.TimeProvider })
            .PurgePersonAsync("id-00003", dryRun: false, "history purge", default);
        await past.RunAsync();

        var trace = await past.TraceAsync("user00003", then);

        trace.Membership.ShouldBe(TracedMembership.Unknown, trace.Describe());
        trace.Verdict.ShouldContain("history purge");
        (await past.TraceAsync("user00003")).Membership.ShouldBe(TracedMembership.Member);
        (await past.TraceAsync("user00004", then)).Membership.ShouldBe(TracedMembership.Member);
    }

    // A moment that no run shares.
    private static async Task<DateTimeOffset> TakeAsync(PastScenario past)
    {
        await Task.Delay(5);
        return past.Now;
    }
}
