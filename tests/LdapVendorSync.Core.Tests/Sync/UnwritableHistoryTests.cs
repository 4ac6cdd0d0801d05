using LdapVendorSync.Core.Sync;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>A history that takes in no more, from one table or one moment on: what is not recorded is not sent, and what was done is told.</summary>
public sealed class UnwritableHistoryTests : IAsyncLifetime
{
    private SyncScenario _scenario = null!;

    private string Database => Path.Combine(_scenario.StateDirectory, "history.db");

    public async Task InitializeAsync()
    {
        _scenario = await SyncScenario.StartAsync();
        _scenario.Settings = "guards: { max_removal_percent: none, max_source_shrink_percent: none }";
        _scenario.Source.WithNumbered("staff", 3);
        (await _scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        _scenario.Source.With("staff", Person.Numbered(4));
        _scenario.Source.Leave("staff", "id-00001");
        _scenario.Vendor.Requests.Clear();
    }

    public async Task DisposeAsync() => await _scenario.DisposeAsync();

    [Fact]
    public async Task Change_that_cannot_be_recorded_before_is_not_sent()
    {
        await RefuseAsync("INSERT ON changes");

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        run.Vendors[0].StopCause.ShouldBe(VendorStopCause.JournalFailure);
        run.Totals.Changes.ShouldBe(0, run.Describe());
        run.Describe().ShouldContain("no more room");
        _scenario.Vendor.Requests.Writes.ShouldBeEmpty();
        await ConvergesAsync();
    }

    [Fact]
    public async Task Change_whose_outcome_cannot_be_recorded_is_found_out_by_the_next_run()
    {
        await RefuseAsync("UPDATE ON changes");

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Unexpected, run.Describe());
        run.Error.ShouldNotBeNull().ShouldContain("no more room");
        run.Totals.ShouldBe(new SyncTotals { Added = 1, Removed = 1, Unchanged = 2 }, run.Describe());
        await ConvergesAsync();
    }

    [Theory]
    [InlineData("UPDATE ON runs")]
    [InlineData("INSERT ON mapping_results")]
    public async Task Run_that_cannot_be_recorded_to_its_end_tells_what_it_did_all_the_same(string what)
    {
        await RefuseAsync(what);

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Unexpected, run.Describe());
        run.Error.ShouldNotBeNull().ShouldContain("could not be recorded to its end");
        run.Totals.ShouldBe(new SyncTotals { Added = 1, Removed = 1, Unchanged = 2 }, run.Describe());
        _scenario.Vendor.Store.MemberNames("users").Order().ShouldBe(["user00002", "user00003", "user00004"]);
        await ConvergesAsync();
    }

    [Theory]
    [InlineData("INSERT ON snapshots")]
    [InlineData("INSERT ON source_groups")]
    [InlineData("DELETE ON runs")]
    public async Task What_only_later_questions_need_stops_nothing(string what)
    {
        await RefuseAsync(what);

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Added = 1, Removed = 1, Unchanged = 2 }, run.Describe());
        await ConvergesAsync();
    }

    [Fact]
    public async Task What_was_skipped_and_cannot_be_kept_stops_nothing()
    {
        _scenario.VendorSettings = ["create_users: false"];
        await RefuseAsync("INSERT ON unsent_changes");

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Removed = 1, Skipped = 1, Unchanged = 2 }, run.Describe());
    }

    [Fact]
    public async Task Run_that_cannot_begin_in_the_history_reads_and_sends_nothing()
    {
        await RefuseAsync("INSERT ON runs");

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Unexpected, run.Describe());
        run.Error.ShouldNotBeNull().ShouldStartWith("Without journal nothing is written: ");
        _scenario.Vendor.Requests.All.ShouldBeEmpty();
        await ConvergesAsync();
    }

    [Fact]
    public async Task State_folder_that_is_a_file_is_said_before_anything_is_read()
    {
        var other = await SyncScenario.StartAsync();
        await using var end = other;
        other.Source.WithNumbered("staff", 3);
        await File.WriteAllTextAsync(other.StateDirectory, "no folder");

        var run = await other.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.ConfigurationInvalid, run.Describe());
        run.Error.ShouldNotBeNull().ShouldContain(other.StateDirectory);
        other.Vendor.Requests.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_that_was_cancelled_before_it_began_reads_nothing()
    {
        var run = await _scenario.RunAsync(cancellationToken: new CancellationToken(canceled: true));

        run.ExitCode.ShouldBe(SyncExitCode.Cancelled, run.Describe());
        _scenario.Vendor.Requests.All.ShouldBeEmpty();
        await ConvergesAsync();
    }

    private async Task ConvergesAsync()
    {
        await ExecuteAsync("DROP TRIGGER IF EXISTS refuse");
        await _scenario.RunAsync();
        var run = await _scenario.RunAsync();
        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Unchanged = 3 }, run.Describe());
        _scenario.Vendor.Store.MemberNames("users").Order().ShouldBe(["user00002", "user00003", "user00004"]);
        _scenario.Vendor.Store.Users.Select(user => user.Username).ShouldBeUnique();
    }

    private Task RefuseAsync(string what) =>
        ExecuteAsync($"CREATE TRIGGER refuse BEFORE {what} BEGIN SELECT RAISE(ABORT, 'no more room'); END");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
