using LdapVendorSync.Core.Audit;

namespace LdapVendorSync.Cli.Output;

/// <summary>A snapshot of a system in JSON.</summary>
internal sealed record SnapshotDocument(
    int Number,
    string System,
    SystemSide Side,
    string Kind,
    DateTime StartedAt,
    DateTime TakenAt,
    bool Complete,
    IReadOnlyList<string> Doubts,
    int UserCount,
    int GroupCount,
    int MembershipCount,
    int NestingCount)
{
    public static SnapshotDocument Of(SystemSnapshot snapshot) => new(
        snapshot.Number,
        snapshot.System,
        snapshot.Side,
        snapshot.Kind,
        snapshot.StartedAt.UtcDateTime,
        snapshot.TakenAt.UtcDateTime,
        snapshot.IsComplete,
        snapshot.Doubts,
        snapshot.Users,
        snapshot.Groups,
        snapshot.Memberships,
        snapshot.Nestings);
}

/// <summary>A snapshot with everything in it, in JSON.</summary>
internal sealed record SnapshotContentDocument(
    SnapshotDocument Snapshot, IEnumerable<PersonDocument> Users, IEnumerable<SystemGroup> Groups);

/// <summary>Somebody who is gone from a system, in JSON.</summary>
internal sealed record LegacyDocument(
    string System, SystemSide Side, DateTime FirstSeenAt, DateTime LastSeenAt, int? LastSnapshot, PersonDocument Person)
{
    public static LegacyDocument Of(LegacyPerson person) => new(
        person.System,
        person.Side,
        person.FirstSeenAt.UtcDateTime,
        person.LastSeenAt.UtcDateTime,
        person.LastSnapshot,
        PersonDocument.Of(person.Person));
}
