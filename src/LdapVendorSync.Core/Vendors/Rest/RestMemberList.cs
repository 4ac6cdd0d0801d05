using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>Reads the members of groups.</summary>
internal sealed class RestMemberList(RestSession session)
{
    private const string MissingGroupHint =
        "is there such a group? It is created only with create_groups: true, rest.find_group and rest.create_group";

    /// <summary>The members, with what the read is worth.</summary>
    public async IAsyncEnumerable<GroupMember> ReadAsync(
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

    /// <summary>Asks for the first members of a group, to see whether the vendor answers.</summary>
    public Task ProbeAsync(VendorGroup group, CancellationToken cancellationToken) =>
        session.Client.ProbeAsync(session.Shape.ReadMembers, new RestValues { Group = group }, "connect", cancellationToken);

    /// <summary>The first member that fits; <see langword="null"/> where none does.</summary>
    /// <exception cref="VendorException">That is not certain.</exception>
    public async Task<GroupMember?> FindAsync(
        VendorGroup group, Func<GroupMember, bool> fits, string purpose, CancellationToken cancellationToken)
    {
        var operation = session.Shape.ReadMembers;
        var list = session.Client.List(operation, new RestValues { Group = group }, purpose);
        await foreach (var item in list.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var member = session.ReadMember(operation, item, purpose);
            if (fits(member))
                return member;
        }

        session.EnsureWhole(list, purpose);
        return null;
    }

    /// <summary>The ids of all members.</summary>
    /// <exception cref="VendorException">It is not certain that these are all.</exception>
    public async Task<IReadOnlySet<string>> ReadIdsAsync(VendorGroup group, string purpose, CancellationToken cancellationToken)
    {
        var operation = session.Shape.ReadMembers;
        var list = session.Client.List(operation, new RestValues { Group = group }, purpose);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var item in list.ReadAsync(cancellationToken).ConfigureAwait(false))
            ids.Add(operation.Fields.IdOf(item));
        session.EnsureWhole(list, purpose);
        return ids;
    }
}
