using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>The operations on groups.</summary>
internal sealed class RestGroups(RestSession session, RestMemberList members)
{
    private const string NamePath = "name";

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

            await members.ProbeAsync(new VendorGroup(group, group), cancellationToken).ConfigureAwait(false);
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
        VendorHttpResponse response;
        try
        {
            response = await session.Client.SendAsync(
                operation, values, purpose, cancellationToken, session.Shape.FindGroup is null ? null : IsDoneAsync).ConfigureAwait(false);
        }
        catch (VendorException error)
            when (error is { Failure: VendorFailure.Conflict, OutcomeUnknown: false } && session.Shape.FindGroup is not null)
        {
            // Somebody may have created it since it was looked for.
            if (await FindAsync(group, cancellationToken).ConfigureAwait(false) is not { } existing)
                throw;
            return existing;
        }

        if (found is not null)
            return found;
        return await RestClient.AfterWriteAsync(async () =>
        {
            var id = response.Body.Length == 0 || operation.IdPath is null
                ? null
                : session.Client.Understand(operation, purpose, response, body => body.TextAt(operation.IdPath));
            if (id is not null)
                return new VendorGroup(session.Shape.FindGroup is null ? group : id, group);
            return await FindAsync(group, cancellationToken).ConfigureAwait(false)
                ?? throw session.Client.Failure(
                    VendorFailure.Malformed, purpose, $"the answer has no id at '{operation.IdPath}', and looking finds no such group");
        }).ConfigureAwait(false);

        async Task<bool> IsDoneAsync(CancellationToken token) => (found = await FindAsync(group, token).ConfigureAwait(false)) is not null;
    }

    /// <summary>Every group.</summary>
    public async IAsyncEnumerable<VendorGroup> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Purpose = "list the groups";
        var operation = session.Shape.ListGroups
            ?? throw session.Client.Failure(VendorFailure.Unsupported, Purpose, "rest.list_groups is not configured");
        var list = session.Client.List(operation, new RestValues(), Purpose);
        await foreach (var item in list.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return ReadGroup(operation, item);
        session.EnsureWhole(list, Purpose);
    }

    private static VendorGroup ReadGroup(RestOperation operation, DataNode item)
    {
        var id = operation.Fields.IdOf(item);
        return new VendorGroup(id, item.TextAt(operation.Fields.PathOf(NamePath) ?? NamePath) ?? id);
    }
}
