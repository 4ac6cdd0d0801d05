using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Sqlite;

public sealed class SqliteVendorProviderTests : SqliteVendorTesting
{
    [Fact]
    public async Task Account_is_read_back_as_it_was_created()
    {
        var created = await Vendor.CreateUserAsync(Ada, default);
        var group = await Vendor.CreateGroupAsync("Engineering", default);
        await Vendor.AddGroupMemberAsync(group, created, default);

        var (members, completeness) = await ReadAsync(group);

        completeness.ShouldBe(Completeness.Complete);
        var member = members.ShouldHaveSingleItem();
        created.Id.ShouldNotBe(Ada.Id);
        (member.Id, member.UserName, member.Email, member.FirstName, member.LastName, member.DisplayName, member.Enabled)
            .ShouldBe((created.Id, "ada", "ada@example.org", "Ada", "Lovelace", "Ada Lovelace", true));
        member.Attributes.Count.ShouldBe(2);
        member.Attributes["TEAM"].ShouldBe(["b", "a"]);
        member.GetValue("costCenter").ShouldBe("42");
    }

    [Fact]
    public async Task Adding_and_removing_twice_does_no_more_than_once()
    {
        var user = await Vendor.CreateUserAsync(Ada, default);
        var group = await Vendor.CreateGroupAsync("Engineering", default);

        await Vendor.AddGroupMemberAsync(group, user, default);
        await Vendor.AddGroupMemberAsync(group, user, default);
        (await ReadAsync(group)).Members.Count.ShouldBe(1);
        await Vendor.RemoveGroupMemberAsync(group, user, default);
        await Vendor.RemoveGroupMemberAsync(group, user, default);

        var (members, completeness) = await ReadAsync(group);
        members.ShouldBeEmpty();
        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        (await Vendor.FindUserAsync(Key("userName", "ada"), default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task User_name_that_is_taken_is_a_conflict_that_changes_nothing()
    {
        await Vendor.CreateUserAsync(Ada, default);
        var bob = await Vendor.CreateUserAsync(Bare with { UserName = "bob" }, default);

        var create = await Should.ThrowAsync<VendorException>(() => Vendor.CreateUserAsync(Bare with { UserName = "ADA" }, default));
        var rename = await Should.ThrowAsync<VendorException>(() => Vendor.UpdateUserAsync(
            bob, [new AttributeDifference("email", null, "bob@example.org"), new AttributeDifference("userName", "bob", "Ada")], default));

        create.Failure.ShouldBe(VendorFailure.Conflict);
        rename.Failure.ShouldBe(VendorFailure.Conflict);
        (await Vendor.FindUserAsync(Key("userName", "bob"), default)).ShouldNotBeNull().Email.ShouldBeNull("half an update is none");
    }

    [Fact]
    public async Task Update_changes_what_differs_and_nothing_else()
    {
        var user = await Vendor.CreateUserAsync(Ada, default);

        await Vendor.UpdateUserAsync(
            user,
            [
                new AttributeDifference("userName", "ada", "countess"),
                new AttributeDifference("email", "ada@example.org", null),
                new AttributeDifference("team", "b", "c"),
                new AttributeDifference("costCenter", "42", null),
                new AttributeDifference("enabled", "true", "false"),
                new AttributeDifference("dn", null, "cn=ada"),
            ],
            default);

        var changed = (await Vendor.FindUserAsync(Key("id", user.Id), default))!;
        (changed.UserName, changed.Email, changed.FirstName, changed.LastName, changed.Enabled, changed.DistinguishedName)
            .ShouldBe(("countess", null, "Ada", "Lovelace", false, "cn=ada"));
        changed.Attributes.ShouldHaveSingleItem().Value.ShouldBe(["c"]);
    }

    [Fact]
    public async Task Account_is_disabled_and_enabled()
    {
        var user = await Vendor.CreateUserAsync(Ada, default);

        await Vendor.SetUserEnabledAsync(user, false, default);
        (await Vendor.FindUserAsync(Key("id", user.Id), default))!.Enabled.ShouldBe(false);
        await Vendor.SetUserEnabledAsync(user, true, default);
        (await Vendor.FindUserAsync(Key("id", user.Id), default))!.Enabled.ShouldBe(true);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var group = await Vendor.CreateGroupAsync("Engineering", default);
        var user = await Vendor.CreateUserAsync(Ada, default);
        var nobody = Ada with { Id = "4711" };
        var nowhere = new VendorGroup("4711", "Gone");

        foreach (var attempt in new Func<Task>[]
        {
            () => Vendor.AddGroupMemberAsync(group, nobody, default),
            () => Vendor.AddGroupMemberAsync(group, Ada, default),
            () => Vendor.AddGroupMemberAsync(nowhere, user, default),
            () => Vendor.RemoveGroupMemberAsync(nowhere, user, default),
            () => Vendor.SetUserEnabledAsync(nobody, false, default),
            () => Vendor.UpdateUserAsync(nobody, [new AttributeDifference("email", null, "x@example.org")], default),
            () => Vendor.UpdateUserAsync(nobody, [new AttributeDifference("team", null, "x")], default),
        })
        {
            (await Should.ThrowAsync<VendorException>(attempt)).Failure.ShouldBe(VendorFailure.NotFound);
        }
    }

    [Fact]
    public async Task Group_that_was_deleted_reads_as_failed_and_never_as_empty()
    {
        var group = await Vendor.CreateGroupAsync("Engineering", default);
        Sql("DELETE FROM groups");

        var (_, completeness) = await ReadAsync(group);

        completeness.Status.ShouldBe(CompletenessStatus.Failed);
        completeness.Error.ShouldBeOfType<VendorException>().Failure.ShouldBe(VendorFailure.NotFound);
    }

    [Theory]
    [InlineData("Engineering")]
    [InlineData("engineering")]
    [InlineData(" Engineering ")]
    [InlineData("1")]
    public async Task Group_is_found_by_name_or_id(string reference)
    {
        var group = await Vendor.CreateGroupAsync("Engineering", default);

        (await Vendor.FindGroupAsync(reference, default)).ShouldBe(group);
    }

    [Fact]
    public async Task Groups_name_goes_before_another_ones_id()
    {
        await Vendor.CreateGroupAsync("Engineering", default);
        var one = await Vendor.CreateGroupAsync("1", default);

        (await Vendor.FindGroupAsync("1", default)).ShouldBe(one);
        (await Should.ThrowAsync<VendorException>(() => Vendor.CreateGroupAsync("ENGINEERING", default)))
            .Failure.ShouldBe(VendorFailure.Conflict);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public async Task Account_without_a_user_name_is_refused(string? userName)
    {
        var create = await Should.ThrowAsync<VendorException>(() => Vendor.CreateUserAsync(Ada with { UserName = userName }, default));
        var user = await Vendor.CreateUserAsync(Ada, default);
        var update = await Should.ThrowAsync<VendorException>(
            () => Vendor.UpdateUserAsync(user, [new AttributeDifference("userName", "ada", userName)], default));

        create.Failure.ShouldBe(VendorFailure.Rejected);
        update.Failure.ShouldBe(VendorFailure.Rejected);
    }

    [Fact]
    public async Task Id_of_a_deleted_account_is_never_given_to_another()
    {
        var ada = await Vendor.CreateUserAsync(Ada, default);
        Sql("DELETE FROM users");

        (await Vendor.CreateUserAsync(Bare with { UserName = "bob" }, default)).Id.ShouldNotBe(ada.Id);
    }

    [Fact]
    public async Task Many_callers_at_once_all_get_their_change_done()
    {
        var group = await Vendor.CreateGroupAsync("Engineering", default);

        await Parallel.ForAsync(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellation) =>
        {
            (await Vendor.FindUserAsync(Key("userName", $"user{i}"), cancellation)).ShouldBeNull();
            var user = await Vendor.CreateUserAsync(Bare with { UserName = $"user{i}" }, cancellation);
            await Vendor.AddGroupMemberAsync(group, user, cancellation);
        });

        var (members, completeness) = await ReadAsync(group);
        members.Select(member => member.UserName).Distinct().Count().ShouldBe(1000);
        completeness.ShouldBe(Completeness.Complete);
    }
}
