using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.History.Snapshots;

/// <summary>
/// Turns what was read into bytes and back. Everything of a snapshot that tells of people goes through <see cref="Pack"/> into the
/// database and through <see cref="Unpack(byte[])"/> out of it, and is found again by <see cref="Hash"/>.
/// </summary>
internal static class SnapshotCodec
{
    // Names the form of a body, so that another one can be told from it.
    private const byte BrotliJson = 1;

    /// <summary>Writes members as plain bytes.</summary>
    public static void Write(ReadOnlySpan<GroupMember> members, ArrayBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartArray();
        foreach (var member in members)
            JsonSerializer.Serialize(json, StoredMember.Of(member), SnapshotJson.Compact.StoredMember);
        json.WriteEndArray();
    }

    /// <summary>Writes what a read told besides its members as plain bytes.</summary>
    public static byte[] Write(SnapshotDetails details) => JsonSerializer.SerializeToUtf8Bytes(details, SnapshotJson.Compact.SnapshotDetails);

    /// <summary>Reads what <see cref="Write(ReadOnlySpan{GroupMember}, ArrayBufferWriter{byte})"/> wrote.</summary>
    public static IEnumerable<GroupMember> ReadMembers(byte[] bytes) =>
        JsonSerializer.Deserialize(bytes, SnapshotJson.Compact.ListStoredMember)!.Select(member => member.ToMember());

    /// <summary>Reads what <see cref="Write(SnapshotDetails)"/> wrote.</summary>
    public static SnapshotDetails ReadDetails(byte[] bytes) => JsonSerializer.Deserialize(bytes, SnapshotJson.Compact.SnapshotDetails)!;

    /// <summary>The hash by which plain bytes are found again.</summary>
    /// <param name="kind">What the bytes are, so that two kinds cannot be taken for one another.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Hash(SnapshotNodeKind kind, ReadOnlySpan<byte> bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([(byte)kind]);
        hash.AppendData(bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>A hash that nothing has, for what was rewritten and is not to be found by its content any more.</summary>
    public static string NewHash() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));

    /// <summary>Plain bytes in the form in which they are stored.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using var output = new MemoryStream();
        output.WriteByte(BrotliJson);
        using (var compressor = new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true))
            compressor.Write(bytes);
        return output.ToArray();
    }

    /// <summary>The plain bytes of a stored body.</summary>
    /// <exception cref="InvalidDataException">The body is damaged.</exception>
    public static byte[] Unpack(byte[] body)
    {
        if (body is not [BrotliJson, ..])
            throw new InvalidDataException("The body of a snapshot is in no known form.");
        using var output = new MemoryStream();
        using (var decompressor = new BrotliStream(new MemoryStream(body, 1, body.Length - 1), CompressionMode.Decompress))
            decompressor.CopyTo(output);
        return output.ToArray();
    }

    /// <summary>The plain bytes of a stored body, which must be those that its hash was made of.</summary>
    /// <exception cref="InvalidDataException">The body is damaged.</exception>
    public static byte[] Unpack(SnapshotNodeKind kind, byte[] body, string hash)
    {
        var bytes = Unpack(body);
        return Hash(kind, bytes) == hash ? bytes : throw new InvalidDataException("what is stored is not what was written");
    }
}

/// <summary>What a node of a snapshot is.</summary>
internal enum SnapshotNodeKind : byte
{
    /// <summary>Members in a row.</summary>
    Leaf = 0,

    /// <summary>Leaves in a row.</summary>
    Branch = 1,

    /// <summary>The read, with its branches below.</summary>
    Root = 2,

    /// <summary>Groups of a whole system in a row.</summary>
    Groups = 3,

    /// <summary>Memberships of a whole system in a row.</summary>
    Memberships = 4,
}
