using System.Text;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.History.Snapshots;

namespace LdapVendorSync.Core.History.Systems;

/// <summary>A piece of the content of a system, as it is stored.</summary>
/// <param name="Part">What it holds: people, groups or memberships.</param>
/// <param name="Hash">The hash of what it holds.</param>
/// <param name="Body">What it holds, packed.</param>
internal sealed record SystemChunk(SystemParts Part, string Hash, byte[] Body)
{
    /// <summary>A chunk of plain bytes.</summary>
    public static SystemChunk Of(SystemParts part, ReadOnlySpan<byte> bytes) => new(part, HashOf(part, bytes), SnapshotCodec.Pack(bytes));

    /// <summary>The plain bytes of a stored chunk.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static byte[] Unpack(SystemParts part, byte[] body, string hash) => SnapshotCodec.Unpack(KindOf(part), body, hash);

    /// <summary>The hash by which a chunk is found again.</summary>
    public static string HashOf(SystemParts part, ReadOnlySpan<byte> bytes) => SnapshotCodec.Hash(KindOf(part), bytes);

    /// <summary>The hash by which a whole content is found again.</summary>
    public static string HashOf(IEnumerable<SystemChunk> chunks) => SnapshotCodec.Hash(
        SnapshotNodeKind.Root, Encoding.ASCII.GetBytes(string.Join('\n', chunks.Select(chunk => $"{chunk.Part} {chunk.Hash}"))));

    private static SnapshotNodeKind KindOf(SystemParts part) => part switch
    {
        SystemParts.Users => SnapshotNodeKind.Leaf,
        SystemParts.Groups => SnapshotNodeKind.Groups,
        SystemParts.Memberships => SnapshotNodeKind.Memberships,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "No chunk holds this."),
    };
}
