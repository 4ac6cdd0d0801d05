using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Http;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>The next groups are read and compared while the changes of those before them are made.</summary>
public sealed class ReadAheadTests : IDisposable
{
    private readonly FileScenario _scenario = new();
    private readonly LogRecorder _log = new();

    public void Dispose()
    {
        _log.Dispose();
        _scenario.Dispose();
    }

    [Fact]
    public async Task Group_that_was_read_ahead_when_the_run_was_cancelled_is_not_shown_as_done()
    {
        using var stop = new CancellationTokenSource();
        for (var number = 1; number <= 4; number++)
            _scenario.Source.With($"g{number}", Person.Numbered(number));
        _scenario.Mappings.Clear();
        _scenario.Mappings.AddRange(Enumerable.Range(1, 4).Select(number => ($"g{number}", $"g{number}", (string?)null)));
        var asked = 0;
        _scenario.Vendor.BeforeFindGroup = name => name == "g3" && Interlocked.Increment(ref asked) > 1
            ? Task.Delay(Timeout.Infinite, stop.Token)
            : Task.CompletedTask;
        _scenario.Vendor.BeforeChange = async (_, _) =>
        {
            await ComparedAsync("g4");
            await stop.CancelAsync();
        };

        var run = await RunAsync(stop.Token);

        run.ExitCode.ShouldBe(SyncExitCode.Cancelled, run.Describe());
        run.Vendors[0].Groups[1].Totals.Skipped.ShouldBe(1, "what it lacks is told");
        run.Vendors[0].Groups[2].Error.ShouldBe("The run was cancelled.");
        run.Vendors[0].Groups[3].Error.ShouldBe("The run was cancelled.");
    }

    [Theory]
    [InlineData("[email]", "pat.other")]
    [InlineData("[userName, email]", "")]
    public async Task Two_people_whom_two_groups_recognise_by_one_account_do_not_both_get_it(string matchOn, string userName)
    {
        _scenario.Settings = $"match_on: {matchOn}";
        _scenario.Mappings.Add(("crew", "crew", null));
        _scenario.Source.With("staff", new Person("id-1", "pat") { Mail = "pat@example.com", FirstName = "Pat" });
        _scenario.Source.With("staff", Person.Numbered(7));
        _scenario.Source.With("crew", new Person("id-2", userName) { Mail = "pat@example.com", FirstName = "Patricia" });
        await _scenario.CreateAccountAsync(
            new GroupMember { Id = "x", UserName = "pat", Email = "pat@example.com", FirstName = "Pat" }, "users", "crew");
        _scenario.Vendor.BeforeChange = async (request, _) => await (request == "create" ? ComparedAsync("crew") : Task.CompletedTask);

        var run = await RunAsync(CancellationToken.None);

        (await _scenario.AccountAsync("pat")).ShouldNotBeNull(run.Describe()).FirstName.ShouldBe("Pat", run.Describe());
        var crew = run.Vendors[0].Groups[1];
        crew.Totals.ShouldBe(new SyncTotals { Skipped = 1 }, run.Describe());
        crew.Reasons.ShouldContain(reason => reason.Contains("already belongs to another person of this run", StringComparison.Ordinal));
        (await _scenario.MembersAsync("crew")).ShouldBe(["pat"], "of whom it is not certain who they are stays");
    }

    [Fact]
    public async Task People_who_get_one_account_wait_for_it_and_not_for_each_other()
    {
        _scenario.VendorSettings = "concurrency: 2";
        _scenario.Source.With("staff", Person.Numbered(0));
        await _scenario.RunAsync();
        var people = Enumerable.Range(0, 60).SelectMany(pair => new[] { Twin(2 * pair, 'a'), Twin((2 * pair) + 1, 'a'), Twin(2 * pair, 'b'), Twin((2 * pair) + 1, 'b') });
        var changes = people.Select(person => new MembershipChange
        {
            Action = ChangeAction.Add,
            Mapping = new MappingReference("hr", DirectoryFile.GroupDn("staff"), "App", "users"),
            SourceMember = person,
            Reason = "By hand.",
        });

        var run = await new SyncRunner(_scenario.Load(), _scenario.Environment)
            .ApplyAsync([.. changes], new SyncOptions(), null, default)
            .WaitAsync(TimeSpan.FromMinutes(1));

        run.Totals.Added.ShouldBe(120, run.Describe());
        run.Totals.Skipped.ShouldBe(120, run.Describe());
    }

    private static GroupMember Twin(int number, char which) => new()
    {
        Id = $"id-{number}{which}",
        UserName = $"twin{number}",
        Email = $"twin{number}{which}@example.com",
    };

    private async Task<SyncRun> RunAsync(CancellationToken cancellationToken) =>
        await new SyncRunner(_scenario.Load(), _scenario.Environment with { LoggerFactory = _log })
            .RunAsync(new SyncOptions(), null, cancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), CancellationToken.None);

    private async Task ComparedAsync(string group)
    {
        while (!_log.Texts.Any(text => text.StartsWith($"App/{group}: ", StringComparison.Ordinal) && text.Contains("at the source", StringComparison.Ordinal)))
            await Task.Delay(10);
    }
}
