namespace LdapVendorSync.Core.Sync.Undo;

/// <summary>How an undo is spoken of.</summary>
public static class UndoText
{
    /// <summary>What the next sync makes of an undo, and what to do about it.</summary>
    public const string NextSync =
        "The next sync follows the directory again, and redoes what the directory still asks for. Before it runs, mend the directory or "
        + "the configuration, or stop the schedule (or set dry_run: true, once the undo is through).";

    /// <summary>What became of an undo, in a sentence.</summary>
    /// <param name="undo">The undo.</param>
    /// <param name="isDryRun">Whether nothing was written.</param>
    public static string Describe(UndoUse undo, bool isDryRun = false)
    {
        var undone = isDryRun ? "would be undone" : "undone";
        var parts = new[]
        {
            Part(undo.NothingToDo, "with nothing left to undo"),
            Part(undo.Stays, "that stay by their nature"),
            Part(undo.NotUndone, "that cannot be undone as things stand"),
            Part(undo.Held, "held"),
            Part(undo.Failed, "failed"),
        };
        var rest = string.Concat(parts.OfType<string>());
        return FormattableString.Invariant($"Undo of run {undo.RunId}: {undo.Undone} of {undo.Changes} changes {undone}{rest}.");
    }

    private static string? Part(int count, string what) => count == 0 ? null : FormattableString.Invariant($", {count} {what}");
}
