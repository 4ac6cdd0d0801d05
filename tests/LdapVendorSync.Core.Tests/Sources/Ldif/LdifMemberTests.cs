using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Sources.Ldif;

/// <summary>Who of a file counts as a member of a group.</summary>
public sealed class LdifMemberTests : IDisposable
{
    private readonly LdifFile _file = SmallLdif.Create();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Source_maps_a_person()
    {
        await using var source = _file.Open(settings => settings with { Attributes = ["title", "jpegPhoto", "cn;lang-de", "absent"] });

        var (members, _) = await source.ReadAllAsync("cn=twin,ou=groups,dc=example,dc=test");

        var ada = members.ShouldHaveSingleItem();
        ada.Id.ShouldBe("11111111-0000-0000-0000-000000000001");
        ada.UserName.ShouldBe("ada");
        ada.Email.ShouldBe("ada@example.test");
        ada.FirstName.ShouldBe("Ada");
        ada.LastName.ShouldBe("Lovelace");
        ada.DisplayName.ShouldBe("Ada Lovelace");
        ada.Enabled.ShouldBeNull();
        ada.DistinguishedName.ShouldBe("uid=ada,ou=people,dc=example,dc=test");
        ada.Attributes.ToDictionary(pair => pair.Key, pair => string.Join('|', pair.Value)).ShouldBe(
            new Dictionary<string, string> { ["title"] = "Countess", ["jpegPhoto"] = "/9j/4A==", ["cn;lang-de"] = "Ada von Lovelace" },
            ignoreOrder: true);
    }

    [Fact]
    public async Task Source_says_who_is_disabled_and_takes_the_name_as_id_where_the_file_has_none()
    {
        await using var source = _file.Open();

        var (members, _) = await source.ReadAllAsync("Ops, Night + Day");

        var zoe = members.Single(member => member.UserName == "zoe");
        zoe.Enabled.ShouldBe(false);
        zoe.Id.ShouldBe("uid=zoe,ou=people,dc=example,dc=test");
    }

    [Fact]
    public async Task Source_reads_unique_members_with_their_optional_identifier()
    {
        await using var source = _file.Open();

        var (members, read) = await source.ReadAllAsync("unique");

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(["ada"]);
    }

    [Fact]
    public async Task Source_reads_a_posix_group_by_user_id()
    {
        await using var source = _file.Open();

        var (members, read) = await source.ReadAllAsync("posix");

        members.UserNames().ShouldBe(["ada", "zoe"]);
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.DanglingMember);
        reason.Scope.ShouldBe(HoldScope.Person);
        reason.Reference.ShouldBe("gone");
    }

    [Fact]
    public async Task Source_follows_nested_groups_through_cycles_and_takes_everybody_once()
    {
        await using var source = _file.Open();

        var (members, read) = await source.ReadAllAsync("outer", recurse: true);

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(["ada", "zoe"]);
    }

    [Fact]
    public async Task Source_reports_nested_groups_that_it_does_not_follow()
    {
        await using var source = _file.Open();

        var (members, read) = await source.ReadAllAsync("outer");

        members.UserNames().ShouldBe(["ada"]);
        read.Completeness!.HoldsMapping.ShouldBeFalse();
        read.Completeness.Reasons.Select(reason => (reason.Kind, reason.Scope, reason.Reference)).ShouldBe(
        [
            (ReadReasonKind.UnsupportedMember, HoldScope.Nothing, "cn=inner,ou=groups,dc=example,dc=test"),
            (ReadReasonKind.UnsupportedMember, HoldScope.Nothing, "cn=unique,ou=groups,dc=example,dc=test"),
        ]);
    }

    [Fact]
    public async Task Source_recurses_by_its_own_setting_unless_told_otherwise()
    {
        await using var source = _file.Open(settings => settings with { Recurse = true });

        (await source.ReadAllAsync("outer")).Members.Count.ShouldBe(2);
        (await source.ReadAllAsync("outer", recurse: false)).Members.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Source_tells_people_left_out_from_entries_that_cannot_be_found()
    {
        await using var source = _file.Open();

        var (members, read) = await source.ReadAllAsync("mixed");

        members.UserNames().ShouldBe(["ada"]);
        read.FilteredOut.ShouldBe(1);
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.DanglingMember);
        reason.Scope.ShouldBe(HoldScope.Person);
        reason.Reference.ShouldBe("uid=gone,ou=people,dc=example,dc=test");
        reason.Message.ShouldContain("cn=mixed,ou=groups,dc=example,dc=test");
    }

    [Fact]
    public async Task Source_holds_nothing_for_entries_that_cannot_be_found_where_that_is_normal()
    {
        await using var source = _file.Open(settings => settings with { DanglingMembers = DanglingMembers.Ignore });

        var reason = (await source.ReadAllAsync("mixed")).Read.ShouldHaveOneReason();

        reason.Scope.ShouldBe(HoldScope.Nothing);
        reason.Message.ShouldContain("uid=gone");
    }

    [Theory]
    [InlineData("(uid=a*)", null, new[] { "ada" })]
    [InlineData("(!(nsAccountLock=TRUE))", null, new[] { "ada", "jose" })]
    [InlineData("(objectClass=person)", "ou=services,dc=example,dc=test", new string[0])]
    public async Task Source_leaves_out_who_does_not_match_filter_and_base(string filter, string? userBase, string[] expected)
    {
        await using var source = _file.Open(settings => settings with { UserFilter = filter, UserBaseDn = userBase });

        var (members, read) = await source.ReadAllAsync("Ops, Night + Day");

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(expected);
        read.FilteredOut.ShouldBe(3 - expected.Length);
    }

    [Fact]
    public async Task Source_reads_an_empty_group_as_complete()
    {
        await using var source = _file.Open();

        var (members, read) = await source.ReadAllAsync("empty");

        read.ShouldBeComplete();
        members.ShouldBeEmpty();
    }

    [Fact]
    public async Task Source_holds_the_mapping_of_a_group_that_was_exported_in_part()
    {
        await using var source = _file.Open();

        var (members, read) = await source.ReadAllAsync("half");

        members.Count.ShouldBe(2);
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.NotProved);
        reason.Scope.ShouldBe(HoldScope.Mapping);
    }

    [Fact]
    public async Task Source_holds_the_mapping_of_a_group_that_is_described_by_a_search()
    {
        await using var source = _file.Open();

        var reason = (await source.ReadAllAsync("dynamic")).Read.ShouldHaveOneReason();

        reason.Kind.ShouldBe(ReadReasonKind.UnsupportedMember);
        reason.Scope.ShouldBe(HoldScope.Mapping);
    }
}
