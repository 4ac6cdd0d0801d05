using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>Reads who is in a group, and remembers it for the changes that follow.</summary>
internal sealed class ScimMemberReader(ScimSession session)
{
    private const string Members = "members";

    private readonly ConcurrentDictionary<string, ScimGroupState> _states = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ReadReason> _cutOff = new(StringComparer.Ordinal);
    private int _isFilterHonoured;

    /// <summary>What was read of a group, if that was not long ago.</summary>
    public ScimGroupState? Recent(VendorGroup group) =>
        _states.TryGetValue(group.Id, out var state) && session.TimeProvider.GetElapsedTime(state.ReadAt) < TimeSpan.FromMinutes(1)
            ? state
            : null;

    /// <summary>Notes what a change that was confirmed has made of a group.</summary>
    public void Note(VendorGroup group, IEnumerable<string> added, IEnumerable<string> removed, string? version)
    {
        if (!_states.TryGetValue(group.Id, out var state))
            return;
        var ids = new HashSet<string>(state.Ids, StringComparer.Ordinal);
        ids.UnionWith(added);
        ids.ExceptWith(removed);
        // A group that has versions has another one now; without it, the next change would be refused.
        if (state.Version is not null && version is null)
            _states.TryRemove(group.Id, out _);
        else
            _states[group.Id] = state with { Ids = ids, Version = version, Resource = null };
    }

    /// <summary>Notes that a group has members whom it does not list: none of its lists is whole from now on.</summary>
    public void NoteCutOff(VendorGroup group, ReadReason reason)
    {
        _cutOff[group.Id] = reason;
        Forget(group);
    }

    /// <summary>Forgets what was read.</summary>
    public void Forget(VendorGroup group) => _states.TryRemove(group.Id, out _);

    /// <summary>Reads who is in a group.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.NotFound"/> where there is no such group.</exception>
    public async Task<ScimGroupState> ReadAsync(VendorGroup group, CancellationToken cancellationToken)
    {
        var purpose = $"read the members of group '{group.Name}'";
        var state = session.MembersFrom == ScimMembersFrom.Users
            ? await ReadUsersAsync(group, purpose, cancellationToken).ConfigureAwait(false)
            : await ReadGroupAsync(group, purpose, cancellationToken).ConfigureAwait(false);
        _states[group.Id] = state with { Accounts = null };
        return state;
    }

    private async Task<ScimGroupState> ReadGroupAsync(VendorGroup group, string purpose, CancellationToken cancellationToken)
    {
        var readAt = session.TimeProvider.GetTimestamp();
        var resource = (await session.Client.GetAsync(session.GroupAddress(group.Id), purpose, cancellationToken).ConfigureAwait(false))!;
        EnsureGroup(resource, group, purpose);
        if (resource[Members] is null && await HoldsNoMembersAsync(group, purpose, cancellationToken).ConfigureAwait(false))
            return await ReadUsersAsync(group, purpose, cancellationToken).ConfigureAwait(false);

        var (ids, nested) = IdsIn(resource, purpose);
        return new ScimGroupState
        {
            Ids = ids,
            ReadAt = readAt,
            NestedGroups = nested,
            Version = session.VersionOf(resource),
            Resource = resource,
            Reasons = [.. ReasonsOf(group, ids.Count + nested)],
        };
    }

    // An answer without members means that there are none; it had better be that of the group, then.
    private void EnsureGroup(JsonObject resource, VendorGroup group, string purpose)
    {
        var id = ScimJson.Text(resource["id"]);
        var problem = id != group.Id ? $"the answer is not the group '{group.Id}', but '{id}'"
            : resource[Members] is not (null or JsonArray) ? "its members are no list"
            : null;
        if (problem is not null)
            throw session.Client.Failure(VendorFailure.Malformed, purpose, problem);
    }

    private IEnumerable<ReadReason> ReasonsOf(VendorGroup group, int count)
    {
        if (count >= session.Settings.MembersLimit)
            yield return CutOff(count);
        if (_cutOff.TryGetValue(group.Id, out var reason))
            yield return reason;
    }

    private (HashSet<string> Ids, int Nested) IdsIn(JsonObject resource, string purpose)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var nested = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in resource[Members] as JsonArray ?? [])
        {
            var member = node as JsonObject;
            var id = ScimJson.NonBlank(member?["value"])
                ?? throw session.Client.Failure(
                    VendorFailure.Malformed, purpose, "a member has no value, so that nobody can say who it is");
            (IsGroup(member!) ? nested : ids).Add(id);
        }

        return (ids, nested.Count);
    }

    // RFC 7643 section 4.2: a member is a User or a Group; where the type is left out, the reference tells.
    private static bool IsGroup(JsonObject member) => ScimJson.NonBlank(member["type"]) is { } type
        ? type.Equals("Group", StringComparison.OrdinalIgnoreCase)
        : ScimJson.Text(member["$ref"])?.Contains("/Groups/", StringComparison.OrdinalIgnoreCase) == true;

    // "members" is left out where there are none, and by servers that never show them. One look at the users tells: somebody who says to be
    // in the group proves the latter.
    private async Task<bool> HoldsNoMembersAsync(VendorGroup group, string purpose, CancellationToken cancellationToken)
    {
        if (!session.Features.Filter || session.Settings.MembersFrom is not null)
            return false;
        var list = session.List(session.Features.Users, purpose, GroupFilter(group.Id));
        try
        {
            await foreach (var user in list.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!ScimAccountResolver.IsIn(user, group.Id))
                    return false;
                session.Logger.LogWarning(
                    "{Vendor}: the server does not show the members of group '{Group}', though there are some; they are read from "
                    + "the users (groups.value). Say scim: {{members_from: users}}.",
                    session.Vendor, group.Name);
                session.MembersFrom = ScimMembersFrom.Users;
                return true;
            }
        }
        catch (VendorException error) when (error.Failure is VendorFailure.Rejected or VendorFailure.NotFound or VendorFailure.Malformed)
        {
            session.Logger.LogDebug(error, "{Vendor}: users cannot be looked up by group", session.Vendor);
        }

        return false;
    }

    private async Task<ScimGroupState> ReadUsersAsync(VendorGroup group, string purpose, CancellationToken cancellationToken)
    {
        var readAt = session.TimeProvider.GetTimestamp();
        var list = session.List(session.Features.Users, purpose, GroupFilter(group.Id), provesEnd: true);
        var accounts = new List<GroupMember>();
        var confirmed = 0;
        var showsGroups = false;
        await foreach (var user in list.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            accounts.Add(session.ReadUser(user, purpose));
            showsGroups |= user["groups"] is JsonArray;
            confirmed += ScimAccountResolver.IsIn(user, group.Id) ? 1 : 0;
        }

        // Some servers leave "groups" out of lists. Where they are shown, whoever does not show this one is not in it.
        var others = showsGroups ? accounts.Count - confirmed : 0;
        if (others > 0)
        {
            throw session.Client.Failure(
                VendorFailure.Malformed,
                purpose,
                $"the server was asked for the users of this group, and gave {others} others too");
        }

        if (accounts.Count > 0 && !showsGroups)
            await EnsureFilterIsHonouredAsync(purpose, cancellationToken).ConfigureAwait(false);

        return new ScimGroupState
        {
            Ids = accounts.Select(account => account.Id).ToHashSet(StringComparer.Ordinal),
            ReadAt = readAt,
            Accounts = accounts,
            Reasons = list.IsProved ? [] : list.Reasons,
        };
    }

    // Users who do not say what groups they are in are all in this one, or the filter counts for nothing: then a group that cannot be
    // there has users as well.
    private async Task EnsureFilterIsHonouredAsync(string purpose, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _isFilterHonoured) != 0)
            return;
        var list = session.List(session.Features.Users, purpose, GroupFilter(Guid.NewGuid().ToString()));
        try
        {
            await foreach (var _ in list.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                throw session.Client.Failure(
                    VendorFailure.Malformed,
                    purpose,
                    "the server gives users for any groups.value, even one that cannot be there: nobody can say who is in the group");
            }
        }
        catch (VendorException error) when (error.Failure is VendorFailure.Rejected or VendorFailure.NotFound)
        {
            session.Logger.LogDebug(error, "{Vendor}: the server refuses to look for users of a group that is not there", session.Vendor);
        }

        Volatile.Write(ref _isFilterHonoured, 1);
    }

    private static string GroupFilter(string groupId) => ScimFilter.Equal("groups.value", groupId);

    private static ReadReason CutOff(int count) => new(
        ReadReasonKind.LimitExceeded,
        HoldScope.Mapping,
        $"The group has {count} members, which is as many as the server shows (scim.members_limit); there may be more.");
}
