using System.Buffers;
using System.Text.Json;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.History.Systems;

/// <summary>
/// Cuts the content of a system into chunks and puts it together again. The same content gives the same chunks, whatever order it came in.
/// </summary>
internal static class SystemContentCodec
{
    private const int UsersPerChunk = 64;
    private const int GroupsPerChunk = 64;
    private const int MembershipsPerChunk = 512;

    /// <summary>The chunks of a content: people, groups, memberships.</summary>
    public static List<SystemChunk> Write(SystemContent content)
    {
        var users = Sort(content.Users, user => user.Id);
        var groups = Sort(content.Groups, group => group.Id);
        return
        [
            .. Cut(users, user => user.Id, UsersPerChunk).AsParallel().AsOrdered()
                .Select(row => SystemChunk.Of(SystemParts.Users, WriteUsers(row))),
            .. Cut(groups, group => group.Id, GroupsPerChunk).Select(row => SystemChunk.Of(SystemParts.Groups, WriteGroups(row))),
            .. Cut(Memberships(groups), pair => pair.Member, MembershipsPerChunk).AsParallel().AsOrdered()
                .Select(row => SystemChunk.Of(SystemParts.Memberships, WriteMemberships(Segments(row)))),
        ];
    }

    /// <summary>The content of chunks.</summary>
    public static SystemContent Read(IEnumerable<(SystemParts Part, byte[] Bytes)> chunks)
    {
        var users = new List<GroupMember>();
        var groups = new List<StoredGroup>();
        var members = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (part, bytes) in chunks)
        {
            if (part == SystemParts.Users)
                users.AddRange(SnapshotCodec.ReadMembers(bytes));
            else if (part == SystemParts.Groups)
                groups.AddRange(ReadGroups(bytes));
            else
                Collect(ReadMemberships(bytes), members);
        }

        return new SystemContent
        {
            Users = users,
            Groups = [.. groups.Select(group => ToGroup(group, members.GetValueOrDefault(group.Id)))],
        };
    }

    /// <summary>Plain bytes of people.</summary>
    public static byte[] WriteUsers(ReadOnlyMemory<GroupMember> users)
    {
        var buffer = new ArrayBufferWriter<byte>();
        SnapshotCodec.Write(users.Span, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Plain bytes of groups.</summary>
    public static byte[] WriteGroups(IReadOnlyList<StoredGroup> groups) =>
        JsonSerializer.SerializeToUtf8Bytes(groups, SnapshotJson.Compact.IReadOnlyListStoredGroup);

    /// <summary>The groups of plain bytes.</summary>
    public static IReadOnlyList<StoredGroup> ReadGroups(byte[] bytes) =>
        JsonSerializer.Deserialize(bytes, SnapshotJson.Compact.IReadOnlyListStoredGroup)!;

    /// <summary>Plain bytes of memberships.</summary>
    public static byte[] WriteMemberships(IReadOnlyList<StoredMemberships> memberships) =>
        JsonSerializer.SerializeToUtf8Bytes(memberships, SnapshotJson.Compact.IReadOnlyListStoredMemberships);

    /// <summary>The memberships of plain bytes.</summary>
    public static IReadOnlyList<StoredMemberships> ReadMemberships(byte[] bytes) =>
        JsonSerializer.Deserialize(bytes, SnapshotJson.Compact.IReadOnlyListStoredMemberships)!;

    private static T[] Sort<T>(IEnumerable<T> items, Func<T, string> id)
    {
        T[] sorted = [.. items];
        Array.Sort(sorted, (one, other) => string.CompareOrdinal(id(one), id(other)));
        return sorted;
    }

    private static IEnumerable<ReadOnlyMemory<T>> Cut<T>(T[] rows, Func<T, string> key, int average) =>
        ContentCuts.Cut(rows.Length, place => key(rows[place]), average)
            .Select(piece => (ReadOnlyMemory<T>)rows.AsMemory(piece.Start, piece.Count));

    private static byte[] WriteGroups(ReadOnlyMemory<SystemGroup> groups) => WriteGroups(
        [.. groups.ToArray().Select(group => new StoredGroup
        {
            Id = group.Id,
            Name = group.Name,
            Description = group.Description,
            Path = group.Path,
            Nested = group.NestedIds.Count == 0 ? null : [.. group.NestedIds.Order(StringComparer.Ordinal)],
            Doubts = group.Doubts.Count == 0 ? null : group.Doubts,
        })]);

    private static (string Group, string Member)[] Memberships(SystemGroup[] groups) =>
        [.. groups.SelectMany(group => group.MemberIds.Order(StringComparer.Ordinal).Select(member => (group.Id, member)))];

    private static List<StoredMemberships> Segments(ReadOnlyMemory<(string Group, string Member)> row)
    {
        var segments = new List<StoredMemberships>();
        var members = new List<string>();
        foreach (var (group, member) in row.Span)
        {
            if (segments.Count == 0 || segments[^1].Group != group)
                segments.Add(new StoredMemberships(group, members = []));
            members.Add(member);
        }

        return segments;
    }

    private static void Collect(IReadOnlyList<StoredMemberships> segments, Dictionary<string, List<string>> members)
    {
        foreach (var segment in segments)
        {
            if (members.TryGetValue(segment.Group, out var known))
                known.AddRange(segment.Members);
            else
                members.Add(segment.Group, [.. segment.Members]);
        }
    }

    private static SystemGroup ToGroup(StoredGroup group, List<string>? members) => new(group.Id, group.Name)
    {
        Description = group.Description,
        Path = group.Path,
        MemberIds = members ?? [],
        NestedIds = group.Nested ?? [],
        Doubts = group.Doubts ?? [],
    };
}
