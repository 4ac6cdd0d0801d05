namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>One side of a comparison.</summary>
/// <param name="Snapshot">Which system, when, and how completely it was read.</param>
/// <param name="Content">All that was seen of it; people in the terms in which both sides are compared.</param>
public sealed record ComparedSystem(SystemSnapshot Snapshot, SystemContent Content)
{
    /// <summary>Whether two snapshots are of one system, at two times.</summary>
    public static bool IsSame(SystemSnapshot one, SystemSnapshot other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return one.Side == other.Side && string.Equals(one.System, other.System, StringComparison.OrdinalIgnoreCase);
    }
}
