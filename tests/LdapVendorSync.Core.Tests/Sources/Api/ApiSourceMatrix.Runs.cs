using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Fixtures.Api;

namespace LdapVendorSync.Core.Tests.Sources.Api;

/// <content>What whole runs do, of which each may remove everybody whom it likes.</content>
public abstract partial class ApiSourceMatrix
{
    // The source stands in for that of the settings.
    private const string Yaml = $"""
        sources:
          - name: directory
            type: csv
            file: people.csv
        error_handling:
          max_retries: 2
          retry_wait_seconds: 0.01
        create_groups: true
        vendor_apps:
          - name: App
            module: sqlite
            sqlite:
              database: app.db
            groups:
              - source_group: {Group}
                vendor_group: users
        """;

    /// <summary>A fault that keeps a read from being complete, however the run goes on.</summary>
    public static TheoryData<string> HarmfulFaults { get; } =
    [
        "first page fails", "middle page fails", "last page fails", "first page is cut", "middle page is cut", "last page is missing",
        "storm of 429", "first page for ever",
    ];

    [Fact]
    public async Task Run_adds_whoever_came_and_removes_whoever_left()
    {
        (await RunAsync()).Totals.ShouldBe(new SyncTotals { Added = People.Count });
        _subject.Remove(Group, Name(1));
        _subject.Add(Group, "new1");

        var run = await RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Added = 1, Removed = 1, Unchanged = People.Count - 1 }, run.Describe());
    }

    /// <summary>A run that may remove everybody it likes removes nobody, however the read goes wrong.</summary>
    [SkippableTheory]
    [MemberData(nameof(HarmfulFaults))]
    public async Task Run_removes_nobody_on_the_strength_of_a_read_that_went_wrong(string fault)
    {
        (await RunAsync()).Totals.ShouldBe(new SyncTotals { Added = People.Count });

        // Somebody has really left: not even that may be believed.
        _subject.Remove(Group, Name(2));
        Break(Fault(fault));
        var broken = await RunAsync();
        _subject.Mend();
        var well = await RunAsync();

        broken.Totals.Removed.ShouldBe(0, broken.Describe());
        broken.ExitCode.ShouldNotBe(SyncExitCode.Done, broken.Describe());
        well.Totals.ShouldBe(new SyncTotals { Removed = 1, Unchanged = People.Count - 1 }, well.Describe());
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Run_does_not_take_a_deleted_group_for_an_empty_one(int page)
    {
        await RunAsync();
        if (page == 0)
            _subject.Delete(Group);
        else
            Break(new MemberPageFault(page, MemberPageEffect.DeleteGroup) { Times = 1 });

        var run = await RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldContain(Group);
        run.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_finds_a_renamed_group_and_removes_nobody()
    {
        await RunAsync();
        _subject.Rename(Group, "renamed");

        var run = await RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Unchanged = People.Count }, run.Describe());
        run.Vendors[0].Groups[0].Reasons.ShouldHaveSingleItem().ShouldContain("was renamed");
    }

    [Fact]
    public async Task Run_removes_nobody_from_a_group_that_has_become_empty()
    {
        await RunAsync();
        _subject.Remove(Group, People);

        var run = await RunAsync();

        run.Totals.Removed.ShouldBe(0, run.Describe());
        run.Totals.Blocked.ShouldBe(People.Count, run.Describe());
    }

    private static MemberPageFault Fault(string fault) => fault switch
    {
        "first page fails" => new MemberPageFault(1, MemberPageEffect.Status),
        "middle page fails" => new MemberPageFault(2, MemberPageEffect.Status) { Status = 503 },
        "last page fails" => new MemberPageFault(4, MemberPageEffect.Status) { Status = 400 },
        "first page is cut" => new MemberPageFault(1, MemberPageEffect.Cut),
        "middle page is cut" => new MemberPageFault(2, MemberPageEffect.Cut),
        "last page is missing" => new MemberPageFault(3, MemberPageEffect.ClaimEnd),
        "storm of 429" => new MemberPageFault(2, MemberPageEffect.Status) { Status = 429 },
        "first page for ever" => new MemberPageFault(2, MemberPageEffect.RepeatFirstPage),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such fault."),
    };

    private async Task<SyncRun> RunAsync()
    {
        _folder.Write("people.csv", "id,userName\n1,somebody\n");
        var configuration = _folder.Load(Yaml).GetConfiguration() with { Sources = [_subject.Settings] };
        return await new SyncRunner(configuration, new SyncEnvironment { Sources = _subject.Sources })
            .RunAsync(new SyncOptions { AllowRemovals = true }, null, default);
    }
}
