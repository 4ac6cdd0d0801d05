using System.Globalization;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Sqlite;
using LdapVendorSync.ProviderKit;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The provider <c>sqlite</c>, whose file is seeded and read with plain SQL.</summary>
internal sealed class SqliteVendorUnderTest : IVendorUnderTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-contract-").FullName;
    private readonly bool _readOnly;

    private SqliteVendorUnderTest(bool readOnly) => _readOnly = readOnly;

    public VendorSettings Settings => new()
    {
        Name = "Kit vendor",
        Module = "sqlite",
        Groups = [],
        ProviderSettings = new SqliteSettings { Database = Database, ReadOnly = _readOnly },
    };

    public IReadOnlyList<string> Attributes => [.. AttributeNames.Profile, AttributeNames.DisplayName];

    private string Database => Path.Combine(_folder, "kit.db");

    public static async Task<IVendorUnderTest> StartAsync(bool readOnly = false)
    {
        var vendor = new SqliteVendorUnderTest(readOnly);
        // The provider itself makes the tables; a group that comes and goes is its first change.
        await using (var provider = new SqliteVendorProvider("kit", new SqliteSettings { Database = vendor.Database }, TimeProvider.System))
            await provider.CreateGroupAsync("first", default);
        vendor.Execute("DELETE FROM groups");
        return vendor;
    }

    public IVendorProvider CreateProvider(VendorContext context) => SqliteVendorProvider.Descriptor.Create(context);

    public Task<IReadOnlyList<string>> SeedUsersAsync(IReadOnlyList<GroupMember> users, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        Transact(connection =>
        {
            foreach (var user in users)
            {
                ids.Add(Number(
                    connection,
                    """
                    INSERT INTO users (user_name, email, first_name, last_name, display_name, active)
                    VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
                    """,
                    user.UserName, user.Email, user.FirstName, user.LastName, user.DisplayName, user.Enabled ?? true));
            }
        });
        return Task.FromResult<IReadOnlyList<string>>(ids);
    }

    public Task SeedGroupAsync(string group, IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        Transact(connection =>
        {
            var groupId = Number(connection, "INSERT INTO groups (name) VALUES ($1) RETURNING id", group);
            foreach (var userId in userIds)
                Number(connection, "INSERT INTO memberships (group_id, user_id) VALUES ($1, $2) RETURNING user_id", groupId, userId);
        });
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<GroupMember>> ReadUsersAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<GroupMember>>(Query(
        "SELECT id, user_name, email, first_name, last_name, display_name, active FROM users",
        row => new GroupMember
        {
            Id = row.GetString(0),
            UserName = Text(row, 1),
            Email = Text(row, 2),
            FirstName = Text(row, 3),
            LastName = Text(row, 4),
            DisplayName = Text(row, 5),
            Enabled = row.GetBoolean(6),
        }));

    public Task<IReadOnlyList<string>?> ReadGroupAsync(string group, CancellationToken cancellationToken)
    {
        var isThere = Query("SELECT id FROM groups WHERE name = $1", row => row.GetString(0), group).Count > 0;
        return Task.FromResult<IReadOnlyList<string>?>(isThere
            ? Query(
                "SELECT m.user_id FROM memberships m JOIN groups g ON g.id = m.group_id WHERE g.name = $1", row => row.GetString(0), group)
            : null);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static string Number(SqliteConnection connection, string sql, params object?[] values)
    {
        using var command = Command(connection, sql, values);
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, object?[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var index = 0; index < values.Length; index++)
            command.Parameters.AddWithValue($"${index + 1}", values[index] ?? DBNull.Value);
        return command;
    }

    private void Execute(string sql) => Transact(connection => Number(connection, sql));

    private void Transact(Action<SqliteConnection> work)
    {
        using var connection = Open();
        Number(connection, "BEGIN IMMEDIATE");
        work(connection);
        Number(connection, "COMMIT");
    }

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params object?[] values)
    {
        using var connection = Open();
        using var command = Command(connection, sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return connection;
    }
}
