using LdapVendorSync.Core.Notifications;
using LdapVendorSync.Core.Sync;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Runs over a history that something damaged between two runs.</summary>
public sealed class DamagedHistoryRunTests(ITestOutputHelper output)
{
    private const int Rounds = 60;
    private const int People = 30;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_history_of_a_newer_version_is_a_matter_of_what_is_installed(bool isDryRun)
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 2);
        (await scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(scenario.StateDirectory, "history.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 9999";
            command.ExecuteNonQuery();
        }

        var run = await scenario.RunAsync(new SyncOptions { DryRun = isDryRun });

        run.ExitCode.ShouldBe(SyncExitCode.ConfigurationInvalid);
        run.Error.ShouldNotBeNull().ShouldContain("9999");
    }

    /// <summary>
    /// Whatever happens to the file: nobody who is in the source group loses access, nobody has two accounts, and a history that was set
    /// aside is told of and keeps removals from being made until who is who is known again.
    /// </summary>
    [Fact]
    public async Task Damage_anywhere_in_the_history_never_removes_anybody_wrongly()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Settings = "guards: { max_removal_percent: none }";
        scenario.Source.WithNumbered("staff", People);
        var database = Path.Combine(scenario.StateDirectory, "history.db");
        var random = new Random(20261123);
        var setAside = 0;
        (await scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);

        for (var round = 1; round <= Rounds; round++)
        {
            var what = Damage(database, random);
            var (leaver, renamed) = (Person(round), Person(round + 7));
            var oldName = scenario.Source.Persons[renamed].UserName;
            scenario.Source.Leave("staff", leaver);
            scenario.Source.Change(renamed, person => person with { UserName = $"{person.UserName}x" });

            var run = await scenario.RunAsync();

            var context = $"round {round}: {what}\n{run.Describe()}";
            // Who left may still be there, and who was renamed under the old name, where it is not known any more that they are one.
            var members = scenario.Vendor.Store.MemberNames("users");
            members.Except([.. Expected(scenario), scenario.Source.Persons[leaver].UserName, oldName]).ShouldBeEmpty(context);
            Expected(scenario).Except(members).Except(members.Contains(oldName) ? [oldName + "x"] : []).ShouldBeEmpty(context);
            if (run.SetAsideHistory is { } path)
            {
                setAside++;
                File.Exists(path).ShouldBeTrue(context);
                run.Totals.Removed.ShouldBe(0, context);
                RunAlerts.Of(run).ShouldContain(alert => alert.Kind == AlertKind.HistoryLost && alert.Details[0].Contains(path), context);
            }

            // Back again, and sound runs until all is as it should be.
            scenario.Source.Groups["staff"].Add(leaver);
            // One of them may only now come upon the damage, and the next set the history aside.
            for (var runs = 0; runs < 4; runs++)
                run = await scenario.RunAsync();
            scenario.Vendor.Store.MemberNames("users").Order().ShouldBe(Expected(scenario).Order(), $"{context}\nafterwards {run.Describe()}");
            run.SetAsideHistory.ShouldBeNull(context);
            RunAlerts.Of(run).ShouldBeEmpty($"{context}\nafterwards {run.Describe()}");
        }

        output.WriteLine($"FIGURE: {Rounds} runs after damage to the history: {setAside} times it was set aside, 0 wrong removals");
        setAside.ShouldBeGreaterThan(Rounds / 4);
    }

    [Fact]
    public async Task Loss_that_a_dry_run_met_is_told_by_the_next_real_run_and_by_no_later_one()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 3);
        await scenario.RunAsync();
        var database = Path.Combine(scenario.StateDirectory, "history.db");
        SqliteConnection.ClearAllPools();
        await File.WriteAllTextAsync(database, "no database");

        var dry = await scenario.RunAsync(new SyncOptions { DryRun = true });
        var first = await scenario.RunAsync();
        var second = await scenario.RunAsync();

        dry.SetAsideHistory.ShouldNotBeNull().ShouldStartWith($"{database}.damaged-");
        first.SetAsideHistory.ShouldBe(dry.SetAsideHistory);
        first.ExitCode.ShouldBe(SyncExitCode.Done);
        RunAlerts.Of(first).ShouldHaveSingleItem().Kind.ShouldBe(AlertKind.HistoryLost);
        second.SetAsideHistory.ShouldBeNull();
        RunAlerts.Of(second).ShouldBeEmpty();
        RunAlerts.Examined(second).ShouldContain(RunAlerts.Of(first)[0].Key);
    }

    private static string Person(int number) => $"id-{((number - 1) % People) + 1:D5}";

    private static IEnumerable<string> Expected(SyncScenario scenario) =>
        scenario.Source.Groups["staff"].Select(id => scenario.Source.Persons[id].UserName);

    private static string Damage(string database, Random random)
    {
        SqliteConnection.ClearAllPools();
        var bytes = File.ReadAllBytes(database);
        var at = random.Next(bytes.Length);
        switch (random.Next(6))
        {
            case 0:
                File.WriteAllBytes(database, bytes[..at]);
                return $"cut at {at} of {bytes.Length}";
            case 1:
                bytes.AsSpan(at, Math.Min(4096, bytes.Length - at)).Clear();
                File.WriteAllBytes(database, bytes);
                return $"zeros from {at} of {bytes.Length}";
            case 2:
                random.NextBytes(bytes.AsSpan(at, Math.Min(512, bytes.Length - at)));
                File.WriteAllBytes(database, bytes);
                return $"noise from {at} of {bytes.Length}";
            case 3:
                for (var flips = 0; flips < 5; flips++)
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));

                // A greater version number is a newer product's, not damage.
                File.ReadAllBytes(database).AsSpan(60, 4).CopyTo(bytes.AsSpan(60));
                File.WriteAllBytes(database, bytes);
                return "five bits";
            case 4:
                File.WriteAllText(database, "the file of somebody else");
                return "another program's file";
            default:
                File.Delete(database);
                File.WriteAllText(database + "-wal", "a rest");
                return "gone, but for a rest";
        }
    }
}
