namespace LdapVendorSync.Core.Sync.Undo;

/// <summary>What is to be said of undoing one change, before any guard.</summary>
public enum UndoVerdict
{
    /// <summary>It can be undone: its effect is there, and nobody has changed it since.</summary>
    Due,

    /// <summary>Nothing is left of its effect: it was undone already, by a run or by hand.</summary>
    NothingToDo,

    /// <summary>It cannot be undone by its nature, and stays: an account or a group that was created.</summary>
    Stays,

    /// <summary>It could be undone, but not as things stand: it was changed since, its vendor or its account is gone.</summary>
    NotUndone,
}
