using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>The operations on groups and memberships.</summary>
internal sealed class RestGroups(RestSession session)
{
    private const string NamePath = "name";

    private const string MissingGroupHint =
        "is there such a group? It is created only with create_groups: true, rest.find_group and rest.create_group";

    /// <summary>Asks about a group to see whether the vendor answers; that there is no such group is an answer.</summary>
    public async Task ProbeAsync(string group, CancellationToken cancellationToken)
    {
        try
        {
            if (session.Shape.FindGroup is not null)
            {
                await FindAsync(group, cancellationToken).ConfigureAwait(false);
                return;
            }

            var operation = session.Shape.ReadMembers;
            await session.Client.ProbeAsync(
                operation, new RestValues { Group = new VendorGroup(group, group) }, "connect", cancellationToken).ConfigureAwait(false);
        }
        catch (VendorException error) when (error.Failure is VendorFailure.NotFound or VendorFailure.Ambiguous)
        {
            // The mapping concerned will say so; the vendor is there.
        }
    }

    public async Task<VendorGroup?> FindAsync(string group, CancellationToken cancellationToken)
    {
        if (session.Shape.FindGroup is not { } operation)
            return new VendorGroup(group, group);

        var purpose = $"find the group '{group}'";
        var list = session.Client.List(operation, new RestValues { Group = new VendorGroup(group, group) }, purpose, allowsSingle: true);
        var matches = new List<VendorGroup>();
        await foreach (var item in list.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var found = ReadGroup(operation, item);
            if (string.Equals(found.Name, group, StringComparison.Ordinal) || string.Equals(found.Id, group, StringComparison.Ordinal))
                matches.Add(found);
        }

        session.EnsureWhole(list, purpose);
        return matches switch
        {
            [] => null,
            [var only] => only,
            _ => throw session.Client.Failure(
                VendorFailure.Ambiguous,
                purpose,
                $"several groups are called so: {string.Join(", ", matches.Select(match => match.Id).Take(5))}"),
        };
    }

    public async Task<VendorGroup> CreateAsync(string group, CancellationToken cancellationToken)
    {
        var purpose = $"create the group '{group}'";
        var operation = session.Shape.CreateGroup
            ?? throw session.Client.Failure(VendorFailure.Unsupported, purpose, "rest.create_group is not configured");
        var values = new RestValues { Group = new VendorGroup(group, group) };
        VendorGroup? found = null;
        var response = await session.Client.SendAsync(
            operation, values, purpose, cancellationToken, session.Shape.FindGroup is null ? null : IsDoneAsync).ConfigureAwait(false);
        if (found is not null)
            return found;
        return await RestClient.AfterWriteAsync(async () =>
        {
            var id = response.Body.Length == 0 || operation.IdPath is null
                ? null
                : session.Client.Understand(operation, values, purpose, response, body => body.TextAt(operation.IdPath));
            if (id is not null)
                return new VendorGroup(session.Shape.FindGroup is null ? group : id, group);
            return await FindAsync(group, cancellationToken).ConfigureAwait(false)
                ?? throw session.Client.Failure(
                    VendorFailure.Malformed, purpose, $"the answer has no id at '{operation.IdPath}', and looking finds no such group");
        }).ConfigureAwait(false);

        async Task<bool> IsDoneAsync(CancellationToken token) => (found = await FindAsync(group, token).ConfigureAwait(false)) is not null;
    }

    public async IAsyncEnumerable<GroupMember> ReadMembersAsync(
        VendorGroup group, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        recorder.GroupId = group.Id;
        var operation = session.Shape.ReadMembers;
        var purpose = $"read the members of group '{group.Name}'";
        var list = session.Client.List(operation, new RestValues { Group = group }, purpose, notFoundHint: MissingGroupHint);
        await foreach (var item in list.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return session.ReadMember(operation, item, purpose);

        foreach (var reason in list.Reasons)
            recorder.Report(reason);
        if (list.IsProved)
            recorder.MarkProved();
        if (list.IgnoresPaging)
        {
            session.Logger.LogWarning(
                "{Vendor}: the server gives the same members of group '{Group}' for every page; "
                + "what it sends at once is taken to be everything. If so, say paging: {{style: none}}.",
                session.Vendor, group.Name);
        }
    }

    public async Task AddMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
    {
        var purpose = $"add '{user.Label}' to group '{group.Name}'";
        await session.Client.SendAsync(
            session.Shape.AddMember, session.ValuesFor(user, group), purpose, cancellationToken, IsDoneAsync).ConfigureAwait(false);

        Task<bool> IsDoneAsync(CancellationToken token) => IsMemberAsync(group, user, purpose, token);
    }

    public async Task RemoveMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
    {
        var purpose = $"remove '{user.Label}' from group '{group.Name}'";
        await session.Client.SendAsync(
            session.Shape.RemoveMember, session.ValuesFor(user, group), purpose, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> IsMemberAsync(VendorGroup group, GroupMember user, string purpose, CancellationToken cancellationToken)
    {
        var operation = session.Shape.ReadMembers;
        var list = session.Client.List(operation, new RestValues { Group = group }, purpose);
        await foreach (var item in list.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (operation.Fields.IdOf(item) == user.Id)
                return true;
        }

        session.EnsureWhole(list, purpose);
        return false;
    }

    private static VendorGroup ReadGroup(RestOperation operation, DataNode item)
    {
        var id = operation.Fields.IdOf(item);
        return new VendorGroup(id, item.TextAt(operation.Fields.PathOf(NamePath) ?? NamePath) ?? id);
    }
}
