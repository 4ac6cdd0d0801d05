using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>A sync that is tried out with a few people of a group.</summary>
public sealed class TryOutLimitTests : IDisposable
{
    private readonly FileScenario _scenario = new() { Settings = "max_members: 3" };

    public TryOutLimitTests() => _scenario.Source.WithNumbered("staff", 10);

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task The_same_few_people_are_added_and_nobody_is_removed()
    {
        await _scenario.CreateAccountAsync(new GroupMember { Id = "x", UserName = "stranger" }, "users");

        var first = await _scenario.RunAsync();
        first.Totals.ShouldBe(new SyncTotals { Added = 3, Blocked = 1 }, first.Describe());
        first.Vendors[0].Groups[0].Reasons.ShouldContain("Only 3 of 10 people count (max_members).");

        _scenario.Source.Persons.Remove("id-00009");
        _scenario.Source.Groups["staff"].Reverse();
        (await _scenario.RunAsync(new SyncOptions { AllowRemovals = true })).Totals.Added.ShouldBe(0, "no permission makes a part the whole");
        (await _scenario.MembersAsync()).ShouldBe(["stranger", "user00001", "user00002", "user00003"]);
    }

    [Fact]
    public async Task Who_has_the_key_of_somebody_past_the_limit_is_not_taken_for_the_only_one()
    {
        _scenario.Settings = "max_members: 1";
        _scenario.Source.With("staff", new Person("id-99999", "user00001"));
        await _scenario.CreateAccountAsync(new GroupMember { Id = "x", UserName = "user00001" }, "others");

        var run = await _scenario.RunAsync();

        run.Totals.Added.ShouldBe(0, run.Describe());
        (await _scenario.MembersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_limit_that_is_not_reached_changes_nothing()
    {
        _scenario.Settings = "max_members: 10";
        await _scenario.CreateAccountAsync(new GroupMember { Id = "x", UserName = "stranger" }, "users");

        (await _scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Added = 10, Removed = 1 });
    }
}
