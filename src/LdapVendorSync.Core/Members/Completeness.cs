namespace LdapVendorSync.Core.Members;

/// <summary>What a read ended in: complete, partial with the reasons, or failed.</summary>
public sealed record Completeness
{
    private Completeness(CompletenessStatus status, IReadOnlyList<ReadReason> reasons, Exception? error)
    {
        Status = status;
        Reasons = reasons;
        Error = error;
    }

    /// <summary>A read that was proved to have seen every member.</summary>
    public static Completeness Complete { get; } = new(CompletenessStatus.Complete, [], null);

    /// <summary>Complete, Partial or Failed.</summary>
    public CompletenessStatus Status { get; }

    /// <summary>Why the read is not complete, in the order it was noticed; empty for a complete one.</summary>
    public IReadOnlyList<ReadReason> Reasons { get; }

    /// <summary>What ended a failed read.</summary>
    public Exception? Error { get; }

    /// <summary>Whether nobody may be removed on the strength of this read: it failed, or a reason holds the whole mapping.</summary>
    public bool HoldsMapping => Status == CompletenessStatus.Failed || Reasons.Any(reason => reason.Scope == HoldScope.Mapping);

    /// <summary>
    /// Whether no removal at all is held on account of this read: it is complete, or what it lacks is worth a warning only.
    /// </summary>
    public bool HoldsNothing => Status != CompletenessStatus.Failed && Reasons.All(reason => reason.Scope == HoldScope.Nothing);

    /// <summary>A read that may lack members.</summary>
    /// <exception cref="ArgumentException"><paramref name="reasons"/> is empty.</exception>
    public static Completeness Partial(IReadOnlyList<ReadReason> reasons) => reasons.Count > 0
        ? new Completeness(CompletenessStatus.Partial, reasons, null)
        : throw new ArgumentException("A partial read says why.", nameof(reasons));

    /// <summary>A read that ended in an error.</summary>
    public static Completeness Failed(Exception error) =>
        new(CompletenessStatus.Failed, [new ReadReason(ReadReasonKind.Error, HoldScope.Mapping, error.Message)], error);

    /// <inheritdoc />
    public override string ToString() =>
        Status == CompletenessStatus.Complete ? "Complete" : $"{Status}: {string.Join("; ", Reasons.Select(reason => reason.Message))}";
}
