using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>Finds, makes and lists groups.</summary>
internal sealed class ScimGroups(ScimSession session)
{
    /// <summary>Finds a group by its name, else by its id.</summary>
    public async Task<VendorGroup?> FindAsync(string group, CancellationToken cancellationToken)
    {
        var purpose = $"find the group '{group}'";
        var named = await FindNamedAsync(group, purpose, cancellationToken).ConfigureAwait(false);
        // A name is compared without regard to case (RFC 7643 section 4.2), unless one is spelt exactly so.
        var exact = named.Where(found => string.Equals(ComparableText.Of(found.Name), ComparableText.Of(group), StringComparison.Ordinal));
        IReadOnlyList<VendorGroup> matches = [.. exact];
        if (matches.Count == 0)
            matches = named;
        return matches switch
        {
            [] => await FindByIdAsync(group, purpose, cancellationToken).ConfigureAwait(false),
            [var only] => only,
            _ => throw session.Client.Failure(
                VendorFailure.Ambiguous,
                purpose,
                $"several groups are called so: {string.Join(", ", matches.Select(match => match.Id).Take(5))}"),
        };
    }

    /// <summary>Makes a group; one that is there already is taken.</summary>
    public async Task<VendorGroup> CreateAsync(string group, CancellationToken cancellationToken)
    {
        var purpose = $"create the group '{group}'";
        var body = ScimJson.NewObject();
        body["schemas"] = new JsonArray(ScimSchemas.Group);
        body["displayName"] = group;
        if (session.Profile.NeedsExternalId)
        {
            body["externalId"] = group;
            body["members"] = new JsonArray();
        }

        VendorGroup? found = null;
        var request = ScimClient.Write(HttpMethod.Post, session.Features.Groups, purpose, body) with
        {
            IsIdempotent = false,
            IsDoneAsync = IsDoneAsync,
        };
        try
        {
            var created = await session.Client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (found is not null)
                return found;
            if (created is not null && ScimJson.NonBlank(created["id"]) is { } id)
                return new VendorGroup(id, ScimJson.NonBlank(created["displayName"]) ?? group);
        }
        catch (VendorException error) when (error.Failure == VendorFailure.Conflict)
        {
            if (await FindAsync(group, cancellationToken).ConfigureAwait(false) is { } taken)
                return taken;
            throw;
        }
        catch (VendorException error) when (error is { Failure: VendorFailure.Malformed, OutcomeUnknown: true })
        {
            session.Logger.LogDebug(error, "{Vendor}: the answer cannot be understood; looking for the group", session.Vendor);
        }

        return await FindAsync(group, cancellationToken).ConfigureAwait(false) ?? throw NotMade();

        async Task<bool> IsDoneAsync(CancellationToken token) =>
            (found = await FindAsync(group, token).ConfigureAwait(false)) is not null;

        VendorException NotMade()
        {
            var error = session.Client.Failure(
                VendorFailure.Malformed, purpose, "the answer has no id, and looking finds no such group");
            return error.Restate(error.Message, outcomeUnknown: true);
        }
    }

    /// <summary>Every group.</summary>
    public async IAsyncEnumerable<VendorGroup> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Purpose = "list the groups";
        var list = session.List(session.Features.Groups, Purpose, provesEnd: true);
        await foreach (var resource in list.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return ToGroup(resource);
        session.EnsureWhole(list, Purpose);
    }

    private async Task<IReadOnlyList<VendorGroup>> FindNamedAsync(string group, string purpose, CancellationToken cancellationToken)
    {
        var filter = session.Features.Filter ? ScimFilter.Equal("displayName", ComparableText.Of(group) ?? group) : null;
        var list = session.List(session.Features.Groups, purpose, filter, provesEnd: filter is null);
        var matches = new List<VendorGroup>();
        var wanted = ComparableText.IgnoringCase(group);
        await foreach (var resource in list.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var found = ToGroup(resource);
            if (found.Name == group || (wanted is not null && ComparableText.IgnoringCase(found.Name) == wanted))
                matches.Add(found);
        }

        session.EnsureWhole(list, purpose);
        return matches;
    }

    private async Task<VendorGroup?> FindByIdAsync(string id, string purpose, CancellationToken cancellationToken)
    {
        var address = session.GroupAddress(id) + (session.Profile.ExcludesAttributes ? "?excludedAttributes=members" : string.Empty);
        var resource = await session.Client.GetAsync(
            address, purpose, cancellationToken, HttpStatusCode.NotFound, HttpStatusCode.Gone, HttpStatusCode.BadRequest)
            .ConfigureAwait(false);
        return resource is not null && ScimJson.Text(resource["id"]) == id ? ToGroup(resource) : null;
    }

    private static VendorGroup ToGroup(JsonObject resource)
    {
        var id = ScimJson.NonBlank(resource["id"]) ?? string.Empty;
        return new VendorGroup(id, ScimJson.NonBlank(resource["displayName"]) ?? id);
    }
}
