using System.Globalization;
using System.Text.Json;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Tests.Vendors.Odoo;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Odoo;
using LdapVendorSync.Fixtures.Postgres;
using LdapVendorSync.ProviderKit;
using Npgsql;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The provider <c>odoo</c>: a database of its own for each behaviour, seeded and read by the owner of the tables.</summary>
internal sealed class OdooVendorUnderTest : IVendorUnderTest
{
    private const string Template = "contract_template";

    // One server for all behaviours; it ends with this process.
    private static readonly Lazy<Task<PostgresServer>> Server = new(StartServerAsync);

    private static int _count;

    private readonly PostgresServer _server;
    private readonly string _database;
    private readonly NpgsqlDataSource _owner;

    private OdooVendorUnderTest(PostgresServer server, string database)
    {
        _server = server;
        _database = database;
        _owner = NpgsqlDataSource.Create(server.OwnerConnectionString(database));
    }

    public VendorSettings Settings => OdooServer.Settings(_server, _database) with { Name = "Kit vendor" };

    public VendorSettings WrongCredentials => OdooServer.With(Settings, odoo => odoo with { Password = new Secret("wrong-password") });

    public IReadOnlyList<string> Secrets => [PostgresServer.ReaderPassword, "wrong-password"];

    public IReadOnlyList<string> Attributes => [AttributeNames.UserName, AttributeNames.Email, AttributeNames.DisplayName];

    public int? PageSize => OdooUserQuery.BatchSize;

    public static async Task<IVendorUnderTest> StartAsync()
    {
        var server = await Server.Value;
        var database = $"contract{Interlocked.Increment(ref _count)}";
        await server.RunSqlAsync("postgres", $"CREATE DATABASE {database} TEMPLATE {Template}");
        return new OdooVendorUnderTest(server, database);
    }

    public IVendorProvider CreateProvider(VendorContext context) => OdooVendorProvider.Descriptor.Create(context);

    public async Task<IReadOnlyList<string>> SeedUsersAsync(IReadOnlyList<GroupMember> users, CancellationToken cancellationToken)
    {
        const string insert =
            """
            WITH first AS (SELECT greatest(10, max(id)) AS id FROM res_users),
                 seed AS (SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[]) WITH ORDINALITY AS s(login, email, name, active, n)),
                 partners AS (INSERT INTO res_partner (id, name, email) SELECT first.id + n, name, email FROM first, seed RETURNING id),
                 users AS (INSERT INTO res_users (id, partner_id, login, active) SELECT first.id + n, first.id + n, login, active FROM first, seed RETURNING id)
            SELECT users.id FROM users JOIN partners USING (id) ORDER BY 1
            """;
        await using var command = _owner.CreateCommand(insert);
        command.Parameters.AddWithValue(users.Select(user => user.UserName!).ToArray());
        command.Parameters.AddWithValue(users.Select(user => user.Email).ToArray());
        command.Parameters.AddWithValue(users.Select(user => user.DisplayName).ToArray());
        command.Parameters.AddWithValue(users.Select(user => user.Enabled ?? true).ToArray());
        return await ReadAsync(command, row => row.GetInt32(0).ToString(CultureInfo.InvariantCulture), cancellationToken);
    }

    public async Task SeedGroupAsync(string group, IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        const string insert =
            """
            WITH made AS (INSERT INTO res_groups (id, name) SELECT max(id) + 1, $1::jsonb FROM res_groups RETURNING id)
            INSERT INTO res_groups_users_rel (gid, uid) SELECT made.id, uid FROM made, unnest($2::int[]) AS uid
            """;
        await using var command = _owner.CreateCommand(insert);
        command.Parameters.AddWithValue(JsonSerializer.Serialize(new Dictionary<string, string> { ["en_US"] = group }));
        command.Parameters.AddWithValue(userIds.Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<GroupMember>> ReadUsersAsync(CancellationToken cancellationToken)
    {
        await using var command = _owner.CreateCommand(
            "SELECT u.id, u.login, p.email, p.name, u.active FROM res_users u JOIN res_partner p ON p.id = u.partner_id WHERE u.id > 10");
        return await ReadAsync(
            command,
            row => new GroupMember
            {
                Id = row.GetInt32(0).ToString(CultureInfo.InvariantCulture),
                UserName = row.GetString(1),
                Email = row.IsDBNull(2) ? null : row.GetString(2),
                DisplayName = row.IsDBNull(3) ? null : row.GetString(3),
                Enabled = row.GetBoolean(4),
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<string>?> ReadGroupAsync(string group, CancellationToken cancellationToken)
    {
        await using var command = _owner.CreateCommand(
            "SELECT rel.uid FROM res_groups g LEFT JOIN res_groups_users_rel rel ON rel.gid = g.id WHERE g.name ->> 'en_US' = $1");
        command.Parameters.AddWithValue(group);
        var rows = await ReadAsync(
            command, row => row.IsDBNull(0) ? null : row.GetInt32(0).ToString(CultureInfo.InvariantCulture), cancellationToken);
        return rows.Count == 0 ? null : [.. rows.OfType<string>()];
    }

    public async ValueTask DisposeAsync()
    {
        await _owner.DisposeAsync();
        await _server.RunSqlAsync("postgres", $"DROP DATABASE {_database} WITH (FORCE)");
    }

    private static async Task<PostgresServer> StartServerAsync()
    {
        var server = await PostgresServer.StartAsync();
        var odoo = await server.CreateOdooAsync(17, people: 2);
        await server.RunSqlAsync(odoo, "DELETE FROM res_users WHERE id > 10; DELETE FROM res_partner WHERE id > 10");
        await server.RunSqlAsync("postgres", $"ALTER DATABASE {odoo} RENAME TO {Template}");
        return server;
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }
}
