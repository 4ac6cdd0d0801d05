using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Storage;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.History;

/// <summary>What vendors were told that cannot be asked. Retention never takes it: it is the last state, not the past.</summary>
public sealed class VendorMemoryStore
{
    private readonly HistoryDatabase _database;

    internal VendorMemoryStore(HistoryDatabase database) => _database = database;

    /// <summary>Everything that is remembered of a target.</summary>
    public Task<VendorMemoryContent> LoadAsync(string target, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => session.Snapshot(snapshot => Load(snapshot, target)), cancellationToken);

    /// <summary>Remembers a change, all or nothing.</summary>
    public Task SaveAsync(string target, VendorMemoryChange change, CancellationToken cancellationToken) =>
        _database.WriteAsync(session => Save(session, target, change), cancellationToken);

    internal static VendorMemoryContent Load(SqliteSession session, string target) => new()
    {
        Accounts = session.Query(
            "SELECT profile, in_doubt FROM vendor_accounts WHERE target = $1",
            row => new RememberedAccount(StoredMember.Parse(row.PersonalText("profile")).ToMember(), row.Flag("in_doubt")),
            target),
        Groups = session.Query(
            "SELECT group_id, name FROM vendor_groups WHERE target = $1", row => new VendorGroup(row.Text("group_id"), row.Text("name")), target),
        Memberships = session.Query(
            "SELECT group_id, account_id, in_doubt FROM vendor_memberships WHERE target = $1",
            row => new RememberedMembership(row.Text("group_id"), row.PersonalKey("account_id"), row.Flag("in_doubt")),
            target),
        Uploads = session.Query("SELECT * FROM vendor_uploads WHERE target = $1", ReadUpload, target),
    };

    private static RememberedUpload ReadUpload(SqliteRow row) => new(
        row.Text("part"), row.Time("began_at"), row.TimeOrNull("confirmed_at"), row.Flag("is_open"));

    private static bool Save(SqliteSession session, string target, VendorMemoryChange change)
    {
        Forget(session, target, change);
        foreach (var (account, isInDoubt) in change.Accounts)
        {
            session.Execute(
                "INSERT OR REPLACE INTO vendor_accounts (target, account_id, profile, in_doubt) VALUES ($1, $2, $3, $4)",
                target,
                PersonalValue.Key(account.Id),
                PersonalValue.Text(StoredMember.Of(account).ToJson()),
                isInDoubt);
        }

        foreach (var group in change.Groups)
            session.Execute("INSERT OR REPLACE INTO vendor_groups (target, group_id, name) VALUES ($1, $2, $3)", target, group.Id, group.Name);
        foreach (var membership in change.Memberships)
        {
            session.Execute(
                "INSERT OR REPLACE INTO vendor_memberships (target, group_id, account_id, in_doubt) VALUES ($1, $2, $3, $4)",
                target,
                membership.GroupId,
                PersonalValue.Key(membership.AccountId),
                membership.IsInDoubt);
        }

        foreach (var upload in change.Uploads)
        {
            session.Execute(
                """
                INSERT OR REPLACE INTO vendor_uploads (target, part, began_at, confirmed_at, is_open) VALUES ($1, $2, $3, $4, $5)
                """,
                target,
                upload.Part,
                SqliteTime.Format(upload.BeganAt),
                upload.ConfirmedAt is { } confirmed ? SqliteTime.Format(confirmed) : null,
                upload.IsOpen);
        }

        return true;
    }

    private static void Forget(SqliteSession session, string target, VendorMemoryChange change)
    {
        foreach (var membership in change.ForgottenMemberships)
        {
            session.Execute(
                "DELETE FROM vendor_memberships WHERE target = $1 AND group_id = $2 AND account_id = $3",
                target,
                membership.GroupId,
                PersonalValue.Key(membership.AccountId));
        }

        foreach (var account in change.ForgottenAccounts)
        {
            session.Execute("DELETE FROM vendor_memberships WHERE target = $1 AND account_id = $2", target, PersonalValue.Key(account));
            session.Execute("DELETE FROM vendor_accounts WHERE target = $1 AND account_id = $2", target, PersonalValue.Key(account));
        }
    }
}
