using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>The operations on accounts.</summary>
internal sealed class RestUsers(RestSession session)
{
    private int _warnedOfFilter;

    public async Task<GroupMember?> FindAsync(MatchKey key, CancellationToken cancellationToken)
    {
        foreach (var spelling in key.Spellings)
        {
            if (await FindSpeltAsync(spelling, cancellationToken).ConfigureAwait(false) is { } found)
                return found;
        }

        return null;
    }

    private async Task<GroupMember?> FindSpeltAsync(MatchKey key, CancellationToken cancellationToken)
    {
        var operation = session.Shape.FindUser;
        var purpose = $"find the account with {key}";
        var field = operation.Fields.PathOf(key.Attribute)
            ?? throw session.Client.Failure(
                VendorFailure.Unsupported, purpose, $"accounts have no field for '{key.Attribute}'; rest.fields names it");

        var values = new RestValues { Key = key, KeyField = field };
        var list = session.Client.List(operation, values, purpose, allowsSingle: true);
        var matches = new List<GroupMember>();
        await foreach (var item in list.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var member = session.ReadMember(operation, item, purpose);
            if (MatchKey.Of(member, key.Attribute) == key)
                matches.Add(member);
            else
                WarnOfFilter(key, member);
        }

        session.EnsureWhole(list, purpose);
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

    public async Task<GroupMember> CreateAsync(GroupMember member, CancellationToken cancellationToken)
    {
        var operation = session.Shape.CreateUser;
        var purpose = $"create the account '{member.Label}'";
        var values = new RestValues { User = member, Fields = operation.Fields.ToFields(member) };
        GroupMember? found = null;
        var response = await session.Client.SendAsync(
            operation, values, purpose, cancellationToken, KeyOf(member) is null ? null : IsDoneAsync).ConfigureAwait(false);
        if (found is not null)
            return found;
        return await RestClient.AfterWriteAsync(async () =>
        {
            if (IdIn(response) is { } id)
                return member with { Id = id, DistinguishedName = null, Read = null };
            if (await IsDoneAsync(cancellationToken).ConfigureAwait(false))
                return found!;
            throw session.Client.Failure(
                VendorFailure.Malformed, purpose, $"the answer has no id at '{operation.IdPath}', and looking finds no such account");
        }).ConfigureAwait(false);

        async Task<bool> IsDoneAsync(CancellationToken token) =>
            (found = await LookAsync(member, purpose, token).ConfigureAwait(false)) is not null;

        string? IdIn(VendorHttpResponse answer) => answer.Body.Length == 0 || operation.IdPath is null
            ? null
            : session.Client.Understand(operation, values, purpose, answer, body => session.ReadId(body, operation.IdPath));
    }

    public async Task UpdateAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken)
    {
        var operation = session.Shape.UpdateUser;
        var purpose = $"update the account '{user.Label}'";
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
    }

    public async Task SetEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken)
    {
        var operation = session.Shape.SetEnabled;
        var purpose = $"{(enabled ? "enable" : "disable")} the account '{user.Label}'";
        var fields = operation.Fields.ToFields([KeyValuePair.Create(AttributeNames.Enabled, (string?)(enabled ? "true" : "false"))]);
        if (fields.Count == 0)
            throw session.Client.Failure(VendorFailure.Unsupported, purpose, "accounts have no field for 'enabled'; rest.fields names it");
        var values = session.ValuesFor(user with { Enabled = enabled }) with { Fields = fields };
        await session.Client.SendAsync(operation, values, purpose, cancellationToken).ConfigureAwait(false);
    }

    private static MatchKey? KeyOf(GroupMember member) =>
        MatchKey.Of(member, AttributeNames.UserName) ?? MatchKey.Of(member, AttributeNames.Email);

    /// <summary>Looks for an account that a request may have created.</summary>
    private async Task<GroupMember?> LookAsync(GroupMember member, string purpose, CancellationToken cancellationToken)
    {
        if (KeyOf(member) is not { } key || await FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } found)
            return null;
        // An account of that name may have been there before, and be somebody else's.
        if (Differs(member, found, AttributeNames.UserName) || Differs(member, found, AttributeNames.Email))
        {
            throw session.Client.Failure(
                VendorFailure.Conflict,
                purpose,
                $"account {found.Id} has {key}, but belongs to somebody with other details ({found.Label}, {found.Email})");
        }

        return found;
    }

    private static bool Differs(GroupMember one, GroupMember other, string attribute) =>
        MatchKey.Of(one, attribute) is { } mine && MatchKey.Of(other, attribute) is { } theirs && mine != theirs;

    private void WarnOfFilter(MatchKey key, GroupMember other)
    {
        if (Interlocked.Exchange(ref _warnedOfFilter, 1) == 0)
        {
            session.Logger.LogWarning(
                "{Vendor}: a look-up by {Key} also gave {Other}: the server takes the filter as a hint, or not at all. "
                + "Only exact matches count; but each look-up may read all accounts.",
                session.Vendor, key, other.Label);
        }
    }
}
