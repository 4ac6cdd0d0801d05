using LdapVendorSync.Core.History;

namespace LdapVendorSync.Core.Sync.Undo;

/// <summary>What other runs did at a vendor after the run that is to be undone, by account.</summary>
/// <param name="changes">The changes, in the order they were meant.</param>
internal sealed class LaterChanges(IEnumerable<JournalEntry> changes)
{
    private readonly ILookup<string, JournalEntry> _byAccount = changes
        .Where(change => change.Intent.VendorId is not null)
        .ToLookup(change => change.Intent.VendorId!, StringComparer.Ordinal);

    /// <summary>The last change of the same membership; <see langword="null"/> where there is none.</summary>
    public JournalEntry? OfMembership(JournalEntry change) => Last(change, later =>
        later.Operation is JournalOperation.AddMember or JournalOperation.RemoveMember && Same(later.Group, change.Intent.Group));

    /// <summary>The last time that the same account was enabled or disabled; <see langword="null"/> where it never was.</summary>
    public JournalEntry? OfState(JournalEntry change) =>
        Last(change, later => later.Operation is JournalOperation.EnableUser or JournalOperation.DisableUser);

    /// <summary>The last change of the same account's attribute; <see langword="null"/> where there is none.</summary>
    public JournalEntry? OfAttribute(JournalEntry change, string attribute) => Last(change, later =>
        later.Operation == JournalOperation.UpdateUser && later.Differences.Any(difference => Same(difference.Attribute, attribute)));

    private JournalEntry? Last(JournalEntry change, Func<JournalIntent, bool> isOfTheSame) => change.Intent.VendorId is { } account
        ? _byAccount[account].LastOrDefault(later => later.Id > change.Id && isOfTheSame(later.Intent))
        : null;

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
