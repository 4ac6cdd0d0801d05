using System.Net;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>Finds, makes and deletes accounts.</summary>
internal sealed class ScimUsers(ScimSession session)
{
    private readonly LooseFilter _filter = new(session.Vendor, session.Logger);

    /// <summary>Finds the one account that has a key.</summary>
    public async Task<GroupMember?> FindAsync(MatchKey key, CancellationToken cancellationToken)
    {
        var purpose = $"find the account with {key}";
        var field = session.Fields.FilterNameOf(key.Attribute)
            ?? throw session.Client.Failure(
                VendorFailure.Unsupported, purpose, $"accounts have no field for '{key.Attribute}'; scim.fields names it");
        if (key.Attribute == AttributeNames.Id)
            return await GetAsync(key.Value, purpose, cancellationToken).ConfigureAwait(false);

        // Few servers compare by Unicode's rules: a name that they hold in another spelling is found by that only.
        GroupMember? found = null;
        foreach (var spelling in key.Spellings.Take(session.Features.Filter ? 2 : 1).TakeWhile(_ => found is null))
            found = await FindAsync(key, field, spelling.Value, purpose, cancellationToken).ConfigureAwait(false);
        return found;
    }

    private async Task<GroupMember?> FindAsync(
        MatchKey key, string field, string value, string purpose, CancellationToken cancellationToken)
    {
        var filter = session.Features.Filter ? ScimFilter.Equal(field, value) : null;
        var list = session.List(session.Features.Users, purpose, filter, provesEnd: filter is null);
        var matches = new List<GroupMember>();
        await foreach (var resource in list.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var account = session.ReadUser(resource, purpose);
            if (MatchKey.Of(account, key.Attribute) == key)
                matches.Add(account);
            else if (filter is not null)
                _filter.Note(key, account);
        }

        if (matches.Count > 1)
        {
            throw session.Client.Failure(
                VendorFailure.Ambiguous,
                purpose,
                $"several accounts have it: {string.Join(", ", matches.Select(match => match.Id).Take(5))}");
        }

        session.EnsureWhole(list, purpose);
        return matches is [var only] ? only : null;
    }

    /// <summary>Reads an account by its id.</summary>
    public async Task<GroupMember?> GetAsync(string id, string purpose, CancellationToken cancellationToken)
    {
        var resource = await session.Client.GetAsync(
            session.UserAddress(id), purpose, cancellationToken, HttpStatusCode.NotFound, HttpStatusCode.Gone).ConfigureAwait(false);
        if (resource is null)
            return null;
        var account = session.ReadUser(resource, purpose);
        return account.Id == id
            ? account
            : throw session.Client.Failure(VendorFailure.Malformed, purpose, $"the answer is another account, '{account.Id}'");
    }

    /// <summary>Every account.</summary>
    public async IAsyncEnumerable<GroupMember> ListAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Purpose = "list the accounts";
        var list = session.List(session.Features.Users, Purpose, provesEnd: true);
        await foreach (var resource in list.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return session.ReadUser(resource, Purpose);
        session.EnsureWhole(list, Purpose);
    }

    /// <summary>Makes an account, or finds the one that an attempt of unknown outcome has made.</summary>
    public async Task<GroupMember> CreateAsync(GroupMember member, CancellationToken cancellationToken)
    {
        var purpose = $"create the account '{member.Label}'";
        GroupMember? found = null;
        var request = ScimClient.Write(HttpMethod.Post, session.Features.Users, purpose, ToUser(member)) with
        {
            IsIdempotent = false,
            IsDoneAsync = KeyOf(member) is null ? null : IsDoneAsync,
        };
        try
        {
            var created = await session.Client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (found is not null)
                return found;
            if (created is not null && ScimJson.NonBlank(created["id"]) is not null)
                return member with { Id = session.ReadUser(created, purpose).Id, DistinguishedName = null, Read = null };
        }
        catch (VendorException error) when (
            session.Settings.AdoptAccounts && error.Failure == VendorFailure.Conflict && KeyOf(member) is not null)
        {
            return await AdoptAsync(member, error, purpose, cancellationToken).ConfigureAwait(false);
        }
        catch (VendorException error) when (
            error is { Failure: VendorFailure.Malformed, OutcomeUnknown: true } && KeyOf(member) is not null)
        {
            session.Logger.LogDebug(error, "{Vendor}: the answer cannot be understood; looking for the account", session.Vendor);
        }

        return await AfterCreationAsync(member, purpose, cancellationToken).ConfigureAwait(false);

        async Task<bool> IsDoneAsync(CancellationToken token) =>
            (found = await LookAsync(member, purpose, token).ConfigureAwait(false)) is not null;
    }

    /// <summary>Deletes an account; one that is not there is deleted already.</summary>
    public async Task DeleteAsync(GroupMember user, CancellationToken cancellationToken)
    {
        var purpose = $"delete the account '{user.Label}'";
        if (!session.Profile.DeletesUsers)
        {
            throw session.Client.Failure(
                VendorFailure.Unsupported, purpose, "this server disables an account that is to be deleted; disable it instead")
                .Restate($"{session.Vendor}: cannot {purpose}: this server only disables accounts; use orphans: disable.", notSent: true);
        }

        session.Forget(user.Id);
        var request = ScimClient.Write(HttpMethod.Delete, session.UserAddress(user.Id), purpose, null);
        await session.Client.SendAsync(request, cancellationToken, HttpStatusCode.NotFound, HttpStatusCode.Gone).ConfigureAwait(false);
    }

    private JsonObject ToUser(GroupMember member)
    {
        var person = member with { Enabled = member.Enabled ?? true };
        if (session.Profile.NeedsDisplayName && string.IsNullOrWhiteSpace(person.DisplayName))
        {
            var name = $"{person.FirstName} {person.LastName}".Trim();
            person = person with { DisplayName = name.Length > 0 ? name : person.Label };
        }

        if ((session.Settings.ExternalId ?? session.Profile.NeedsExternalId) && person.GetValue(ScimFields.ExternalId) is null)
            person = person.WithValue(ScimFields.ExternalId, member.Id);
        return session.Fields.Create(person);
    }

    // The account was made. If it cannot be found now, that says nothing else.
    private async Task<GroupMember> AfterCreationAsync(GroupMember member, string purpose, CancellationToken cancellationToken)
    {
        try
        {
            return await LookAsync(member, purpose, cancellationToken).ConfigureAwait(false)
                ?? throw session.Client.Failure(
                    VendorFailure.Malformed, purpose, "the answer has no id, and looking finds no such account");
        }
        catch (VendorException error)
        {
            throw error.Restate(error.Message, outcomeUnknown: true, notSent: false);
        }
    }

    private async Task<GroupMember> AdoptAsync(
        GroupMember member, VendorException conflict, string purpose, CancellationToken cancellationToken)
    {
        if (await LookAsync(member, purpose, cancellationToken).ConfigureAwait(false) is not { } found)
            throw conflict;
        session.Logger.LogWarning(
            "{Vendor}: the account '{Person}' (id '{Id}') is there already and is used{Disabled}.",
            session.Vendor, found.Label, found.Id, found.Enabled == false ? ", although it is disabled" : string.Empty);
        return found;
    }

    /// <summary>Looks for an account that a request may have made.</summary>
    private async Task<GroupMember?> LookAsync(GroupMember member, string purpose, CancellationToken cancellationToken)
    {
        if (KeyOf(member) is not { } key || await FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } found)
            return null;
        return SameAccount.FindContradiction(key, member, found) is { } contradiction
            ? throw session.Client.Failure(VendorFailure.Conflict, purpose, contradiction)
            : found;
    }

    private static MatchKey? KeyOf(GroupMember member) =>
        MatchKey.Of(member, AttributeNames.UserName) ?? MatchKey.Of(member, AttributeNames.Email);
}
