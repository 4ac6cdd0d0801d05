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
    public static string Held(IReadOnlyList<MembershipChange> removals)
    {
        if (removals.Count == 0)
            return "no removal was due";
        var names = string.Join(", ", removals.Select(change => change.User).Order(StringComparer.Ordinal).Take(Shown));
        var more = removals.Count > Shown ? $" and {removals.Count - Shown} more" : string.Empty;
        return $"{removals.Count} removal(s) held: {names}{more}";
    }
}
