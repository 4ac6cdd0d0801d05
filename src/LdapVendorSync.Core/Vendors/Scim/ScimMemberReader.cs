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
            Reasons = ids.Count + nested >= session.Settings.MembersLimit ? [CutOff(ids.Count + nested)] : [],
        };
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
        var list = session.List(session.Features.Users, purpose, GroupFilter(group));
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
        var list = session.List(session.Features.Users, purpose, GroupFilter(group), provesEnd: true);
        var accounts = new List<GroupMember>();
        var others = 0;
        await foreach (var user in list.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            // Some servers leave "groups" out of lists; who shows groups, and not this one, is not in it: the filter was ignored.
            if (user["groups"] is JsonArray && !ScimAccountResolver.IsIn(user, group.Id))
                others++;
            else
                accounts.Add(session.ReadUser(user, purpose));
        }

        if (others > 0)
        {
            throw session.Client.Failure(
                VendorFailure.Malformed,
                purpose,
                $"the server was asked for the users of this group, and gave {others} of other groups too");
        }

        return new ScimGroupState
        {
            Ids = accounts.Select(account => account.Id).ToHashSet(StringComparer.Ordinal),
            ReadAt = readAt,
            Accounts = accounts,
            Reasons = list.IsProved ? [] : list.Reasons,
        };
    }

    private static string GroupFilter(VendorGroup group) => ScimFilter.Equal("groups.value", group.Id);

    private static ReadReason CutOff(int count) => new(
        ReadReasonKind.LimitExceeded,
        HoldScope.Mapping,
        $"The group has {count} members, which is as many as the server shows (scim.members_limit); there may be more.");
}
