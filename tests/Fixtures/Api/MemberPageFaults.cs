using System.Collections.Concurrent;

namespace LdapVendorSync.Fixtures.Api;

/// <summary>The faults that a server has been told to have, for whoever plays it. Safe for concurrent use.</summary>
public sealed class MemberPageFaults
{
    private readonly ConcurrentDictionary<MemberPageFault, int> _left = new();

    /// <summary>Adds one.</summary>
    public void Add(MemberPageFault fault) => _left[fault] = fault.Times;

    /// <summary>Takes all back.</summary>
    public void Clear() => _left.Clear();

    /// <summary>Whether a page is said to be the last.</summary>
    /// <param name="page">The page, from 1.</param>
    public bool Ends(int page) => _left.Keys.Any(fault => fault.Page == page && fault.Effect == MemberPageEffect.ClaimEnd);

    /// <summary>What is to happen to a page that is asked for now; <see langword="null"/> for nothing.</summary>
    /// <param name="page">The page, from 1.</param>
    public MemberPageFault? Take(int page)
    {
        foreach (var (fault, left) in _left)
        {
            var concerned = fault.Page == page || (fault.Effect == MemberPageEffect.RepeatFirstPage && page > fault.Page);
            if (concerned && left > 0 && _left.TryUpdate(fault, left - 1, left))
                return fault;
        }

        return null;
    }
}
