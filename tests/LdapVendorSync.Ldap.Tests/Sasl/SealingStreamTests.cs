using System.Buffers;
using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Sasl;

namespace LdapVendorSync.Ldap.Tests.Sasl;

/// <summary>The framing of sealed pieces, with a layer that needs no KDC.</summary>
public sealed class SealingStreamTests
{
    private const int Runs = 20_000;

    [Fact]
    public void What_is_written_in_any_pieces_is_read_in_any_pieces() =>
        Prop.ForAll<byte[][], PositiveInt>((writes, readSize) => RoundTrip(writes, readSize.Get).SequenceEqual(writes.SelectMany(x => x)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Any_bytes_end_in_data_or_a_refusal() =>
        Prop.ForAll<byte[]>(Ends).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));

    [Fact]
    public void Any_change_of_a_sealed_piece_ends_in_a_refusal_or_its_end() =>
        Prop.ForAll<NonEmptyArray<byte>, int, byte>((plain, position, change) =>
        {
            var wire = Seal(plain.Get);
            if (change == 0) return true;
            wire[Math.Abs(position % wire.Length)] ^= change;
            return Refuses(wire);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));

    [Theory]
    [InlineData(0u)]
    [InlineData(0x1000000u)]
    [InlineData(uint.MaxValue)]
    public async Task Announced_length_out_of_bounds_is_refused(uint length)
    {
        var header = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(header, length);

        var refused = await Should.ThrowAsync<LdapProtocolException>(async () => await ReadAllAsync(header, 100));

        refused.Message.ShouldContain($"{length} bytes");
    }

    [Fact]
    public async Task Announced_length_is_not_believed_before_the_bytes_have_come()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        await Should.ThrowAsync<EndOfStreamException>(async () => await ReadAllAsync([0, 0xFF, 0xFF, 0xFF, 1, 2, 3], 100));

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 * 1024 * 1024);
    }

    private static bool Ends(byte[] wire)
    {
        try
        {
            ReadAllAsync(wire, 64).GetAwaiter().GetResult();
            return true;
        }
        catch (Exception e) when (e is LdapProtocolException or EndOfStreamException)
        {
            return true;
        }
    }

    private static bool Refuses(byte[] wire)
    {
        try
        {
            ReadAllAsync(wire, 64).GetAwaiter().GetResult();
            return false;
        }
        catch (Exception e) when (e is LdapProtocolException or EndOfStreamException)
        {
            return true;
        }
    }

    private static byte[] Seal(byte[] plain)
    {
        var output = new MemoryStream();
        using var stream = new SealingStream(output, new ChecksumLayer());
        stream.WriteAsync(plain).AsTask().GetAwaiter().GetResult();
        return output.ToArray();
    }

    private static byte[] RoundTrip(byte[][] writes, int readSize)
    {
        var output = new MemoryStream();
        using var stream = new SealingStream(output, new ChecksumLayer());
        foreach (var write in writes) stream.WriteAsync(write).AsTask().GetAwaiter().GetResult();
        return ReadAllAsync(output.ToArray(), readSize).GetAwaiter().GetResult();
    }

    private static async Task<byte[]> ReadAllAsync(byte[] wire, int readSize)
    {
        await using var stream = new SealingStream(new MemoryStream(wire), new ChecksumLayer());
        var result = new List<byte>();
        var buffer = new byte[readSize];
        while (await stream.ReadAsync(buffer) is var count and > 0) result.AddRange(buffer.AsSpan(0, count));
        return [.. result];
    }

    /// <summary>Turns each byte around and counts and sums them up.</summary>
    private sealed class ChecksumLayer : ISecurityLayer
    {
        private const int Overhead = 2 * sizeof(uint);

        public int MaxPlainSize => 7;

        public void Seal(ReadOnlySpan<byte> plain, IBufferWriter<byte> output)
        {
            Span<byte> header = stackalloc byte[Overhead];
            BinaryPrimitives.WriteUInt32BigEndian(header, Sum(plain));
            BinaryPrimitives.WriteInt32BigEndian(header[sizeof(uint)..], plain.Length);
            output.Write(header);
            foreach (var octet in plain) output.Write([(byte)~octet]);
        }

        public void Open(ReadOnlySpan<byte> sealedData, IBufferWriter<byte> output)
        {
            if (sealedData.Length < Overhead) throw new LdapProtocolException("too short");
            var plain = sealedData[Overhead..].ToArray();
            for (var i = 0; i < plain.Length; i++) plain[i] = (byte)~plain[i];
            var isGenuine = BinaryPrimitives.ReadUInt32BigEndian(sealedData) == Sum(plain)
                && BinaryPrimitives.ReadInt32BigEndian(sealedData[sizeof(uint)..]) == plain.Length;
            if (!isGenuine) throw new LdapProtocolException("changed");
            output.Write(plain);
        }

        public void Dispose()
        {
        }

        private static uint Sum(ReadOnlySpan<byte> data)
        {
            var sum = 1u;
            foreach (var octet in data) sum = sum * 31 + octet;
            return sum;
        }
    }
}
