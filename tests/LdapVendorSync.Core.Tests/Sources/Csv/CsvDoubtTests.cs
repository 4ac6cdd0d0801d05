using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;

namespace LdapVendorSync.Core.Tests.Sources.Csv;

/// <summary>Rows of which it is not certain what they say: nobody is taken, and nobody is given up for gone.</summary>
public sealed class CsvDoubtTests
{
    [Fact]
    public async Task Two_rows_with_one_id_are_nobody_and_hold_that_person()
    {
        using var folder = new CsvFolder("id,userName,groups\n1,ada,Staff\n2,bob,Staff\n1,eve,Ops\n");
        await using var source = folder.Open();

        foreach (var group in new[] { "Staff", "Ops", "*" })
        {
            var (members, read) = await source.ReadAllAsync(group);

            members.UserNames().ShouldBe(group == "Ops" ? [] : ["bob"]);
            var reasons = read.Completeness!.Reasons;
            reasons.ShouldAllBe(reason => reason.Kind == ReadReasonKind.HiddenMember && reason.Scope == HoldScope.Person);
            reasons.ShouldAllBe(reason => reason.Message.Contains("lines 2 and 4", StringComparison.Ordinal));
            reasons.Select(reason => reason.Reference).ShouldBe(["1", "ada", "eve"]);
        }

        (await source.TestAsync(default)).ShouldContain(result => !result.Passed);
        await Should.ThrowAsync<SourceException>(async () => await source.ListUsersAsync(default).ToListAsync());
    }

    [Fact]
    public async Task Row_without_id_holds_its_groups_and_no_others()
    {
        using var folder = new CsvFolder("id,userName,groups\n1,ada,Staff|Ops\n,bob,Staff\n");
        await using var source = folder.Open();

        var reason = (await source.ReadAllAsync("Staff")).Read.ShouldHaveOneReason();

        reason.Scope.ShouldBe(HoldScope.Mapping);
        reason.Message.ShouldContain("people.csv, line 3: no id");
        (await source.ReadAllAsync("*")).Read.ShouldHaveOneReason().Scope.ShouldBe(HoldScope.Mapping);
        (await source.ReadAllAsync("Ops")).Read.ShouldBeComplete();
    }

    [Theory]
    [InlineData("maybe")]
    [InlineData("")]
    public async Task Value_that_is_neither_enabled_nor_disabled_holds_the_person(string value)
    {
        using var folder = new CsvFolder($"id,enabled,groups\n1,TRUE,Staff\n2,no,Staff\n3,{value},Staff\n");
        await using var source = folder.Open();

        var (members, read) = await source.ReadAllAsync("Staff");

        members.Select(member => member.Enabled).ShouldBe([true, false]);
        var reason = read.ShouldHaveOneReason();
        (reason.Scope, reason.Reference).ShouldBe((HoldScope.Person, "3"));
        reason.Message.ShouldContain("line 4");
    }

    [Fact]
    public async Task Membership_of_somebody_without_a_row_dangles()
    {
        using var folder = new CsvFolder("id\n1\n", "group,member\nStaff,1\nStaff,9\n");
        await using var holding = folder.Open();
        await using var ignoring = folder.Open(settings => settings with { DanglingMembers = DanglingMembers.Ignore });

        var reason = (await holding.ReadAllAsync("Staff")).Read.ShouldHaveOneReason();

        (reason.Kind, reason.Scope, reason.Reference).ShouldBe((ReadReasonKind.DanglingMember, HoldScope.Person, "9"));
        (await ignoring.ReadAllAsync("Staff")).Read.ShouldHaveOneReason().Scope.ShouldBe(HoldScope.Nothing);
    }

    [Fact]
    public async Task Membership_may_mean_a_row_without_id_and_is_never_ignored_then()
    {
        using var folder = new CsvFolder("id,userName\n1,ada\n,bob\n", "group,member\nStaff,1\nStaff,9\n");
        await using var source = folder.Open(settings => settings with { DanglingMembers = DanglingMembers.Ignore });

        var reason = (await source.ReadAllAsync("Staff")).Read.ShouldHaveOneReason();

        (reason.Kind, reason.Scope, reason.Reference).ShouldBe((ReadReasonKind.HiddenMember, HoldScope.Person, "9"));
    }
}
