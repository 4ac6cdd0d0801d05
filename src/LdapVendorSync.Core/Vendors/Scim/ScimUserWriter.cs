using System.Net;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>Changes accounts: what differs, and nothing else.</summary>
internal sealed class ScimUserWriter(ScimSession session)
{
    private const int MaxAttempts = 4;

    /// <summary>Changes the attributes that differ.</summary>
    public Task UpdateAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken) =>
        WriteAsync(user, differences, $"update the account '{user.Label}'", cancellationToken);

    /// <summary>Lets an account be used, or not.</summary>
    public Task SetEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken)
    {
        var after = enabled ? "true" : "false";
        return WriteAsync(
            user,
            [new AttributeDifference(AttributeNames.Enabled, null, after)],
            $"{(enabled ? "enable" : "disable")} the account '{user.Label}'",
            cancellationToken);
    }

    /// <summary>The change, where the vendor has a place for everything in it.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Unsupported"/> where it has not; nothing was sent.</exception>
    public ScimUserChange ToChange(IReadOnlyList<AttributeDifference> differences, string purpose)
    {
        var change = new ScimUserChange(session.Fields, session.Profile, differences);
        if (change.Unknown.Count == 0)
            return change;
        var error = session.Client.Failure(
            VendorFailure.Unsupported,
            purpose,
            $"accounts have no field for {string.Join(", ", change.Unknown)}; name it in scim.fields, or leave it out of 'attributes'");
        throw error.Restate(error.Message, notSent: true);
    }

    /// <summary>The account as it is.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.NotFound"/> where there is none.</exception>
    public async Task<JsonObject> GetAsync(GroupMember user, string purpose, CancellationToken cancellationToken) =>
        (await session.Client.GetAsync(session.UserAddress(user.Id), purpose, cancellationToken).ConfigureAwait(false))!;

    private async Task WriteAsync(
        GroupMember user, IReadOnlyList<AttributeDifference> differences, string purpose, CancellationToken cancellationToken)
    {
        var change = ToChange(differences, purpose);
        for (var attempt = 1; ; attempt++)
        {
            var isPatch = session.Patches;
            try
            {
                await WriteOnceAsync(user, change, isPatch, purpose, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (VendorException error) when (isPatch && session.GiveUpPatch(error))
            {
                // Again, as a whole.
            }
            catch (VendorException error) when (error.StatusCode == (int)HttpStatusCode.PreconditionFailed && attempt < MaxAttempts)
            {
                // Somebody else changed the account meanwhile: what they did is read, and kept.
            }
        }
    }

    private async Task WriteOnceAsync(
        GroupMember user, ScimUserChange change, bool isPatch, string purpose, CancellationToken cancellationToken)
    {
        session.Forget(user.Id);
        var address = session.UserAddress(user.Id);
        var needsCurrent = !isPatch || change.NeedsCurrent || session.Features.Etag == true;
        var current = needsCurrent ? await GetAsync(user, purpose, cancellationToken).ConfigureAwait(false) : ScimJson.NewObject();
        var version = session.VersionOf(current);
        var body = isPatch ? change.ToPatch(current) : current;
        if (!isPatch)
            change.Apply(body);
        if (isPatch && body["Operations"] is JsonArray { Count: 0 })
            return;
        var request = ScimClient.Write(isPatch ? HttpMethod.Patch : HttpMethod.Put, address, purpose, body, version);
        await session.Client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        session.Forget(user.Id);
    }
}
