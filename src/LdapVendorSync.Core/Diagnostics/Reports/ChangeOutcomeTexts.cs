using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>What reports say of a change beside its names.</summary>
internal static class ChangeOutcomeTexts
{
    /// <summary>Why the change was not made; <see langword="null"/> for one that was made or is planned: its message is no error.</summary>
    public static string? Error(this ChangeOutcome outcome) =>
        outcome.Result is ChangeResult.Applied or ChangeResult.Planned ? null : outcome.Message;

    /// <summary>What differs, before and after, in one line; empty where nothing does.</summary>
    public static string DifferenceText(this ChangeOutcome outcome) => string.Join("; ", outcome.Change.Differences);
}
