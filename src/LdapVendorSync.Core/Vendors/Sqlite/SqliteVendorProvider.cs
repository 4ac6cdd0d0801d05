using System.Globalization;
using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Vendors.Sqlite;

/// <summary>
/// The provider <c>sqlite</c>: a small application whose users, groups and memberships are tables of a SQLite file. For applications
/// without an API, for trying the product out, and as the plainest example of a provider.
/// </summary>
/// <remarks>
/// User and group names are unique without regard to the case of ASCII letters; a mail address may belong to several users.
/// </remarks>
public sealed class SqliteVendorProvider : IBatchVendorProvider, IListingVendorProvider
{
    private readonly string _vendor;
    private readonly SqliteVendorDatabase _database;
    private readonly TimeProvider _timeProvider;

    /// <summary>A provider for one file. Nothing is opened before <see cref="ConnectAsync"/>.</summary>
    /// <param name="vendor">The vendor's name in the config.</param>
    /// <param name="settings">The file.</param>
    /// <param name="timeProvider">The clock, for the times of creation and change.</param>
    /// <param name="stopping">Cancelled when a run shall end; no change is then begun any more.</param>
    public SqliteVendorProvider(string vendor, SqliteSettings settings, TimeProvider timeProvider, CancellationToken stopping = default)
    {
        _vendor = vendor;
        _database = new SqliteVendorDatabase(settings, stopping);
        _timeProvider = timeProvider;
        Capabilities = new VendorCapabilities
        {
            CreateUsers = !settings.ReadOnly,
            UpdateUsers = !settings.ReadOnly,
            DisableUsers = !settings.ReadOnly,
            DeleteUsers = !settings.ReadOnly,
            ChangeMemberships = !settings.ReadOnly,
            CreateGroups = !settings.ReadOnly,
        };
    }

    /// <summary>How the provider registers.</summary>
    public static VendorProviderDescriptor Descriptor { get; } = new()
    {
        Name = "sqlite",
        Description = "A small application in a SQLite file: users, groups and memberships are its tables.",
        SettingsType = typeof(SqliteSettings),
        Create = Create,
    };

    /// <inheritdoc />
    public VendorCapabilities Capabilities { get; }

    /// <inheritdoc />
    /// <remarks>One transaction; each change of it succeeds or fails alone.</remarks>
    public BatchCapabilities Batch { get; } = new()
    {
        Actions = new HashSet<ChangeAction> { ChangeAction.Add, ChangeAction.Remove, ChangeAction.Update },
        MaxChanges = 500,
    };

    private string Now => SqliteTime.Format(_timeProvider.GetUtcNow());

    /// <inheritdoc />
    /// <remarks>A file that is not there yet is an application without users and groups; the first change makes it.</remarks>
    public Task ConnectAsync(CancellationToken cancellationToken) => _database.CheckAsync(cancellationToken);

    /// <inheritdoc />
    public Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => FindGroup(session, group), whenMissing: null, cancellationToken);

    /// <inheritdoc />
    public Task<VendorGroup> CreateGroupAsync(string group, CancellationToken cancellationToken) => _database.WriteAsync(
        session =>
        {
            if (session.Execute("INSERT INTO groups (name) VALUES ($1) ON CONFLICT (name) DO NOTHING", group.Trim()) == 0)
                throw new VendorException(VendorFailure.Conflict, $"There is a group '{group}' already.");
            return FindGroup(session, group.Trim())!;
        },
        cancellationToken);

    /// <inheritdoc />
    public GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) =>
        new(ReadSide.Vendor, _vendor, group.Name, (recorder, token) => ReadAsync(group, recorder, token), cancellationToken);

    /// <inheritdoc />
    public async Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken)
    {
        var users = await _database.ReadAsync(session => SqliteUserTable.Find(session, key), [], cancellationToken).ConfigureAwait(false);
        return users.Count < 2
            ? users.SingleOrDefault()
            : throw new VendorException(
                VendorFailure.Ambiguous,
                $"{users.Count} users have {key}: {string.Join(", ", users.Take(5))}. Make the value unique, or match on another one.");
    }

    /// <inheritdoc />
    public Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(member.UserName))
            throw new VendorException(VendorFailure.Rejected, $"{member.Label} has no {AttributeNames.UserName}, which every user needs.");
        return _database.WriteAsync(
            session =>
            {
                try
                {
                    return SqliteUserTable.Get(session, SqliteUserTable.Insert(session, member, Now))!;
                }
                catch (SqliteException error) when (error.SqliteExtendedErrorCode == SqliteCodes.ConstraintUnique)
                {
                    throw new VendorException(VendorFailure.Conflict, $"The user name '{member.UserName}' is taken.", error);
                }
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task UpdateUserAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken) =>
        _database.WriteAsync(session => Update(session, user, differences), cancellationToken);

    /// <inheritdoc />
    public Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken) => _database.WriteAsync(
        session =>
        {
            Update(session, user, AttributeNames.Enabled, enabled ? "true" : "false");
            return true;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        _database.WriteAsync(session => Add(session, group, user), cancellationToken);

    /// <inheritdoc />
    public Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        _database.WriteAsync(session => Remove(session, group, user), cancellationToken);

    /// <inheritdoc />
    public Task DeleteUserAsync(GroupMember user, CancellationToken cancellationToken) => _database.WriteAsync(
        session => session.Execute("DELETE FROM users WHERE id = $1", SqliteUserTable.RowId(user.Id)) > 0 ? true : throw NoUser(user),
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken) =>
        _database.WriteAsync<IReadOnlyList<BatchOutcome>>(
            session => [.. changes.Select(change => Apply(session, group, change))], cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<VendorGroup> ListGroupsAsync(CancellationToken cancellationToken) => ListAsync(
        session => session.Query("SELECT id, name FROM groups ORDER BY id", ReadGroup), cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<GroupMember> ListUsersAsync(CancellationToken cancellationToken) =>
        ListAsync(SqliteUserTable.ReadAll, cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static SqliteVendorProvider Create(VendorContext context) => context.Settings.ProviderSettings is SqliteSettings settings
        ? new SqliteVendorProvider(context.Settings.Name, settings, context.TimeProvider, context.Stopping)
        : throw new VendorException(
            VendorFailure.Unsupported, $"Vendor '{context.Settings.Name}' names no file. Add a block 'sqlite:' with the key 'database'.");

    private static VendorGroup? FindGroup(SqliteSession session, string group) => session.Query(
        "SELECT id, name FROM groups WHERE name = $1 OR id = $2 ORDER BY name = $1 DESC",
        ReadGroup,
        group.Trim(),
        SqliteUserTable.RowId(group)).FirstOrDefault();

    private static VendorGroup ReadGroup(SqliteRow row) =>
        new(row.Number("id").ToString(CultureInfo.InvariantCulture), row.Text("name"));

    private async IAsyncEnumerable<T> ListAsync<T>(
        Func<SqliteSession, List<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var item in await _database.ReadAsync(read, [], cancellationToken).ConfigureAwait(false))
            yield return item;
    }

    private async IAsyncEnumerable<GroupMember> ReadAsync(
        VendorGroup group, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        recorder.GroupId = group.Id;
        var members = await _database.ReadAsync<List<GroupMember>?>(
            session =>
            {
                RequireGroup(session, group);
                return SqliteUserTable.ReadMembers(session, SqliteUserTable.RowId(group.Id));
            },
            whenMissing: null,
            cancellationToken).ConfigureAwait(false) ?? throw NoGroup(group);
        foreach (var member in members)
            yield return member;

        // One transaction has read all rows.
        recorder.MarkProved();
    }

    private BatchOutcome Apply(SqliteSession session, VendorGroup group, BatchChange change)
    {
        session.Execute("SAVEPOINT change");
        try
        {
            _ = change.Action switch
            {
                ChangeAction.Add => Add(session, group, change.User),
                ChangeAction.Remove => Remove(session, group, change.User),
                ChangeAction.Update => Update(session, change.User, change.Differences),
                _ => throw new VendorException(VendorFailure.Unsupported, $"'{change.Action}' is no change that goes with others."),
            };
            return new BatchOutcome(change);
        }
        catch (VendorException error)
        {
            session.Execute("ROLLBACK TO change");
            return new BatchOutcome(change, error);
        }
        finally
        {
            session.Execute("RELEASE change");
        }
    }

    private static bool Add(SqliteSession session, VendorGroup group, GroupMember user)
    {
        RequireGroup(session, group);
        RequireUser(session, user);
        return session.Execute(
            "INSERT INTO memberships (group_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            SqliteUserTable.RowId(group.Id),
            SqliteUserTable.RowId(user.Id)) > 0;
    }

    private static bool Remove(SqliteSession session, VendorGroup group, GroupMember user)
    {
        RequireGroup(session, group);
        return session.Execute(
            "DELETE FROM memberships WHERE group_id = $1 AND user_id = $2",
            SqliteUserTable.RowId(group.Id),
            SqliteUserTable.RowId(user.Id)) > 0;
    }

    private bool Update(SqliteSession session, GroupMember user, IReadOnlyList<AttributeDifference> differences)
    {
        foreach (var difference in differences)
            Update(session, user, difference.Attribute, difference.After);
        return true;
    }

    private void Update(SqliteSession session, GroupMember user, string attribute, string? value)
    {
        try
        {
            if (!SqliteUserTable.Update(session, SqliteUserTable.RowId(user.Id), attribute, value, Now))
                throw NoUser(user);
        }
        catch (SqliteException error) when (error.SqliteExtendedErrorCode == SqliteCodes.ConstraintUnique)
        {
            throw new VendorException(VendorFailure.Conflict, $"The {attribute} '{value}' that {user.Label} should get is taken.", error);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SqliteCodes.Constraint)
        {
            throw new VendorException(
                VendorFailure.Rejected, $"{user.Label} cannot have the {attribute} '{value}': {error.Message}", error);
        }
    }

    private static void RequireGroup(SqliteSession session, VendorGroup group)
    {
        if (session.ScalarNumber("SELECT count(*) FROM groups WHERE id = $1", SqliteUserTable.RowId(group.Id)) == 0)
            throw NoGroup(group);
    }

    private static void RequireUser(SqliteSession session, GroupMember user)
    {
        if (session.ScalarNumber("SELECT count(*) FROM users WHERE id = $1", SqliteUserTable.RowId(user.Id)) == 0)
            throw NoUser(user);
    }

    private static VendorException NoGroup(VendorGroup group) =>
        new(VendorFailure.NotFound, $"There is no group '{group.Name}' with the id {group.Id}.");

    private static VendorException NoUser(GroupMember user) =>
        new(VendorFailure.NotFound, $"There is no user {user.Label} with the id {user.Id}.");
}
