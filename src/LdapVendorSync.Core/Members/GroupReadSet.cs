namespace LdapVendorSync.Core.Members;

/// <summary>
/// The reads that one caller makes for one set of members, such as several groups read by one command. A read that failed, or that nobody
/// arrived from, leaves no other trace in such a set. Safe for concurrent use.
/// </summary>
public sealed class GroupReadSet
{
    private readonly Lock _gate = new();
    private readonly List<GroupRead> _reads = [];
    private bool _isClosed;

    /// <summary>Whether every read that belongs to the set has been made.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
                return _isClosed;
        }
    }

    /// <summary>The reads, in the order in which they were made.</summary>
    public IReadOnlyList<GroupRead> Reads
    {
        get
        {
            lock (_gate)
                return [.. _reads];
        }
    }

    /// <summary>Takes a read in, before it is enumerated.</summary>
    public void Add(GroupRead read)
    {
        ArgumentNullException.ThrowIfNull(read);
        lock (_gate)
        {
            read.Set = this;
            _reads.Add(read);
        }
    }

    /// <summary>Says that no further read belongs to the set. A caller that was stopped does not come to this.</summary>
    public void Close()
    {
        lock (_gate)
            _isClosed = true;
    }
}
