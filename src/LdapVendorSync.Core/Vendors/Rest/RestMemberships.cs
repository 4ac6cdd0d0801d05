using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors.Rest.Batches;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>Makes accounts members of groups, and ends that.</summary>
internal sealed class RestMemberships(RestSession session, RestMemberList members, RestBatches batches)
{
    public async Task AddAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
    {
        var purpose = $"add '{user.Label}' to group '{group.Name}'";
        if (session.Shape.Replace is not null || session.Shape.AddMember is null)
        {
            await ApplyAsync(group, new BatchChange(ChangeAction.Add, user, []), purpose, cancellationToken).ConfigureAwait(false);
            return;
        }

        await session.Client.SendAsync(
            session.Shape.AddMember, session.ValuesFor(user, group), purpose, cancellationToken, IsDoneAsync).ConfigureAwait(false);

        async Task<bool> IsDoneAsync(CancellationToken token) =>
            await members.FindAsync(group, IsUser, purpose, token).ConfigureAwait(false) is not null;

        // Where adding makes the account, its id is not known yet: the person is found by what both sides are recognised by.
        bool IsUser(GroupMember member) =>
            session.Shape.AddCreatesUsers ? session.KeyOf(member) == session.KeyOf(user) : member.Id == user.Id;
    }

    public async Task RemoveAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
    {
        var purpose = $"remove '{user.Label}' from group '{group.Name}'";
        if (session.Shape.Replace is not null || session.Shape.RemoveMember is not { } operation)
        {
            await ApplyAsync(group, new BatchChange(ChangeAction.Remove, user, []), purpose, cancellationToken).ConfigureAwait(false);
            return;
        }

        var values = session.ValuesFor(user, group);
        if (operation.MissingInAddress(values) is not null)
        {
            // The address needs what only the list of members knows, such as the id of the membership.
            var member = await members.FindAsync(
                group, candidate => candidate.Id == user.Id, purpose, cancellationToken).ConfigureAwait(false);
            if (member is null)
                return;
            values = session.ValuesFor(member, group);
        }

        await session.Client.SendAsync(operation, values, purpose, cancellationToken).ConfigureAwait(false);
    }

    private async Task ApplyAsync(VendorGroup group, BatchChange change, string purpose, CancellationToken cancellationToken)
    {
        if (!batches.CanApply(change.Action))
            throw session.Client.Failure(VendorFailure.Unsupported, purpose, "rest has no operation for it").Restate(
                $"{session.Vendor}: cannot {purpose}: rest has no operation for it.", notSent: true);
        var outcomes = await batches.ApplyAsync(group, [change], cancellationToken).ConfigureAwait(false);
        if (outcomes[0].Failure is { } failure)
            throw failure;
    }
}
