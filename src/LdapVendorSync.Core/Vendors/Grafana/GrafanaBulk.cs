using System.Net;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Grafana;

/// <summary>
/// Writes many changes of a team with one request that replaces the list, where that cannot do harm; else one by one.
/// </summary>
/// <remarks>
/// <c>PUT /api/teams/{id}/members</c> names people by mail. It removes whoever is not listed, makes an administrator who is listed as a
/// member a member, and takes members without mail out, as they cannot be listed. Mails are compared with those of members exactly, with
/// those of others without regard to case on some databases.
/// </remarks>
internal sealed class GrafanaBulk(GrafanaSession session, GrafanaTeamMembers members)
{
    private volatile bool _isNotOffered;

    /// <summary>Applies changes to a team.</summary>
    public async Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken)
    {
        var purpose = $"change {changes.Count} members of team '{group.Name}'";
        members.EnsureOurs(group, purpose);
        var failures = await LetInAsync(changes, purpose, cancellationToken).ConfigureAwait(false);
        var possible = changes.Where(change => !failures.ContainsKey(change)).ToArray();
        if (!await TryReplaceAsync(group, possible, failures, purpose, cancellationToken).ConfigureAwait(false))
            await ApplySinglyAsync(group, possible, failures, cancellationToken).ConfigureAwait(false);
        return [.. changes.Select(change => new BatchOutcome(change, failures.GetValueOrDefault(change)))];
    }

    private async Task<Dictionary<BatchChange, VendorException>> LetInAsync(
        IReadOnlyList<BatchChange> changes, string purpose, CancellationToken cancellationToken)
    {
        var failures = new Dictionary<BatchChange, VendorException>(ReferenceEqualityComparer.Instance);
        foreach (var change in changes.Where(change => change.Action == ChangeAction.Add))
        {
            try
            {
                await members.EnsureInOrgAsync(change.User, purpose, cancellationToken).ConfigureAwait(false);
            }
            catch (VendorException error)
            {
                failures[change] = error;
            }
        }

        return failures;
    }

    /// <returns>Whether the list was written; if not, nothing was changed.</returns>
    private async Task<bool> TryReplaceAsync(
        VendorGroup group,
        BatchChange[] changes,
        Dictionary<BatchChange, VendorException> failures,
        string purpose,
        CancellationToken cancellationToken)
    {
        if (_isNotOffered)
            return false;
        var (before, missing) = await members.ListAsync(group, purpose, cancellationToken).ConfigureAwait(false);
        var entries = Target(before, changes);
        if (WhyNot(entries, missing) is { } reason)
        {
            session.Logger.LogInformation(
                "{Vendor}: team {Team} is changed one by one, because {Reason}", session.Vendor.Name, group.Name, reason);
            return false;
        }

        var body = new JsonObject
        {
            ["members"] = Mails(entries.Where(entry => !entry.IsAdmin)), ["admins"] = Mails(entries.Where(entry => entry.IsAdmin)),
        };
        var (request, response) = await session.Client.SendAsync(
            HttpMethod.Put, $"/teams/{group.Id}/members", body, purpose, cancellationToken).ConfigureAwait(false);
        if (response.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            // An address that the server does not know, or a mail: nothing was written in either case.
            var said = GrafanaClient.Said(response);
            _isNotOffered = !said.Contains("user", StringComparison.OrdinalIgnoreCase);
            session.Logger.LogInformation(
                "{Vendor}: team {Team} is changed one by one: its list cannot be written at once ({Said})",
                session.Vendor.Name,
                group.Name,
                said);
            return false;
        }

        if (!response.IsSuccess)
            throw session.Client.Refusal(request, response, GrafanaTeamMembers.WritePermission);
        await CheckAsync(group, changes, entries, failures, purpose, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static List<Entry> Target(IReadOnlyList<DataNode> before, BatchChange[] changes)
    {
        var removed = changes
            .Where(change => change.Action == ChangeAction.Remove)
            .Select(change => change.User.Id)
            .ToHashSet(StringComparer.Ordinal);
        var entries = before
            .Select(item => new Entry(item.TextAt("userId")!, item.TextAt("email"), GrafanaMember.IsTeamAdmin(item)))
            .Where(entry => !removed.Contains(entry.Id))
            .ToList();
        var present = entries.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        entries.AddRange(changes
            .Where(change => change.Action == ChangeAction.Add && !present.Contains(change.User.Id))
            .Select(change => new Entry(change.User.Id, change.User.Email, IsAdmin: false)));
        return entries;
    }

    private static string? WhyNot(List<Entry> entries, long missing)
    {
        if (missing > 0)
            return "not all members can be seen";
        if (entries.Find(entry => string.IsNullOrWhiteSpace(entry.Mail)) is { } nameless)
            return $"account {nameless.Id} has no mail address";
        var twice = entries.GroupBy(entry => ComparableText.IgnoringCase(entry.Mail)).FirstOrDefault(same => same.Skip(1).Any());
        return twice is null ? null : $"several accounts have one mail address ({string.Join(", ", twice.Select(entry => entry.Id))})";
    }

    private async Task CheckAsync(
        VendorGroup group,
        BatchChange[] changes,
        List<Entry> wanted,
        Dictionary<BatchChange, VendorException> failures,
        string purpose,
        CancellationToken cancellationToken)
    {
        var (list, _) = await AfterWriteAsync(() => members.ListAsync(group, purpose, cancellationToken)).ConfigureAwait(false);
        var after = list.Select(item => item.TextAt("userId")!).ToHashSet(StringComparer.Ordinal);
        await RemoveStrangersAsync(group, list, wanted, cancellationToken).ConfigureAwait(false);
        foreach (var change in changes.Where(change => after.Contains(change.User.Id) != (change.Action == ChangeAction.Add)))
        {
            failures[change] = session.Client.Failure(
                VendorFailure.Malformed,
                purpose,
                $"the server took the list, but reading it back does not show it for '{change.User.Label}'");
        }
    }

    // A mail that is another account's in other letters: the server may have taken that one.
    private async Task RemoveStrangersAsync(
        VendorGroup group, IReadOnlyList<DataNode> after, List<Entry> wanted, CancellationToken cancellationToken)
    {
        var ids = wanted.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        var mails = wanted.Select(entry => ComparableText.IgnoringCase(entry.Mail)).ToHashSet(StringComparer.Ordinal);
        foreach (var item in after.Where(item => !ids.Contains(item.TextAt("userId")!)))
        {
            if (!mails.Contains(ComparableText.IgnoringCase(item.TextAt("email"))))
                continue;
            var stranger = GrafanaMember.Read(item)!;
            session.Logger.LogWarning(
                "{Vendor}: the server put '{Account}' (id {Id}) into team {Team} for the mail address of somebody else; "
                    + "it is taken out again",
                session.Vendor.Name, stranger.Label, stranger.Id, group.Name);
            await members.RemoveAsync(group, stranger, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ApplySinglyAsync(
        VendorGroup group, BatchChange[] changes, Dictionary<BatchChange, VendorException> failures, CancellationToken cancellationToken)
    {
        foreach (var change in changes)
        {
            try
            {
                await (change.Action == ChangeAction.Add
                    ? members.AddAsync(group, change.User, cancellationToken)
                    : members.RemoveAsync(group, change.User, cancellationToken)).ConfigureAwait(false);
            }
            catch (VendorException error)
            {
                failures[change] = error;
            }
        }
    }

    private static async Task<T> AfterWriteAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            throw error.Restate(error.Message, outcomeUnknown: true, notSent: false);
        }
    }

    private static JsonArray Mails(IEnumerable<Entry> entries) => [.. entries.Select(entry => (JsonNode)entry.Mail!)];

    /// <summary>One member that the list shall have.</summary>
    private sealed record Entry(string Id, string? Mail, bool IsAdmin);
}
