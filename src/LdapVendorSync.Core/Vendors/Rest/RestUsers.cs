using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>The operations on accounts.</summary>
internal sealed class RestUsers(RestSession session) : IDisposable
{
    private readonly RestUserIndex _index = new(session);
    private readonly LooseFilter _filter = new(session.Vendor, session.Logger);

    public Task<GroupMember?> FindAsync(MatchKey key, CancellationToken cancellationToken) =>
        FindAsync(key, isFresh: false, cancellationToken);

    /// <summary>Every account.</summary>
    public async IAsyncEnumerable<GroupMember> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Purpose = "list the accounts";
        var operation = session.Shape.ListUsers
            ?? throw session.Client.Failure(VendorFailure.Unsupported, Purpose, "rest.list_users is not configured");
        var list = session.Client.List(operation, new RestValues(), Purpose);
        await foreach (var item in list.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return session.ReadMember(operation, item, Purpose);
        session.EnsureWhole(list, Purpose);
    }

    public async Task<GroupMember> CreateAsync(GroupMember member, CancellationToken cancellationToken)
    {
        var purpose = $"create the account '{member.Label}'";
        var operation = session.Shape.CreateUser ?? throw Unsupported(purpose, "create_user");
        var values = new RestValues { User = member, Fields = operation.Fields.ToFields(member) };
        GroupMember? found = null;
        VendorHttpResponse response;
        try
        {
            response = await session.Client.SendAsync(
                operation, values, purpose, cancellationToken, session.KeyOf(member) is null ? null : IsDoneAsync).ConfigureAwait(false);
        }
        catch (VendorException error)
            when (session.Shape.AdoptsAccounts && error is { Failure: VendorFailure.Conflict, OutcomeUnknown: false })
        {
            // Somebody may have created the account since it was looked for. Whoever only has the same name is another person.
            if (await LookAsync(member, purpose, cancellationToken).ConfigureAwait(false) is not { } existing)
                throw;
            session.Logger.LogInformation(
                "{Vendor}: the account '{User}' came into being meanwhile, and is used as it is.", session.Vendor, member.Label);
            return Keep(existing);
        }

        if (found is not null)
            return Keep(found);
        return await RestClient.AfterWriteAsync(async () =>
        {
            if (IdIn(response) is { } id)
                return Keep(member with { Id = id, DistinguishedName = null, Read = null });
            if (await IsDoneAsync(cancellationToken).ConfigureAwait(false))
                return Keep(found!);
            throw session.Client.Failure(
                VendorFailure.Malformed, purpose, $"the answer has no id at '{operation.IdPath}', and looking finds no such account");
        }).ConfigureAwait(false);

        async Task<bool> IsDoneAsync(CancellationToken token) =>
            (found = await LookAsync(member, purpose, token).ConfigureAwait(false)) is not null;

        string? IdIn(VendorHttpResponse answer) => answer.Body.Length == 0 || operation.IdPath is null
            ? null
            : session.Client.Understand(operation, purpose, answer, body => session.ReadId(body, operation.IdPath));
    }

    public async Task UpdateAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken)
    {
        var purpose = $"update the account '{user.Label}'";
        var operation = session.Shape.UpdateUser ?? throw Unsupported(purpose, "update_user");
        var unknown = differences.Where(difference => operation.Fields.PathOf(difference.Attribute) is null).Select(
            difference => difference.Attribute).ToArray();
        if (unknown.Length > 0)
        {
            throw session.Client.Failure(
                VendorFailure.Unsupported,
                purpose,
                $"accounts have no field for {string.Join(", ", unknown)}; name it in rest.fields, or leave it out of 'attributes'");
        }

        var after = differences.Aggregate(user, (changed, difference) => changed.WithValue(difference.Attribute, difference.After));
        var fields = operation.Fields.ToFields(
            differences.Select(difference => KeyValuePair.Create(difference.Attribute, difference.After)));
        var values = session.ValuesFor(after) with { UserId = user.Id, Fields = fields };
        await session.Client.SendAsync(operation, values, purpose, cancellationToken).ConfigureAwait(false);
        _index.Put(after);
    }

    public async Task SetEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken)
    {
        var purpose = $"{(enabled ? "enable" : "disable")} the account '{user.Label}'";
        var operation = session.Shape.SetEnabled ?? throw Unsupported(purpose, "set_enabled");
        var fields = operation.Fields.ToFields([KeyValuePair.Create(AttributeNames.Enabled, (string?)(enabled ? "true" : "false"))]);
        if (fields.Count == 0)
            throw session.Client.Failure(VendorFailure.Unsupported, purpose, "accounts have no field for 'enabled'; rest.fields names it");
        var values = session.ValuesFor(user with { Enabled = enabled }) with { Fields = fields };
        await session.Client.SendAsync(operation, values, purpose, cancellationToken).ConfigureAwait(false);
    }

    public async Task DeleteAsync(GroupMember user, CancellationToken cancellationToken)
    {
        var purpose = $"delete the account '{user.Label}'";
        var operation = session.Shape.DeleteUser ?? throw Unsupported(purpose, "delete_user");
        await session.Client.SendAsync(operation, session.ValuesFor(user), purpose, cancellationToken).ConfigureAwait(false);
        _index.Drop(user.Id);
    }

    public void Dispose() => _index.Dispose();

    private VendorException Unsupported(string purpose, string operation)
    {
        var error = session.Client.Failure(VendorFailure.Unsupported, purpose, $"rest has no {operation}");
        return error.Restate(error.Message, notSent: true);
    }

    private GroupMember Keep(GroupMember account)
    {
        _index.Put(account);
        return account;
    }

    private async Task<GroupMember?> FindAsync(MatchKey key, bool isFresh, CancellationToken cancellationToken)
    {
        var operation = session.Shape.FindUserBy.GetValueOrDefault(key.Attribute) ?? session.Shape.FindUser;
        var purpose = $"find the account with {key}";
        var field = operation.Fields.PathOf(key.Attribute)
            ?? throw session.Client.Failure(
                VendorFailure.Unsupported, purpose, $"accounts have no field for '{key.Attribute}'; rest.fields names it");

        var matches = operation.Placeholders.Contains("value")
            ? await AskAsync(operation, key, field, purpose, cancellationToken).ConfigureAwait(false)
            : await _index.FindAsync(operation, key, isFresh, purpose, cancellationToken).ConfigureAwait(false);
        return matches switch
        {
            [] => null,
            [var only] => only,
            _ => throw session.Client.Failure(
                VendorFailure.Ambiguous,
                purpose,
                $"several accounts have it: {string.Join(", ", matches.Select(match => match.Id).Take(5))}"),
        };
    }

    private async Task<IReadOnlyList<GroupMember>> AskAsync(
        RestOperation operation, MatchKey key, string field, string purpose, CancellationToken cancellationToken)
    {
        foreach (var spelling in key.Spellings)
        {
            var values = new RestValues { Key = spelling, KeyField = field };
            var found = await AskAsync(operation, values, key, purpose, cancellationToken).ConfigureAwait(false);
            if (found.Count > 0)
                return found;
        }

        return [];
    }

    private async Task<IReadOnlyList<GroupMember>> AskAsync(
        RestOperation operation, RestValues values, MatchKey key, string purpose, CancellationToken cancellationToken)
    {
        var list = session.Client.List(operation, values, purpose, allowsSingle: true);
        var matches = new List<GroupMember>();
        await foreach (var item in list.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var member = session.ReadMember(operation, item, purpose);
            if (MatchKey.Of(member, key.Attribute) == key)
                matches.Add(member);
            else
                _filter.Note(key, member);
        }

        session.EnsureWhole(list, purpose);
        return matches;
    }

    /// <summary>Looks for an account that a request, or somebody else, may have created.</summary>
    private async Task<GroupMember?> LookAsync(GroupMember member, string purpose, CancellationToken cancellationToken)
    {
        if (session.KeyOf(member) is not { } key
            || await FindAsync(key, isFresh: true, cancellationToken).ConfigureAwait(false) is not { } found)
            return null;
        return SameAccount.FindContradiction(key, member, found) is { } contradiction
            ? throw session.Client.Failure(VendorFailure.Conflict, purpose, contradiction)
            : found;
    }
}
