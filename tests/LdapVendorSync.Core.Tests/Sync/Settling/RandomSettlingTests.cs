using System.Globalization;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync.Incremental;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Vendors;
using Xunit.Abstractions;

namespace LdapVendorSync.Core.Tests.Sync.Settling;

/// <summary>Whatever happens between runs, one that may be settled comes to what one comes to that reads and compares everything.</summary>
public sealed class RandomSettlingTests(ITestOutputHelper output)
{
    private const int Steps = 60;
    private const int People = 30;

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Run_comes_to_what_comparing_comes_to(int seed)
    {
        await using var scenario = await SettlingScenario.StartSettledAsync();
        var random = new Random(seed);
        var history = new List<string>();
        var settled = 0;
        for (var step = 0; step < Steps; step++)
        {
            history.Add(await ChangeAsync(scenario, random));
            var expected = await scenario.ForeseeAsync();

            var run = await scenario.RunAsync();

            var told = $"seed {seed}, step {step}:\n{string.Join('\n', history.TakeLast(5))}";
            SettlingScenario.Describe(run).ShouldBe(SettlingScenario.Describe(expected), told);
            for (var group = 0; run.ExitCode == SyncExitCode.Done && group < SettlingScenario.Groups; group++)
                scenario.Vendor.Store.MemberNames($"team{group}").ShouldBe(await scenario.ReadSourceAsync(group), ignoreOrder: true, told);
            settled += scenario.WasSettled(run) ? 1 : 0;
        }

        output.WriteLine($"{settled} of {Steps} runs compared nothing.");
        settled.ShouldBeInRange(5, Steps - 5);
    }

    private static async Task<string> ChangeAsync(SettlingScenario scenario, Random random)
    {
        var person = random.Next(People);
        var store = scenario.Vendor.Store;
        var team = $"team{random.Next(SettlingScenario.Groups)}";
        var account = store.Users.Count > 0 ? store.Users[random.Next(store.Users.Count)] : null;
        var text = random.Next(1000).ToString(CultureInfo.InvariantCulture);
        switch (random.Next(16))
        {
            case 0 when account is not null:
                store.UpdateUser(account.Id, new Dictionary<string, string?> { ["email"] = $"h{text}@example.test" });
                return $"mail of {account.Username} by hand";
            case 1 when account is not null:
                return $"{account.Username} out of {team} by hand: {store.Remove(team, account.Id)}";
            case 2 when account is not null:
                return $"{account.Username} into {team} by hand: {store.Add(team, account.Id)}";
            case 3:
                store.Seed(team, new VendorUser { Username = $"stranger{text}" });
                return $"stranger in {team}";
            case 4:
                return $"links gone: {scenario.ChangeHistory($"DELETE FROM links WHERE person = '{DirectorySeed.Uid(person)}'")}";
            case 5:
                scenario.Settings = random.Next(2) == 0 ? string.Empty : "match_on: [userName, email]";
                return $"settings: {scenario.Settings}";
            case 6:
                scenario.Clock.Ahead += TimeSpan.FromHours(random.Next(30));
                return $"clock {scenario.Clock.Ahead} ahead";
            case < 12:
                return await ModifyAsync(scenario.Directory, Modification(random, person, text));
            default:
                return "nothing";
        }
    }

    private static string Modification(Random random, int person, string text)
    {
        var dn = DirectorySeed.PersonDn(person);
        var team = DirectorySeed.TeamDn(random.Next(SettlingScenario.Groups));
        return random.Next(6) switch
        {
            0 => SyncedDirectory.Replace(dn, "mail", $"m{text}@example.test"),
            1 or 2 => $"dn: {team}\nchangetype: modify\nadd: member\nmember: {dn}\n",
            3 or 4 => $"dn: {team}\nchangetype: modify\ndelete: member\nmember: {dn}\n",
            _ => $"dn: {dn}\nchangetype: modrdn\nnewrdn: uid=r{person}\ndeleteoldrdn: 1\n",
        };
    }

    private static async Task<string> ModifyAsync(SlapdServer directory, string ldif)
    {
        try
        {
            await directory.ModifyAsync(ldif);
            return ldif;
        }
        catch (InvalidOperationException error)
        {
            // The entry is as it shall be already, or another one by now: that is nothing to sync.
            return $"refused ({error.Message}): {ldif}";
        }
    }
}
