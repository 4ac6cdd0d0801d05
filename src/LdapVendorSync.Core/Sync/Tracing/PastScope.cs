using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Purging;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>What the history keeps of a vendor group around a moment.</summary>
/// <param name="Vendor">The vendor.</param>
/// <param name="Group">The vendor group.</param>
/// <param name="At">The moment.</param>
/// <param name="History">The copy of the history.</param>
internal sealed record PastScope(VendorSettings Vendor, string Group, DateTimeOffset At, HistoryDatabase History)
{
    /// <summary>Both sides as the last run at or before the moment read them; empty where nothing is kept.</summary>
    public PastRead Before { get; private init; } = PastRead.None;

    /// <summary>Both sides as the first run after the moment read them; empty where there was none.</summary>
    public PastRead After { get; private init; } = PastRead.None;

    /// <summary>The links to the vendor, as they are now.</summary>
    public IReadOnlyList<Link> Links { get; private init; } = [];

    /// <summary>What runs changed in the group and at the vendor's accounts.</summary>
    public IReadOnlyList<JournalEntry> Journal { get; private init; } = [];

    /// <summary>
    /// The run up to the moment of whose changes nothing is left, although it changed the group: what it made of what was read is unknown.
    /// </summary>
    public RunStart? RunWithoutChanges { get; private init; }

    /// <summary>Reads what is kept.</summary>
    public async Task<PastScope> ReadAsync(IEnumerable<string> sources, CancellationToken cancellationToken)
    {
        var links = new List<Link>();
        foreach (var source in sources)
            links.AddRange(await History.Links.GetLinksAsync(Vendor.Target, source, cancellationToken).ConfigureAwait(false));
        var scope = this with
        {
            Links = links,
            Journal = await History.Journal.GetChangesOfGroupAsync(Vendor.Target, Group, cancellationToken).ConfigureAwait(false),
            Before = await History.ReadAsync(session => ReadBefore(new SnapshotReader(session)), cancellationToken).ConfigureAwait(false),
            After = await History.ReadAsync(session => ReadAfter(new SnapshotReader(session)), cancellationToken).ConfigureAwait(false),
        };
        return scope with { RunWithoutChanges = await scope.FindRunWithoutChangesAsync(cancellationToken).ConfigureAwait(false) };
    }

    // Changes may be kept for a shorter time than what was read.
    private async Task<RunStart?> FindRunWithoutChangesAsync(CancellationToken cancellationToken)
    {
        if (Before.RunId is not { } first)
            return null;
        var runs = await History.Runs
            .ListRunsOfGroupAsync(Vendor.Target, Group, At, int.MaxValue, cancellationToken)
            .ConfigureAwait(false);
        var known = Journal.Select(change => change.RunId).ToHashSet(StringComparer.Ordinal);
        return runs
            .Where(run => string.CompareOrdinal(run.Run.Start.Id, first) >= 0 && run.Run.Start.Id != After.RunId)
            .Where(run => run.Group.Totals.Added + run.Group.Totals.Removed > 0 && !known.Contains(run.Run.Start.Id))
            .Select(run => run.Run.Start)
            .LastOrDefault();
    }

    private PastRead ReadBefore(SnapshotReader reader) => PastRead.Of(
        reader, reader.At(Vendor.Name, Group, ReadSide.Source, At), reader.At(Vendor.Name, Group, ReadSide.Vendor, At));

    private PastRead ReadAfter(SnapshotReader reader)
    {
        var next = reader.OfGroup(Vendor.Name, Group, ReadSide.Vendor).Find(snapshot => snapshot.ReadAt > At);
        return next is null
            ? PastRead.None
            : PastRead.Of(
                reader,
                reader.At(Vendor.Name, Group, ReadSide.Source, next.ReadAt),
                reader.At(Vendor.Name, Group, ReadSide.Vendor, next.ReadAt));
    }
}

/// <summary>Both sides of a vendor group as one run read them.</summary>
/// <param name="Sources">The parts of the source group, with their members.</param>
/// <param name="Vendor">The vendor group, with its members; <see langword="null"/> where it is not kept.</param>
internal sealed record PastRead(
    IReadOnlyList<(GroupSnapshot Snapshot, IReadOnlyList<GroupMember> Members)> Sources,
    (GroupSnapshot Snapshot, IReadOnlyList<GroupMember> Members)? Vendor)
{
    /// <summary>Nothing.</summary>
    public static PastRead None { get; } = new([], null);

    /// <summary>The snapshots that are there.</summary>
    private IEnumerable<GroupSnapshot> Snapshots =>
        Sources.Select(source => source.Snapshot).Concat(Vendor is { } vendor ? [vendor.Snapshot] : []);

    /// <summary>Whether anything is kept.</summary>
    public bool IsKept => Snapshots.Any();

    /// <summary>The run; <see langword="null"/> where nothing is kept.</summary>
    public string? RunId => Snapshots.FirstOrDefault()?.RunId;

    /// <summary>When it was read.</summary>
    public DateTimeOffset? ReadAt => Snapshots.FirstOrDefault()?.ReadAt;

    /// <summary>When the vendor group was read; <see langword="null"/> where that is not kept.</summary>
    public DateTimeOffset? VendorReadAt => Vendor?.Snapshot.ReadAt;

    /// <summary>The members of snapshots of one run.</summary>
    public static PastRead Of(SnapshotReader reader, IReadOnlyList<GroupSnapshot> sources, IReadOnlyList<GroupSnapshot> vendors)
    {
        var vendor = vendors.Count == 0 ? null : vendors[0];

        // Both sides of one run, or what there is of the later one.
        var source = sources.Count == 0 ? null : sources[0];
        var runId = new[] { source, vendor }.OfType<GroupSnapshot>().MaxBy(snapshot => snapshot.ReadAt)?.RunId;
        return new PastRead(
            [.. sources.Where(part => part.RunId == runId).Select(part => (part, (IReadOnlyList<GroupMember>)[.. reader.Members(part)]))],
            vendor?.RunId == runId && vendor is not null ? (vendor, [.. reader.Members(vendor)]) : null);
    }

    /// <summary>How a part of the source group had somebody.</summary>
    public IEnumerable<(GroupSnapshot Snapshot, GroupMember Member)> Find(TraceSubject subject) => Sources
        .Where(source => source.Snapshot.Details.System.Equals(subject.Source, StringComparison.OrdinalIgnoreCase))
        .Select(source => (source.Snapshot, Member: source.Members.FirstOrDefault(member => member.Id == subject.SourceId)!))
        .Where(found => found.Member is not null);

    /// <summary>Whether the vendor group had somebody.</summary>
    public TracedMembership MembershipOf(TraceSubject subject)
    {
        if (Vendor is not var (snapshot, members))
            return TracedMembership.Unknown;
        if (subject.VendorId is { } id && members.Any(member => member.Id == id))
            return TracedMembership.Member;
        return snapshot.Completeness == CompletenessStatus.Complete && !HasErased(members) && !subject.IsAccountInDoubt
            ? TracedMembership.NotMember
            : TracedMembership.Unknown;
    }

    /// <summary>Whether somebody was taken out of what is kept: it may have been anybody.</summary>
    public static bool HasErased(IReadOnlyList<GroupMember> members) => members.Any(member => SnapshotEraser.IsErased(member));
}
