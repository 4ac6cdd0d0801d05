using System.Globalization;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>How guards speak of the people concerned.</summary>
internal static class GuardMessage
{
    private const int Shown = 5;

    /// <summary>A percentage, with one decimal place at most.</summary>
    public static string Percent(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>How many removals are held, and of whom the first by name, in whatever order a vendor lists them.</summary>
    public static string Held(IReadOnlyList<MembershipChange> removals) =>
        removals.Count == 0 ? "no removal was due" : $"{removals.Count} removal(s) held: {Names(removals)}";

    /// <summary>How many additions are held, and of whom the first by name.</summary>
    public static string HeldAdditions(IReadOnlyList<MembershipChange> additions) =>
        $"{additions.Count} addition(s) held: {Names(additions)}";

    private static string Names(IReadOnlyList<MembershipChange> changes)
    {
        var names = string.Join(", ", changes.Select(change => change.User).Order(StringComparer.Ordinal).Take(Shown));
        return changes.Count > Shown ? $"{names} and {changes.Count - Shown} more" : names;
    }
}
