using System.Globalization;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.Vendors.Sqlite;

/// <summary>Accounts as rows: the canonical attributes have columns, every further one has rows of <c>user_attributes</c>.</summary>
internal static class SqliteUserTable
{
    private const string Columns = "u.id, u.user_name, u.email, u.first_name, u.last_name, u.display_name, u.active";

    private const string NormalizeFunction = "match_key";

    /// <summary>The row id in an account's or group's id.</summary>
    /// <returns>The row id; none that exists for a text that is no number.</returns>
    public static long RowId(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : -1;

    /// <summary>Everybody in a group.</summary>
    public static List<GroupMember> ReadMembers(SqliteSession session, long groupId)
    {
        var users = session.Query(
            $"SELECT {Columns} FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.group_id = $1 ORDER BY u.id", Read, groupId);
        var attributes = session.Query(
            """
            SELECT a.user_id, a.name, a.value FROM memberships m JOIN user_attributes a ON a.user_id = m.user_id
            WHERE m.group_id = $1 ORDER BY a.user_id, a.name, a.position
            """,
            ReadAttribute,
            groupId);
        return WithAttributes(users, attributes);
    }

    /// <summary>Everybody.</summary>
    public static List<GroupMember> ReadAll(SqliteSession session)
    {
        var users = session.Query($"SELECT {Columns} FROM users u ORDER BY u.id", Read);
        var attributes = session.Query("SELECT user_id, name, value FROM user_attributes ORDER BY user_id, name, position", ReadAttribute);
        return WithAttributes(users, attributes);
    }

    /// <summary>Teaches a connection what <see cref="Find"/> needs.</summary>
    public static void DefineFunctions(SqliteSession session) =>
        session.Define(NormalizeFunction, value => MatchKey.Create(AttributeNames.UserName, value)?.Normalized);

    /// <summary>Everybody who has a key.</summary>
    /// <param name="session">A connection with the functions of <see cref="DefineFunctions"/>.</param>
    /// <param name="key">The key.</param>
    public static List<GroupMember> Find(SqliteSession session, MatchKey key)
    {
        List<long> ids = ColumnOf(key.Attribute) switch
        {
            "id" => [RowId(key.Value)],
            "active" => throw new VendorException(VendorFailure.Unsupported, $"'{key.Attribute}' recognises nobody."),
            { } column => session.Query(WhereMatches("SELECT id FROM users WHERE true", column), ReadId, key.Normalized),
            null => session.Query(
                WhereMatches("SELECT user_id AS id FROM user_attributes WHERE name = $2 AND position = 0", "value"),
                ReadId,
                key.Normalized,
                key.Attribute),
        };
        return [.. ids.Select(id => Get(session, id)).OfType<GroupMember>()];
    }

    /// <summary>Makes an account.</summary>
    /// <returns>Its row id.</returns>
    public static long Insert(SqliteSession session, GroupMember member, string now)
    {
        var id = session.ScalarNumber(
            """
            INSERT INTO users (user_name, email, first_name, last_name, display_name, active, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
            RETURNING id
            """,
            Clean(member.UserName),
            Clean(member.Email),
            member.FirstName,
            member.LastName,
            member.DisplayName,
            member.Enabled ?? true,
            now);
        foreach (var (name, values) in member.Attributes)
            SetAttribute(session, id, name, values);
        return id;
    }

    /// <summary>One account.</summary>
    public static GroupMember? Get(SqliteSession session, long id) =>
        session.Query($"SELECT {Columns} FROM users u WHERE u.id = $1", Read, id).ConvertAll(user => Load(session, user)).SingleOrDefault();

    /// <summary>Changes one attribute.</summary>
    /// <returns>Whether there is such an account.</returns>
    public static bool Update(SqliteSession session, long id, string attribute, string? value, string now)
    {
        var column = ColumnOf(attribute);
        if (column == "id")
            throw new VendorException(VendorFailure.Unsupported, "An account's id cannot be changed.");
        if (column is not null)
            return session.Execute($"UPDATE users SET {column} = $2, updated_at = $3 WHERE id = $1", id, ToColumn(column, value), now) > 0;
        if (session.Execute("UPDATE users SET updated_at = $2 WHERE id = $1", id, now) == 0)
            return false;
        SetAttribute(session, id, attribute, value is null ? [] : [value]);
        return true;
    }

    private static string? ColumnOf(string attribute) => AttributeNames.Canonical(attribute) switch
    {
        AttributeNames.Id => "id",
        AttributeNames.UserName => "user_name",
        AttributeNames.Email => "email",
        AttributeNames.FirstName => "first_name",
        AttributeNames.LastName => "last_name",
        AttributeNames.DisplayName => "display_name",
        AttributeNames.Enabled => "active",
        _ => null,
    };

    // SQLite folds the case of ASCII alone, with an index. The values beyond ASCII, which have an index of their own, are compared by the
    // rules of match keys.
    private static string WhereMatches(string select, string column) =>
        $"""
        {select} AND {column} = $1 COLLATE NOCASE
        UNION
        {select} AND {column} GLOB '*[^ -~]*' AND {NormalizeFunction}({column}) = $1
        """;

    private static object? ToColumn(string column, string? value) => column switch
    {
        "active" => bool.TryParse(value, out var active)
            ? active
            : throw new VendorException(VendorFailure.Rejected, $"'{value}' is no value of {AttributeNames.Enabled}: true or false."),
        "user_name" or "email" => Clean(value),
        _ => value,
    };

    // What people are found by is stored trimmed, and a blank one not at all.
    private static string? Clean(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static void SetAttribute(SqliteSession session, long id, string name, IReadOnlyList<string> values)
    {
        session.Execute("DELETE FROM user_attributes WHERE user_id = $1 AND name = $2", id, name);
        for (var i = 0; i < values.Count; i++)
            session.Execute("INSERT INTO user_attributes (user_id, name, position, value) VALUES ($1, $2, $3, $4)", id, name, i, values[i]);
    }

    private static GroupMember Load(SqliteSession session, GroupMember user)
    {
        var attributes = session.Query(
            "SELECT user_id, name, value FROM user_attributes WHERE user_id = $1 ORDER BY name, position", ReadAttribute, RowId(user.Id));
        return WithAttributes([user], attributes)[0];
    }

    private static List<GroupMember> WithAttributes(List<GroupMember> users, List<(string UserId, string Name, string Value)> rows)
    {
        if (rows.Count == 0)
            return users;
        var byUser = rows.ToLookup(row => row.UserId);
        return users.ConvertAll(user => WithAttributes(user, byUser[user.Id]));
    }

    private static GroupMember WithAttributes(GroupMember user, IEnumerable<(string UserId, string Name, string Value)> rows)
    {
        var attributes = rows
            .GroupBy(row => AttributeNames.Canonical(row.Name), row => row.Value, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                attribute => attribute.Key,
                attribute => (IReadOnlyList<string>)attribute.ToArray(),
                StringComparer.OrdinalIgnoreCase);
        attributes.Remove(AttributeNames.DistinguishedName, out var dn);
        return user with { DistinguishedName = dn?[0], Attributes = attributes };
    }

    private static long ReadId(SqliteRow row) => row.Number("id");

    private static (string UserId, string Name, string Value) ReadAttribute(SqliteRow row) =>
        (row.Number("user_id").ToString(CultureInfo.InvariantCulture), row.Text("name"), row.Text("value"));

    private static GroupMember Read(SqliteRow row) => new()
    {
        Id = row.Number("id").ToString(CultureInfo.InvariantCulture),
        UserName = row.Text("user_name"),
        Email = row.TextOrNull("email"),
        FirstName = row.TextOrNull("first_name"),
        LastName = row.TextOrNull("last_name"),
        DisplayName = row.TextOrNull("display_name"),
        Enabled = row.Flag("active"),
    };
}
