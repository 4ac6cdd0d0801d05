using System.Formats.Asn1;

namespace LdapVendorSync.Ldap.Protocol;

/// <summary>Keeps the attribute names of a connection, so that a hundred thousand entries share one string for <c>mail</c>.</summary>
internal sealed class AttributeNameCache
{
    /// <summary>A server that invents names, or ranges, may not fill the memory.</summary>
    private const int Capacity = 1024;

    private readonly Dictionary<byte[], AttributeDescription> _names = new(ByteComparer.Instance);
    private readonly Dictionary<byte[], AttributeDescription>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public AttributeNameCache() => _lookup = _names.GetAlternateLookup<ReadOnlySpan<byte>>();

    public AttributeDescription Get(ReadOnlySpan<byte> name)
    {
        if (_lookup.TryGetValue(name, out var description)) return description;
        if (name.IsEmpty || !StrictUtf8.TryGetString(name, out var text))
        {
            throw new AsnContentException("An attribute's name is empty or not UTF-8.");
        }

        description = AttributeDescription.Parse(text);
        if (_names.Count < Capacity) _lookup[name] = description;
        return description;
    }

    private sealed class ByteComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly ByteComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
