using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Sqlite;

public sealed class SqliteVendorFileTests : SqliteVendorTesting
{
    [Fact]
    public async Task Reading_a_vendor_that_does_not_exist_yet_finds_nobody_and_leaves_nothing_behind()
    {
        (await Vendor.FindGroupAsync("Engineering", default)).ShouldBeNull();
        (await Vendor.FindUserAsync(Key("userName", "ada"), default)).ShouldBeNull();
        var (_, completeness) = await ReadAsync(new VendorGroup("1", "Engineering"));

        completeness.Status.ShouldBe(CompletenessStatus.Failed);
        Directory.GetFileSystemEntries(Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_providers_create_one_file_at_once()
    {
        await using var other = Provider();
        await other.ConnectAsync(default);

        await Task.WhenAll(Vendor.CreateUserAsync(Ada, default), other.CreateUserAsync(Bare with { UserName = "bob" }, default));

        (await Vendor.FindUserAsync(Key("userName", "bob"), default)).ShouldNotBeNull();
        (await other.FindUserAsync(Key("userName", "ada"), default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task File_that_another_program_keeps_locked_is_unavailable()
    {
        var user = await Vendor.CreateUserAsync(Ada, default);
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
        var path = Path.Combine(Folder, "letter.txt");
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
        var path = Path.Combine(Folder, "other.db");
        Sql("CREATE TABLE users (id INTEGER PRIMARY KEY)", path);
        await using var vendor = Provider(path);

        (await Should.ThrowAsync<VendorException>(() => vendor.ConnectAsync(default))).Failure.ShouldBe(VendorFailure.Malformed);
        (await Should.ThrowAsync<VendorException>(() => vendor.CreateGroupAsync("x", default))).Failure.ShouldBe(VendorFailure.Malformed);
    }

    [Fact]
    public async Task Read_only_vendor_reads_and_writes_nothing()
    {
        await Vendor.CreateUserAsync(Ada, default);
        await using var reader = Provider(readOnly: true);
        await reader.ConnectAsync(default);

        reader.Capabilities.ShouldBe(new VendorCapabilities { CreateUsers = false, UpdateUsers = false, ChangeMemberships = false });
        (await reader.FindUserAsync(Key("userName", "ada"), default)).ShouldNotBeNull();
        (await Should.ThrowAsync<VendorException>(() => reader.CreateUserAsync(Bare with { UserName = "bob" }, default)))
            .Failure.ShouldBe(VendorFailure.Unsupported);
    }

    [Fact]
    public async Task Read_only_vendor_without_a_file_is_unavailable()
    {
        await using var reader = Provider(readOnly: true);

        (await Should.ThrowAsync<VendorException>(() => reader.ConnectAsync(default))).Failure.ShouldBe(VendorFailure.Unavailable);
    }

    [SkippableFact]
    public async Task File_is_its_owners_alone()
    {
        await Vendor.CreateUserAsync(Ada, default);

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Database)!))
            PrivateMode.ShouldHoldForFile(file);
    }
}
