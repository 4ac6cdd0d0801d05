namespace LdapVendorSync.Core.Sync;

/// <summary>How many people; in a dry run, how many it would be.</summary>
public sealed record SyncTotals
{
    /// <summary>Nobody.</summary>
    public static SyncTotals Zero { get; } = new();

    /// <summary>Became members.</summary>
    public int Added { get; init; }

    /// <summary>Lost access: removed from a group, or disabled.</summary>
    public int Removed { get; init; }

    /// <summary>Had attributes changed, or were enabled again.</summary>
    public int Updated { get; init; }

    /// <summary>Were right already.</summary>
    public int Unchanged { get; init; }

    /// <summary>Could not be changed; groups that failed as a whole count as one.</summary>
    public int Failed { get; init; }

    /// <summary>Were left alone because it is not certain who they are, or because their vendor was stopped before their turn.</summary>
    public int Skipped { get; init; }

    /// <summary>Would have lost access, but a guard held it.</summary>
    public int Blocked { get; init; }

    /// <summary>How many changes were made (or would be).</summary>
    public int Changes => Added + Removed + Updated;

    /// <summary>The sum, figure by figure.</summary>
    public static SyncTotals operator +(SyncTotals left, SyncTotals right) => new()
    {
        Added = left.Added + right.Added,
        Removed = left.Removed + right.Removed,
        Updated = left.Updated + right.Updated,
        Unchanged = left.Unchanged + right.Unchanged,
        Failed = left.Failed + right.Failed,
        Skipped = left.Skipped + right.Skipped,
        Blocked = left.Blocked + right.Blocked,
    };
}
