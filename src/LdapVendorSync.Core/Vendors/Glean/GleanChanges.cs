namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>Makes changes of what is remembered out of others.</summary>
internal static class GleanChanges
{
    /// <summary>All of several changes.</summary>
    public static VendorMemoryChange Merge(IEnumerable<VendorMemoryChange> changes)
    {
        var all = changes.ToList();
        return new VendorMemoryChange
        {
            Accounts = [.. all.SelectMany(change => change.Accounts)],
            ForgottenAccounts = [.. all.SelectMany(change => change.ForgottenAccounts)],
            Memberships = [.. all.SelectMany(change => change.Memberships)],
            ForgottenMemberships = [.. all.SelectMany(change => change.ForgottenMemberships)],
        };
    }

    /// <summary>Whatever is in doubt of groups is certain.</summary>
    /// <param name="state">What is remembered.</param>
    /// <param name="groups">The groups.</param>
    public static VendorMemoryChange Settle(GleanState state, IReadOnlyList<string> groups)
    {
        var inDoubt = groups
            .SelectMany(group => state.MembersOf(group).Select(account => (Group: group, account.Id)))
            .Where(member => state.IsInDoubt(member.Group, member.Id))
            .ToList();
        return new VendorMemoryChange
        {
            Accounts =
            [
                .. inDoubt.Where(member => member.Group == GleanGroups.PeopleId).Select(member => new RememberedAccount(state.Find(member.Id)!.Account)),
            ],
            Memberships = inDoubt.ConvertAll(member => new RememberedMembership(member.Group, member.Id)),
        };
    }

    /// <summary>That an upload of a part no longer says all that Glean has of it, because the part is sent one by one, as others may do too.</summary>
    /// <param name="state">What is remembered.</param>
    /// <param name="part">The part.</param>
    public static VendorMemoryChange Doubt(GleanState state, string part) => new()
    {
        Uploads = state.UploadOf(part) is { ConfirmedAt: not null } upload ? [upload with { ConfirmedAt = null }] : [],
    };
}
