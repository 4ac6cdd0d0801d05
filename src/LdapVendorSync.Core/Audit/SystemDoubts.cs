namespace LdapVendorSync.Core.Audit;

/// <summary>Collects why something may be missing in what is read of a system. Safe for concurrent use.</summary>
internal sealed class SystemDoubts
{
    private readonly Lock _gate = new();
    private readonly List<string> _messages = [];

    /// <summary>The parts that are in doubt.</summary>
    public SystemParts Parts { get; private set; }

    /// <summary>The doubts, in the order in which they came up.</summary>
    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (_gate)
                return [.. _messages];
        }
    }

    /// <summary>Adds a doubt.</summary>
    public void Add(SystemParts parts, string message)
    {
        lock (_gate)
        {
            Parts |= parts;
            _messages.Add(message);
        }
    }
}
