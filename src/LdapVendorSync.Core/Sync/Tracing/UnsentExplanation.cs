using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Explains what runs decided for somebody and did not send.</summary>
internal static class UnsentExplanation
{
    /// <summary>What concerns a person in a group.</summary>
    public static IEnumerable<TraceFinding> Explain(
        IEnumerable<UnsentEntry> entries, string group, string target, TraceSubject subject) => entries
        .Where(entry => entry.Target == target && entry.Mapping.VendorGroup.Equals(group, StringComparison.OrdinalIgnoreCase))
        .Where(entry => subject.IsMeantBy(entry.Change.Source, entry.Change.SourceId, entry.Change.VendorId))
        .Select(Describe);

    private static TraceFinding Describe(UnsentEntry entry)
    {
        var change = entry.Change;
        var what = change.Action switch
        {
            ChangeAction.Add => "Adding them",
            ChangeAction.Remove => "Removing them",
            ChangeAction.Update => "Updating their account",
            ChangeAction.Disable => "Disabling their account",
            ChangeAction.Enable => "Enabling their account",
            null => "Whatever was due for them",
            _ => "A change for them",
        };
        var became = change.Result switch
        {
            UnsentResult.Held => $"was held by the rule '{change.Rule}'",
            UnsentResult.Waiting => $"waited for its time ({change.Rule})",
            UnsentResult.Failed => "could not be decided on",
            UnsentResult.Refused => "was not in the plan that was applied",
            _ => "was left undone",
        };
        var since = entry.Runs > 1 ? $", for the {TraceText.Ordinal(entry.Runs)} run in a row since {TraceText.Time(entry.FirstAt)}" : string.Empty;
        return TraceFinding.Of(
            TraceFindingKind.Unsent,
            $"{what} {became} in run {entry.LastRunId} of {TraceText.Time(entry.LastAt)}{since}. {change.Message ?? change.Reason}",
            ("runId", entry.LastRunId),
            ("at", entry.LastAt),
            ("action", change.Action),
            ("result", change.Result),
            ("rule", change.Rule),
            ("message", change.Message),
            ("reason", change.Reason),
            ("runs", entry.Runs),
            ("firstAt", entry.FirstAt));
    }
}
