using System.Text.Json.Nodes;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>
/// Finds out servers that take others out of a group than those whom a PATCH names: some write back only the members whom they show, some
/// overlook the filter of <c>members[value eq "id"]</c> and take out everybody.
/// </summary>
internal sealed class ScimMemberLoss(ScimSession session, ScimMemberReader reader)
{
    private int _isProved;
    private int _hasEmptied;

    /// <summary>Refuses to take anybody out once the server has emptied a group instead.</summary>
    public void EnsureMayRemove(string purpose)
    {
        if (Volatile.Read(ref _hasEmptied) == 0)
            return;
        var error = session.Client.Failure(
            VendorFailure.Unsupported,
            purpose,
            "the server emptied a group from which it was to take out a few; nobody else is taken out of any group");
        throw error.Restate(error.Message, notSent: true);
    }

    /// <summary>Looks whether those are still there who should be, after a change that the server has confirmed.</summary>
    /// <param name="group">The group.</param>
    /// <param name="expected">Who was in it before, but for those whom the change took out.</param>
    /// <param name="removes">Whether the change took anybody out.</param>
    /// <param name="answer">The group in the answer; <see langword="null"/> where it holds none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task CheckAsync(
        VendorGroup group, IEnumerable<string> expected, bool removes, JsonObject? answer, CancellationToken cancellationToken)
    {
        var members = answer?["members"] as JsonArray;
        // An answer that shows nobody proves nothing: the first removal is looked up, and tells how the server takes them.
        if (members is null && (!removes || Volatile.Read(ref _isProved) != 0))
            return;
        var shown = (members ?? []).OfType<JsonObject>().Select(member => ScimJson.Text(member["value"])).ToHashSet(StringComparer.Ordinal);
        string[] others = [.. expected];
        string[] missing = [.. others.Where(id => !shown.Contains(id))];
        if (missing.Length > 0)
            missing = await StillMissingAsync(group, missing, cancellationToken).ConfigureAwait(false);
        if (missing.Length == 0)
        {
            if (removes && others.Length > 0)
                Volatile.Write(ref _isProved, 1);
            return;
        }

        if (removes && missing.Length == others.Length)
            Volatile.Write(ref _hasEmptied, 1);
        throw session.Client.Failure(
            VendorFailure.Malformed,
            $"change group '{group.Name}'",
            $"the server took {missing.Length} others out of the group as well (ids {string.Join(", ", missing.Take(5))}); "
                + "nothing more is written to this group, and the next run puts them back");
    }

    private async Task<string[]> StillMissingAsync(VendorGroup group, string[] missing, CancellationToken cancellationToken)
    {
        reader.Forget(group);
        try
        {
            var state = await reader.ReadAsync(group, cancellationToken).ConfigureAwait(false);
            return [.. missing.Where(id => !state.Ids.Contains(id))];
        }
        catch (VendorException error)
        {
            // The change was made; only what else became of the group is not known.
            throw error.Restate(error.Message, outcomeUnknown: true, notSent: false);
        }
    }
}
