using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Sqlite;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Tests.Vendors.Sqlite;

public sealed class SqliteVendorProviderTests : IAsyncLifetime
{
    private static readonly GroupMember Ada = new()
    {
        Id = "source-id",
        UserName = "ada",
        Email = "ada@example.org",
        FirstName = "Ada",
        LastName = "Lovelace",
        DisplayName = "Ada Lovelace",
        Enabled = true,
        Attributes = new Dictionary<string, IReadOnlyList<string>> { ["team"] = ["b", "a"], ["costCenter"] = ["42"] },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-sqlite-").FullName;
    private readonly SqliteVendorProvider _vendor;

    public SqliteVendorProviderTests() => _vendor = Provider();

    private string Database => Path.Combine(_folder, "data", "wiki.db");

    public Task InitializeAsync() => _vendor.ConnectAsync(default);

    public async Task DisposeAsync()
    {
        await _vendor.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Reading_a_vendor_that_does_not_exist_yet_finds_nobody_and_leaves_nothing_behind()
    {
        (await _vendor.FindGroupAsync("Engineering", default)).ShouldBeNull();
        (await _vendor.FindUserAsync(Key("userName", "ada"), default)).ShouldBeNull();
        var read = await ReadAsync(new VendorGroup("1", "Engineering"));

        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
        Directory.GetFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Account_is_read_back_as_it_was_created()
    {
        var created = await _vendor.CreateUserAsync(Ada, default);
        var group = await _vendor.CreateGroupAsync("Engineering", default);
        await _vendor.AddGroupMemberAsync(group, created, default);

        var (members, completeness) = await ReadAllAsync(group);

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
        var user = await _vendor.CreateUserAsync(Ada, default);
        var group = await _vendor.CreateGroupAsync("Engineering", default);

        await _vendor.AddGroupMemberAsync(group, user, default);
        await _vendor.AddGroupMemberAsync(group, user, default);
        (await ReadAllAsync(group)).Members.Count.ShouldBe(1);
        await _vendor.RemoveGroupMemberAsync(group, user, default);
        await _vendor.RemoveGroupMemberAsync(group, user, default);

        var (members, completeness) = await ReadAllAsync(group);
        members.ShouldBeEmpty();
        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        (await _vendor.FindUserAsync(Key("userName", "ada"), default)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("userName", "ADA")]
    [InlineData("userName", "  ada ")]
    [InlineData("email", "Ada@Example.ORG")]
    [InlineData("lastName", "LOVELACE")]
    [InlineData("costCenter", "42")]
    [InlineData("team", "B")]
    public async Task Account_is_found_by_any_key_without_regard_to_case(string attribute, string value)
    {
        await _vendor.CreateUserAsync(Bare with { UserName = "other", Email = "o@example.org", LastName = "Other" }, default);
        var user = await _vendor.CreateUserAsync(Ada, default);

        (await _vendor.FindUserAsync(Key(attribute, value), default)).ShouldNotBeNull().Id.ShouldBe(user.Id);
    }

    [Theory]
    [InlineData("müller", "MÜLLER")]
    [InlineData("m\u00FCller", "mu\u0308ller")]
    [InlineData("ΣΟΦΟΣ", "σοφος")]
    [InlineData("имя", "ИМЯ")]
    [InlineData("\u017Fam", "\u017Fam")]
    [InlineData("\u212Aay", "kay")]
    public async Task Account_is_found_by_the_rules_of_keys_beyond_ascii(string stored, string sought)
    {
        var user = await _vendor.CreateUserAsync(Bare with { UserName = stored }, default);

        (await _vendor.FindUserAsync(Key("userName", sought), default)).ShouldNotBeNull().Id.ShouldBe(user.Id);
    }

    [Fact]
    public async Task Accounts_that_differ_in_case_beyond_ascii_are_ambiguous()
    {
        await _vendor.CreateUserAsync(Bare with { UserName = "müller" }, default);
        await _vendor.CreateUserAsync(Bare with { UserName = "MÜLLER" }, default);

        (await Should.ThrowAsync<VendorException>(() => _vendor.FindUserAsync(Key("userName", "Müller"), default)))
            .Failure.ShouldBe(VendorFailure.Ambiguous);
    }

    [Fact]
    public async Task Account_is_found_by_its_id()
    {
        var user = await _vendor.CreateUserAsync(Ada, default);

        (await _vendor.FindUserAsync(Key("id", user.Id), default)).ShouldNotBeNull().UserName.ShouldBe("ada");
        (await _vendor.FindUserAsync(Key("id", "ada"), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Mail_of_several_accounts_is_ambiguous()
    {
        await _vendor.CreateUserAsync(Ada, default);
        await _vendor.CreateUserAsync(Bare with { UserName = "ada2", Email = "ADA@example.org" }, default);

        var error = await Should.ThrowAsync<VendorException>(() => _vendor.FindUserAsync(Key("email", "ada@example.org"), default));

        error.Failure.ShouldBe(VendorFailure.Ambiguous);
        error.Message.ShouldContain("ada, ada2");
    }

    [Fact]
    public async Task User_name_that_is_taken_is_a_conflict_that_changes_nothing()
    {
        await _vendor.CreateUserAsync(Ada, default);
        var bob = await _vendor.CreateUserAsync(Bare with { UserName = "bob" }, default);

        var create = await Should.ThrowAsync<VendorException>(() => _vendor.CreateUserAsync(Bare with { UserName = "ADA" }, default));
        var rename = await Should.ThrowAsync<VendorException>(() => _vendor.UpdateUserAsync(
            bob, [new AttributeDifference("email", null, "bob@example.org"), new AttributeDifference("userName", "bob", "Ada")], default));

        create.Failure.ShouldBe(VendorFailure.Conflict);
        rename.Failure.ShouldBe(VendorFailure.Conflict);
        (await _vendor.FindUserAsync(Key("userName", "bob"), default)).ShouldNotBeNull().Email.ShouldBeNull("half an update is none");
    }

    [Fact]
    public async Task Update_changes_what_differs_and_nothing_else()
    {
        var user = await _vendor.CreateUserAsync(Ada, default);

        await _vendor.UpdateUserAsync(
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

        var changed = (await _vendor.FindUserAsync(Key("id", user.Id), default))!;
        (changed.UserName, changed.Email, changed.FirstName, changed.LastName, changed.Enabled, changed.DistinguishedName)
            .ShouldBe(("countess", null, "Ada", "Lovelace", false, "cn=ada"));
        changed.Attributes.ShouldHaveSingleItem().Value.ShouldBe(["c"]);
    }

    [Fact]
    public async Task Account_is_disabled_and_enabled()
    {
        var user = await _vendor.CreateUserAsync(Ada, default);

        await _vendor.SetUserEnabledAsync(user, false, default);
        (await _vendor.FindUserAsync(Key("id", user.Id), default))!.Enabled.ShouldBe(false);
        await _vendor.SetUserEnabledAsync(user, true, default);
        (await _vendor.FindUserAsync(Key("id", user.Id), default))!.Enabled.ShouldBe(true);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var group = await _vendor.CreateGroupAsync("Engineering", default);
        var user = await _vendor.CreateUserAsync(Ada, default);
        var nobody = Ada with { Id = "4711" };
        var nowhere = new VendorGroup("4711", "Gone");

        foreach (var attempt in new Func<Task>[]
        {
            () => _vendor.AddGroupMemberAsync(group, nobody, default),
            () => _vendor.AddGroupMemberAsync(group, Ada, default),
            () => _vendor.AddGroupMemberAsync(nowhere, user, default),
            () => _vendor.RemoveGroupMemberAsync(nowhere, user, default),
            () => _vendor.SetUserEnabledAsync(nobody, false, default),
            () => _vendor.UpdateUserAsync(nobody, [new AttributeDifference("email", null, "x@example.org")], default),
            () => _vendor.UpdateUserAsync(nobody, [new AttributeDifference("team", null, "x")], default),
        })
        {
            (await Should.ThrowAsync<VendorException>(attempt)).Failure.ShouldBe(VendorFailure.NotFound);
        }
    }

    [Fact]
    public async Task Group_that_was_deleted_reads_as_failed_and_never_as_empty()
    {
        var group = await _vendor.CreateGroupAsync("Engineering", default);
        Sql("DELETE FROM groups");

        var read = await ReadAsync(group);

        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
        read.Completeness.Error.ShouldBeOfType<VendorException>().Failure.ShouldBe(VendorFailure.NotFound);
    }

    [Theory]
    [InlineData("Engineering")]
    [InlineData("engineering")]
    [InlineData(" Engineering ")]
    [InlineData("1")]
    public async Task Group_is_found_by_name_or_id(string reference)
    {
        var group = await _vendor.CreateGroupAsync("Engineering", default);

        (await _vendor.FindGroupAsync(reference, default)).ShouldBe(group);
    }

    [Fact]
    public async Task Groups_name_goes_before_another_ones_id()
    {
        await _vendor.CreateGroupAsync("Engineering", default);
        var one = await _vendor.CreateGroupAsync("1", default);

        (await _vendor.FindGroupAsync("1", default)).ShouldBe(one);
        (await Should.ThrowAsync<VendorException>(() => _vendor.CreateGroupAsync("ENGINEERING", default)))
            .Failure.ShouldBe(VendorFailure.Conflict);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public async Task Account_without_a_user_name_is_refused(string? userName)
    {
        var create = await Should.ThrowAsync<VendorException>(() => _vendor.CreateUserAsync(Ada with { UserName = userName }, default));
        var user = await _vendor.CreateUserAsync(Ada, default);
        var update = await Should.ThrowAsync<VendorException>(
            () => _vendor.UpdateUserAsync(user, [new AttributeDifference("userName", "ada", userName)], default));

        create.Failure.ShouldBe(VendorFailure.Rejected);
        update.Failure.ShouldBe(VendorFailure.Rejected);
    }

    [Fact]
    public async Task Id_of_a_deleted_account_is_never_given_to_another()
    {
        var ada = await _vendor.CreateUserAsync(Ada, default);
        Sql("DELETE FROM users");

        (await _vendor.CreateUserAsync(Bare with { UserName = "bob" }, default)).Id.ShouldNotBe(ada.Id);
    }

    [Fact]
    public async Task Many_callers_at_once_all_get_their_change_done()
    {
        var group = await _vendor.CreateGroupAsync("Engineering", default);

        await Parallel.ForAsync(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellation) =>
        {
            (await _vendor.FindUserAsync(Key("userName", $"user{i}"), cancellation)).ShouldBeNull();
            var user = await _vendor.CreateUserAsync(Bare with { UserName = $"user{i}" }, cancellation);
            await _vendor.AddGroupMemberAsync(group, user, cancellation);
        });

        var (members, completeness) = await ReadAllAsync(group);
        members.Select(member => member.UserName).Distinct().Count().ShouldBe(1000);
        completeness.ShouldBe(Completeness.Complete);
    }

    [Fact]
    public async Task Two_providers_create_one_file_at_once()
    {
        await using var other = Provider();
        await other.ConnectAsync(default);

        await Task.WhenAll(_vendor.CreateUserAsync(Ada, default), other.CreateUserAsync(Bare with { UserName = "bob" }, default));

        (await _vendor.FindUserAsync(Key("userName", "bob"), default)).ShouldNotBeNull();
        (await other.FindUserAsync(Key("userName", "ada"), default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task File_that_another_program_keeps_locked_is_unavailable()
    {
        var user = await _vendor.CreateUserAsync(Ada, default);
        await using var impatient = Provider(busyTimeoutSeconds: 1);
        await impatient.ConnectAsync(default);
        using var connection = OpenRaw();
        using var lockIt = connection.CreateCommand();
        lockIt.CommandText = "BEGIN IMMEDIATE";
        lockIt.ExecuteNonQuery();

        var error = await Should.ThrowAsync<VendorException>(() => impatient.SetUserEnabledAsync(user, false, default));

        error.Failure.ShouldBe(VendorFailure.Unavailable);
        error.Message.ShouldContain("locked by another program");
        (await impatient.FindUserAsync(Key("userName", "ada"), default)).ShouldNotBeNull("readers are not held up by a writer");
    }

    [Fact]
    public async Task File_that_is_no_database_is_malformed_and_left_alone()
    {
        var path = Path.Combine(_folder, "letter.txt");
        await File.WriteAllTextAsync(path, string.Concat(Enumerable.Repeat("Dear reader, this is no database. ", 100)));
        var before = await File.ReadAllBytesAsync(path);
        await using var vendor = Provider(path);

        (await Should.ThrowAsync<VendorException>(() => vendor.ConnectAsync(default))).Failure.ShouldBe(VendorFailure.Malformed);
        (await Should.ThrowAsync<VendorException>(() => vendor.CreateUserAsync(Ada, default))).Failure.ShouldBe(VendorFailure.Malformed);
        (await File.ReadAllBytesAsync(path)).ShouldBe(before);
    }

    [Fact]
    public async Task Database_of_another_program_is_malformed_and_left_alone()
    {
        var path = Path.Combine(_folder, "other.db");
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE users (id INTEGER PRIMARY KEY)";
            command.ExecuteNonQuery();
        }

        await using var vendor = Provider(path);

        (await Should.ThrowAsync<VendorException>(() => vendor.ConnectAsync(default))).Failure.ShouldBe(VendorFailure.Malformed);
        (await Should.ThrowAsync<VendorException>(() => vendor.CreateGroupAsync("x", default))).Failure.ShouldBe(VendorFailure.Malformed);
    }

    [Fact]
    public async Task Read_only_vendor_reads_and_writes_nothing()
    {
        await _vendor.CreateUserAsync(Ada, default);
        await using var reader = Reader();
        await reader.ConnectAsync(default);

        reader.Capabilities.ShouldBe(new VendorCapabilities { CreateUsers = false, UpdateUsers = false });
        (await reader.FindUserAsync(Key("userName", "ada"), default)).ShouldNotBeNull();
        (await Should.ThrowAsync<VendorException>(() => reader.CreateUserAsync(Bare with { UserName = "bob" }, default)))
            .Failure.ShouldBe(VendorFailure.Unsupported);
    }

    [Fact]
    public async Task Read_only_vendor_without_a_file_is_unavailable()
    {
        await using var reader = Reader();

        (await Should.ThrowAsync<VendorException>(() => reader.ConnectAsync(default))).Failure.ShouldBe(VendorFailure.Unavailable);
    }

    [SkippableFact]
    public async Task File_is_its_owners_alone()
    {
        await _vendor.CreateUserAsync(Ada, default);

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Database)!))
            PrivateMode.ShouldHoldForFile(file);
    }

    private static GroupMember Bare => new() { Id = "source-id" };

    private static MatchKey Key(string attribute, string value) => MatchKey.Create(attribute, value)!.Value;

    private static async Task<(List<GroupMember> Members, Completeness Completeness)> DrainAsync(GroupRead read)
    {
        var members = new List<GroupMember>();
        await foreach (var member in read)
            members.Add(member);
        return (members, read.Completeness!);
    }

    private SqliteVendorProvider Provider(string? path = null, double busyTimeoutSeconds = 30) =>
        new("wiki", new SqliteSettings { Database = path ?? Database, BusyTimeoutSeconds = busyTimeoutSeconds }, TimeProvider.System);

    private SqliteVendorProvider Reader() =>
        new("wiki", new SqliteSettings { Database = Database, ReadOnly = true }, TimeProvider.System);

    private async Task<GroupRead> ReadAsync(VendorGroup group)
    {
        var read = _vendor.ReadGroupMembers(group, default);
        await DrainAsync(read);
        return read;
    }

    private Task<(List<GroupMember> Members, Completeness Completeness)> ReadAllAsync(VendorGroup group) =>
        DrainAsync(_vendor.ReadGroupMembers(group, default));

    private SqliteConnection OpenRaw()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Sql(string text)
    {
        using var connection = OpenRaw();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
