using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Finds out at the vendor what became of requests that an earlier run sent, or was about to send, when it died. Nothing is repeated here:
/// the comparison that follows plans whatever is still missing.
/// </summary>
/// <param name="provider">The vendor.</param>
/// <param name="history">The journal's file.</param>
/// <param name="runId">This run.</param>
/// <param name="logger">Hears what was found.</param>
internal sealed class OpenIntentResolver(IVendorProvider provider, HistoryDatabase history, string runId, ILogger logger)
{
    /// <summary>Resolves every open intent of a vendor target.</summary>
    public async Task ResolveAsync(string target, CancellationToken cancellationToken)
    {
        var open = await history.Journal.GetOpenIntentsAsync(target, runId, cancellationToken).ConfigureAwait(false);
        if (open.Count == 0)
            return;
        logger.LogWarning(
            "{Vendor}: an earlier run ended with {Count} request(s) of unknown outcome; looking at the vendor",
            open[0].Intent.Vendor,
            open.Count);
        var members = new Dictionary<string, Dictionary<string, GroupMember>?>(StringComparer.Ordinal);
        foreach (var entry in open)
            await ResolveAsync(entry, members, cancellationToken).ConfigureAwait(false);
    }

    private async Task ResolveAsync(JournalEntry entry, Dictionary<string, Dictionary<string, GroupMember>?> members, CancellationToken cancellationToken)
    {
        var effect = await FindEffectAsync(entry.Intent, members, cancellationToken).ConfigureAwait(false);
        if (effect is null)
            return;
        var outcome = effect.Happened
            ? new JournalOutcome(entry.Id, JournalResult.Succeeded, VendorId: effect.VendorId)
            : new JournalOutcome(entry.Id, JournalResult.Failed, "The request had no effect, as a later run found.");
        await history.Journal.ResolveOpenIntentAsync(runId, outcome, cancellationToken).ConfigureAwait(false);
        logger.LogInformation(
            "{Vendor}: {Operation} of {Person} by run {RunId} {Effect}",
            entry.Intent.Vendor,
            entry.Intent.Operation,
            entry.Intent.Person,
            entry.RunId,
            effect.Happened ? "had taken effect" : "had no effect");
    }

    /// <returns>What the vendor shows of the request; <see langword="null"/> where it cannot tell.</returns>
    private async Task<Effect?> FindEffectAsync(
        JournalIntent intent, Dictionary<string, Dictionary<string, GroupMember>?> members, CancellationToken cancellationToken)
    {
        switch (intent.Operation)
        {
            case JournalOperation.AddMember or JournalOperation.RemoveMember when intent.Group is { } group:
                return await MembersAsync(group, members, cancellationToken).ConfigureAwait(false) is { } present
                    ? OfMembership(intent, present)
                    : null;
            case JournalOperation.CreateGroup:
                var created = await provider.FindGroupAsync(intent.Person, cancellationToken).ConfigureAwait(false);
                return new Effect(created is not null, created?.Id);
            case JournalOperation.CreateUser:
                var account = await FindAccountAsync(intent, cancellationToken).ConfigureAwait(false);
                return new Effect(account is not null, account?.Id);
            case JournalOperation.DeleteUser when KeyOf(intent) is not null:
                var left = await FindAccountAsync(intent, cancellationToken).ConfigureAwait(false);
                return new Effect(left is null || !IsMeant(intent, left));
            case JournalOperation.DeleteUser:
                return null;
            default:
                return new Effect(HasValues(intent, await FindAccountAsync(intent, cancellationToken).ConfigureAwait(false)));
        }
    }

    // Where adding makes the account, its id is not known before: the key recognises it.
    private static Effect OfMembership(JournalIntent intent, Dictionary<string, GroupMember> present)
    {
        var member = intent.VendorId is { } vendorId
            ? present.GetValueOrDefault(vendorId)
            : KeyOf(intent) is { } key ? present.Values.FirstOrDefault(member => MatchKey.Of(member, key.Attribute) == key) : null;
        return new Effect(member is not null == (intent.Operation == JournalOperation.AddMember), member?.Id);
    }

    private async Task<Dictionary<string, GroupMember>?> MembersAsync(
        string groupName, Dictionary<string, Dictionary<string, GroupMember>?> members, CancellationToken cancellationToken)
    {
        if (members.TryGetValue(groupName, out var known))
            return known;
        var group = await provider.FindGroupAsync(groupName, cancellationToken).ConfigureAwait(false);
        if (group is null)
            return members[groupName] = null;
        var content = await GroupContent
            .ReadAsync(provider.ReadGroupMembers(group, cancellationToken), null, cancellationToken)
            .ConfigureAwait(false);
        return members[groupName] = content.Completeness.Status == CompletenessStatus.Complete
            ? content.Members.DistinctBy(member => member.Id, StringComparer.Ordinal).ToDictionary(member => member.Id, StringComparer.Ordinal)
            : null;
    }

    private async Task<GroupMember?> FindAccountAsync(JournalIntent intent, CancellationToken cancellationToken) =>
        KeyOf(intent) is { } key ? await provider.FindUserAsync(key, cancellationToken).ConfigureAwait(false) : null;

    private static bool HasValues(JournalIntent intent, GroupMember? account) =>
        account is not null && IsMeant(intent, account) && intent.Differences.All(difference => account.GetValue(difference.Attribute) == difference.After);

    // The key may be somebody else's by now.
    private static bool IsMeant(JournalIntent intent, GroupMember account) => intent.VendorId is null || account.Id == intent.VendorId;

    // The journal keeps a key as attribute=value.
    private static MatchKey? KeyOf(JournalIntent intent) =>
        intent.MatchKey?.Split('=', 2) is [var attribute, var value] ? MatchKey.Create(attribute, value) : null;

    /// <param name="Happened">Whether the request had its effect.</param>
    /// <param name="VendorId">The id of what it made, where it made something.</param>
    private sealed record Effect(bool Happened, string? VendorId = null);
}
