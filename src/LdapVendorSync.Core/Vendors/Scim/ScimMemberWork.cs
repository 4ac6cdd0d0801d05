namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>Changes of one group, and what became of them so far.</summary>
internal sealed class ScimMemberWork
{
    // Finding one bad change among 500 takes some 18 requests, each another few. A server that refuses everything is not asked 500 times.
    private const int MaxSplits = 64;

    private readonly Dictionary<BatchChange, VendorException?> _outcomes = new(ReferenceEqualityComparer.Instance);
    private readonly List<BatchChange> _pending;
    private readonly Queue<IReadOnlyList<BatchChange>> _parts = new();
    private int _attempts;
    private int _splits;

    public ScimMemberWork(IEnumerable<BatchChange> changes) => _pending = [.. changes];

    /// <summary>What is still to be done.</summary>
    public IReadOnlyList<BatchChange> Pending => _pending;

    /// <summary>What became of the others: <see langword="null"/> for success.</summary>
    public IReadOnlyDictionary<BatchChange, VendorException?> Outcomes => _outcomes;

    public bool IsPending(BatchChange change) => !_outcomes.ContainsKey(change);

    /// <summary>The next changes to send together: a part of those that were refused together, else as many as allowed.</summary>
    public IReadOnlyList<BatchChange> Next(int max)
    {
        while (_parts.TryDequeue(out var part))
        {
            if (part.Where(IsPending).Take(max).ToArray() is { Length: > 0 } open)
                return open;
        }

        return [.. _pending.Take(max)];
    }

    /// <summary>Notes those that have their effect.</summary>
    public void Settle(Func<BatchChange, bool> isDone) => Close([.. _pending.Where(isDone)], null);

    public void Succeed(IEnumerable<BatchChange> changes)
    {
        _attempts = 0;
        Close(changes, null);
    }

    public void Fail(IEnumerable<BatchChange> changes, VendorException error) => Close(changes, error);

    /// <summary>Gives up: these failed, and no other is sent any more.</summary>
    public void FailAll(IEnumerable<BatchChange> sent, VendorException error)
    {
        Close(sent.Where(IsPending).ToArray(), error);
        Close([.. _pending], error.Restate(error.Message, outcomeUnknown: false, notSent: true));
    }

    /// <summary>How often the same changes were sent in vain.</summary>
    public int CountAttempt() => ++_attempts;

    /// <summary>Lets changes that were refused together be sent in two halves.</summary>
    public bool TrySplit(IReadOnlyList<BatchChange> changes)
    {
        if (_splits++ >= MaxSplits)
            return false;
        var half = (changes.Count + 1) / 2;
        _parts.Enqueue([.. changes.Take(half)]);
        _parts.Enqueue([.. changes.Skip(half)]);
        return true;
    }

    private void Close(IEnumerable<BatchChange> changes, VendorException? error)
    {
        var closed = changes.ToHashSet<BatchChange>(ReferenceEqualityComparer.Instance);
        foreach (var change in closed)
            _outcomes[change] = error;
        _pending.RemoveAll(closed.Contains);
    }
}
