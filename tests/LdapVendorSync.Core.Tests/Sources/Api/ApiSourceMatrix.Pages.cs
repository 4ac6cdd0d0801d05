using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Fixtures.Api;

namespace LdapVendorSync.Core.Tests.Sources.Api;

/// <content>What is read where a page of members goes wrong, or the group changes between two of them.</content>
public abstract partial class ApiSourceMatrix
{
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Page_that_fails_makes_the_read_fail(int page)
    {
        Break(new MemberPageFault(page, MemberPageEffect.Status));

        var (_, read) = await ReadAsync();

        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed, read.Completeness.ToString());
        read.Completeness.Error.ShouldBeOfType<SourceException>().Failure.ShouldBe(SourceFailure.Interrupted);
    }

    [SkippableTheory]
    [InlineData(MemberPageEffect.Status)]
    [InlineData(MemberPageEffect.Cut)]
    public async Task Page_that_fails_once_is_asked_for_again(MemberPageEffect effect)
    {
        Break(new MemberPageFault(2, effect) { Times = 1 });

        var (members, read) = await ReadAsync();

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(People);
    }

    [SkippableFact]
    public async Task Connection_that_is_cut_in_the_middle_makes_the_read_fail()
    {
        Break(new MemberPageFault(2, MemberPageEffect.Cut));

        var (_, read) = await ReadAsync();

        read.ShouldHaveFailed(SourceFailure.Interrupted);
    }

    [SkippableFact]
    public async Task Last_page_that_is_missing_is_noticed()
    {
        Break(new MemberPageFault(3, MemberPageEffect.ClaimEnd));

        var (_, read) = await ReadAsync();

        read.Completeness!.HoldsMapping.ShouldBeTrue(read.Completeness.ToString());
    }

    [SkippableFact]
    public async Task Token_that_expires_in_the_middle_is_renewed_or_ends_the_read()
    {
        Break(new MemberPageFault(3, MemberPageEffect.ExpireToken) { Times = 1 });

        var (members, read) = await ReadAsync();

        if (!_subject.RenewsTokens)
        {
            read.ShouldHaveFailed(SourceFailure.Authentication);
            return;
        }

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(People);
    }

    [SkippableFact]
    public async Task Server_that_asks_for_a_pause_gets_it()
    {
        Break(new MemberPageFault(2, MemberPageEffect.Status) { Status = 429, Times = 2 });

        var (members, read) = await ReadAsync();

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(People);
    }

    [SkippableFact]
    public async Task Server_that_asks_for_pauses_without_end_makes_the_read_fail()
    {
        Break(new MemberPageFault(2, MemberPageEffect.Status) { Status = 429 });

        var (_, read) = await ReadAsync();

        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed, read.Completeness.ToString());
    }

    [SkippableFact]
    public async Task Person_on_two_pages_is_one_member()
    {
        Break(new MemberPageFault(2, MemberPageEffect.RepeatPeople));

        var (members, read) = await ReadAsync();

        read.Completeness!.Status.ShouldNotBe(CompletenessStatus.Failed, read.Completeness.ToString());
        members.UserNames().ShouldBe(People);
    }

    [SkippableFact]
    public async Task First_page_that_comes_for_ever_ends_the_read_without_proof()
    {
        Break(new MemberPageFault(2, MemberPageEffect.RepeatFirstPage));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        var (members, read) = await ReadAsync(new GroupReference(Group), patience.Token);

        read.Completeness!.HoldsMapping.ShouldBeTrue(read.Completeness.ToString());
        members.Select(member => member.Id).ShouldBeUnique();
    }

    [SkippableFact]
    public async Task Empty_page_that_names_the_next_is_not_the_end()
    {
        Break(new MemberPageFault(2, MemberPageEffect.EmptyPage) { Times = 1 });

        var (members, read) = await ReadAsync();

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(People);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Group_that_is_deleted_while_it_is_read_is_no_empty_group(int page)
    {
        Break(new MemberPageFault(page, MemberPageEffect.DeleteGroup) { Times = 1 });

        var (_, read) = await ReadAsync();

        read.ShouldHaveFailed(SourceFailure.GroupNotFound);
    }

    [SkippableFact]
    public async Task Group_that_is_renamed_while_it_is_read_is_read_whole()
    {
        Break(new MemberPageFault(2, MemberPageEffect.RenameGroup) { Times = 1 });

        var (members, read) = await ReadAsync();

        read.Completeness!.HoldsNothing.ShouldBeTrue(read.Completeness.ToString());
        members.UserNames().ShouldBe(People);
    }

    [SkippableFact]
    public async Task Nested_groups_that_cannot_be_read_make_the_read_incomplete()
    {
        Skip.IfNot(_subject.HasNestedGroups, "Groups hold no groups there.");
        _subject.Add("outer", "outer1");
        _subject.Nest("outer", Group);
        Break(new MemberPageFault(2, MemberPageEffect.Status) { Status = 403 });

        var (_, read) = await ReadAsync(new GroupReference("outer", Recurse: true));

        read.Completeness!.HoldsMapping.ShouldBeTrue(read.Completeness.ToString());
    }
}
