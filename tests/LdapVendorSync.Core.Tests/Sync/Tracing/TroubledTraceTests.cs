using System.Globalization;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Tracing;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync.Tracing;

/// <summary>Why somebody is or is not in a group of a vendor that fails, or that calls its groups otherwise: what is not known is said, not guessed.</summary>
public sealed class TroubledTraceTests : IDisposable
{
    private static readonly VendorException Down = new(VendorFailure.Unavailable, "Down for maintenance.");

    private readonly FileScenario _scenario = new() { Settings = "guards: { max_removal_percent: none, max_source_shrink_percent: none }" };

    public TroubledTraceTests() => _scenario.Source.WithNumbered("staff", 3);

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Group_that_cannot_be_asked_for_leaves_open_whether_somebody_is_in_it()
    {
        await _scenario.RunAsync();
        _scenario.Vendor.BeforeFindGroup = _ => throw Down;

        var trace = await TraceAsync("user00001");

        trace.ShouldFind(TraceFindingKind.VendorUnreadable).Sentence.ShouldContain("Down for maintenance.");
        trace.Verdict.ShouldContain("not known");
        trace.ShouldNotFind(TraceFindingKind.VendorMember);
        trace.ShouldNotFind(TraceFindingKind.NotVendorMember);
    }

    [Fact]
    public async Task Account_that_cannot_be_looked_up_is_not_said_to_be_missing()
    {
        await _scenario.CreateAccountAsync(new GroupMember { Id = "x", UserName = "user00002" }, "users");
        _scenario.Vendor.BeforeFind = _ => throw Down;

        var trace = await TraceAsync("user00001");

        trace.ShouldFind(TraceFindingKind.VendorUnreadable).Sentence.ShouldContain("outside of the group is not known: Down for maintenance.");
        trace.ShouldNotFind(TraceFindingKind.NoAccount);
    }

    [Fact]
    public async Task Linked_account_that_the_vendor_does_not_find_any_more_is_told_with_its_id()
    {
        await _scenario.RunAsync();
        var account = (await _scenario.AccountAsync("user00001")).ShouldNotBeNull();
        await _scenario.WithVendorAsync(async provider =>
        {
            await provider.DeleteUserAsync(account, default);
            return true;
        });

        var trace = await TraceAsync("user00001");

        trace.ShouldFind(TraceFindingKind.NoAccount).Sentence.ShouldContain($"The account {account.Id} that is known to be theirs is not in the group");
    }

    [Fact]
    public async Task Group_that_the_vendor_does_not_have_yet_is_told()
    {
        var trace = await TraceAsync("user00001");

        trace.ShouldFind(TraceFindingKind.NotVendorMember).Sentence.ShouldBe("'App' has no group 'users'.");
    }

    [Theory]
    [InlineData("elsewhere", "'App' has no group 'elsewhere'.")]
    [InlineData("by hand", "'by hand' at 'App' does not have them now.")]
    public async Task Group_that_no_mapping_leads_to_is_asked_for_by_its_name(string group, string sentence)
    {
        await _scenario.RunAsync();
        await _scenario.WithVendorAsync(provider => provider.CreateGroupAsync("by hand", default));

        var trace = await TraceAsync("user00001", group);

        trace.ShouldFind(TraceFindingKind.NotVendorMember).Sentence.ShouldBe(sentence);
    }

    [Fact]
    public async Task Group_that_no_mapping_leads_to_and_that_cannot_be_asked_for_is_told()
    {
        await _scenario.RunAsync();
        _scenario.Vendor.BeforeFindGroup = _ => throw Down;

        var trace = await TraceAsync("user00001", "elsewhere");

        trace.ShouldFind(TraceFindingKind.VendorUnreadable).Sentence.ShouldContain("Down for maintenance.");
    }

    [Fact]
    public async Task Vendor_that_the_configuration_does_not_have_is_refused_with_those_that_it_has()
    {
        var refused = await Should.ThrowAsync<TraceException>(() => TraceAsync("user00001", vendor: "Ap"));

        refused.Failure.ShouldBe(TraceFailure.VendorNotFound);
        refused.Message.ShouldContain("'App'");
    }

    [Fact]
    public async Task Source_group_that_is_gone_leaves_what_vendor_and_history_know()
    {
        await _scenario.RunAsync();
        _scenario.Source.Groups.Clear();

        var trace = await TraceAsync("user00001");

        trace.ShouldFind(TraceFindingKind.VendorMember);
        trace.ShouldFind(TraceFindingKind.SourceUnreadable);
        trace.Verdict.ShouldContain("is in 'users' at 'App'; why cannot be said now");
    }

    [Theory]
    [InlineData("krbPrincipalExpiration", "20200101000000Z", "", "the account there has expired")]
    [InlineData("pwdAccountLockedTime", null, "", "the account there is locked, which changes nothing")]
    [InlineData("pwdAccountLockedTime", null, "locked_accounts: disabled\n    lockout_duration: 3650d", "the account there is locked, which counts as disabled")]
    [InlineData("nsAccountLock", "TRUE", "", "the account there is disabled")]
    public async Task State_of_the_account_at_the_source_is_told_in_words(string attribute, string? value, string settings, string words)
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.SourceSettings = settings.Replace("\n    ", "\n", StringComparison.Ordinal);
        scenario.Source.WithNumbered("staff", 1);
        var yesterday = DateTime.UtcNow.AddDays(-1).ToString("yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture);
        scenario.Source.Change("id-00001", person => person with { More = (attribute, value ?? yesterday) });

        var trace = await scenario.TraceAsync("user00001");

        trace.ShouldFind(TraceFindingKind.SourceEntry).Sentence.ShouldContain(words);
    }

    [Theory]
    [InlineData("contact", "contact")]
    [InlineData("computer", "computer")]
    [InlineData("foreignSecurityPrincipal", "foreign security principal")]
    [InlineData("msDS-ManagedServiceAccount", "managed service account")]
    [InlineData("msDS-GroupManagedServiceAccount", "group managed service account")]
    public async Task Entry_that_is_no_person_is_told_by_its_kind(string objectClass, string kind)
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 2);
        scenario.SourceSettings = $"user_filter: '(!(objectClass={objectClass}))'";
        scenario.Source.Change("id-00001", person => person with { More = ("objectClass", objectClass) });

        var trace = await scenario.TraceAsync("user00001");

        trace.ShouldFind(TraceFindingKind.NotAPerson).Sentence.ShouldEndWith($"is no person: its object class says {kind}.");
    }

    private Task<MembershipTrace> TraceAsync(string person, string group = "users", string vendor = "App") =>
        new MembershipTracer(_scenario.Load(), _scenario.Environment).TraceAsync(new TraceRequest(person, vendor, group, null), default);
}
