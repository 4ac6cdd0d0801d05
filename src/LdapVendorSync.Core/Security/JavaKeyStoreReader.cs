using System.Buffers.Binary;

namespace LdapVendorSync.Core.Security;

/// <summary>Reads what Java's <c>DataOutputStream</c> wrote, and nothing beyond its end.</summary>
internal ref struct JavaKeyStoreReader(ReadOnlySpan<byte> content)
{
    private ReadOnlySpan<byte> _rest = content;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public static InvalidDataException Damaged() => new("is a Java key store that is damaged or cut short");

    public static bool TryPeekUInt32(ReadOnlySpan<byte> content, out uint value) =>
        BinaryPrimitives.TryReadUInt32BigEndian(content, out value);

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    /// <summary>A text (modified UTF-8) after its length in two bytes.</summary>
    public ReadOnlySpan<byte> ReadText() => Take(BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort))));

    /// <summary>Bytes after their length in four bytes.</summary>
    public ReadOnlySpan<byte> ReadBlock() => Take(ReadUInt32());

    public void Skip(uint count) => Take(count);

    private ReadOnlySpan<byte> Take(uint count)
    {
        if (count > (uint)_rest.Length)
            throw Damaged();
        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
