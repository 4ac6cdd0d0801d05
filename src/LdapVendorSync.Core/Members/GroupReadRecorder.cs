namespace LdapVendorSync.Core.Members;

/// <summary>How the code that reads a group says what the read is worth, while it yields the members.</summary>
public sealed class GroupReadRecorder
{
    private readonly List<ReadReason> _reasons = [];
    private bool _proved;

    internal GroupReadRecorder()
    {
    }

    /// <summary>The group's stable id on its side, once known.</summary>
    public string? GroupId { get; set; }

    /// <summary>How many people the group lists that a configured filter leaves out. They are not members.</summary>
    public int FilteredOut { get; set; }

    /// <summary>Records something that keeps the read from being complete.</summary>
    public void Report(ReadReason reason) => _reasons.Add(reason);

    /// <summary>
    /// Says that the end was proved: the result was success, the last page's cookie empty, the last range <c>*</c>, every branch read.
    /// A read that ends without this call is Partial.
    /// </summary>
    public void MarkProved() => _proved = true;

    internal Completeness Conclude()
    {
        if (!_proved && _reasons.Count == 0)
            _reasons.Add(new ReadReason(ReadReasonKind.NotProved, HoldScope.Mapping, "The read ended without proof that every member was seen."));
        return _reasons.Count == 0 ? Completeness.Complete : Completeness.Partial([.. _reasons]);
    }
}
