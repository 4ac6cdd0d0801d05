using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Api;

/// <summary>What a list that was read page by page is worth: its end is proved, or why not.</summary>
internal sealed class ListProof
{
    private readonly List<ReadReason> _reasons = [];

    /// <summary>Whether the end is proved. Meaningful once the list has been enumerated.</summary>
    public bool IsProved { get; private set; }

    /// <summary>What keeps the list from being whole.</summary>
    public IReadOnlyList<ReadReason> Reasons => _reasons;

    /// <summary>Whether the list is whole.</summary>
    public bool IsWhole => IsProved && _reasons.TrueForAll(reason => reason.Scope == HoldScope.Nothing);

    /// <summary>The reasons, as a message says them.</summary>
    public string Message => string.Join(' ', _reasons.Select(reason => reason.Message));

    /// <summary>Says that the last page was seen, and how it said so.</summary>
    public void MarkProved() => IsProved = true;

    /// <summary>Records what keeps the list from being whole.</summary>
    public void Report(ReadReason reason) => _reasons.Add(reason);
}
