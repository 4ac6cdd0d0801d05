using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Sqlite;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Tests.Vendors.Sqlite;

/// <summary>A connected vendor in a folder of its own, and people to put into it.</summary>
public abstract class SqliteVendorTesting : IAsyncLifetime
{
    protected SqliteVendorTesting() => Vendor = Provider();

    protected static GroupMember Ada { get; } = new()
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

    protected static GroupMember Bare { get; } = new() { Id = "source-id" };

    protected string Folder { get; } = Directory.CreateTempSubdirectory("lvs-sqlite-").FullName;

    protected string Database => Path.Combine(Folder, "data", "wiki.db");

    protected SqliteVendorProvider Vendor { get; }

    public Task InitializeAsync() => Vendor.ConnectAsync(default);

    public async Task DisposeAsync()
    {
        await Vendor.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    protected static MatchKey Key(string attribute, string value) => MatchKey.Create(attribute, value)!.Value;

    protected SqliteVendorProvider Provider(string? path = null, double busyTimeoutSeconds = 30, bool readOnly = false)
    {
        var settings = new SqliteSettings { Database = path ?? Database, BusyTimeoutSeconds = busyTimeoutSeconds, ReadOnly = readOnly };
        return new SqliteVendorProvider("wiki", settings, TimeProvider.System);
    }

    protected async Task<(List<GroupMember> Members, Completeness Completeness)> ReadAsync(VendorGroup group)
    {
        var members = new List<GroupMember>();
        var read = Vendor.ReadGroupMembers(group, default);
        await foreach (var member in read)
            members.Add(member);
        return (members, read.Completeness!);
    }

    /// <summary>Runs a statement as another program would.</summary>
    protected void Sql(string text, string? path = null)
    {
        using var connection = OpenRaw(path);
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    protected SqliteConnection OpenRaw(string? path = null)
    {
        var connection = new SqliteConnection($"Data Source={path ?? Database};Pooling=False");
        connection.Open();
        return connection;
    }
}
