using System.Buffers.Binary;

namespace LdapVendorSync.Fixtures.Fuzzing;

/// <summary>Damages BER as an attacker or a broken server would: bits, lengths that lie, nesting, indefinite lengths, cuts.</summary>
public static class BerMutator
{
    private const int MostNesting = 3000;

    private static readonly byte[][] Lengths =
    [
        [0x00], [0x01], [0x7F], [0x80], [0x81, 0x00], [0x81, 0xFF], [0x82, 0x00, 0x01], [0x82, 0xFF, 0xFF], [0x84, 0x00, 0x00, 0x00, 0x02],
        [0x84, 0x7F, 0xFF, 0xFF, 0xFF], [0x84, 0xFF, 0xFF, 0xFF, 0xFF], [0x88, 1, 1, 1, 1, 1, 1, 1, 1], [0xFF],
    ];

    private static readonly byte[] Tags =
        [0x00, 0x01, 0x02, 0x04, 0x05, 0x0A, 0x1F, 0x24, 0x30, 0x31, 0x61, 0x64, 0x65, 0x73, 0x78, 0x79, 0x80, 0x85, 0x8A, 0x8B, 0xA0, 0xA3, 0xFF];

    /// <summary>A damaged copy. Half of the time the length of the whole is right again, so that the damage is found further inside.</summary>
    public static byte[] Mutate(Random random, byte[] message)
    {
        var bytes = message.ToList();
        for (var change = random.Next(3) == 0 ? 3 : 1; change > 0 && bytes.Count > 2; change--)
            Change(random, bytes);
        return random.Next(2) == 0 ? [.. bytes] : Wrap(Content(bytes));
    }

    /// <summary>A sequence with this content and an honest length.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        return content.Length < 0x80 ? [0x30, (byte)content.Length, .. content] : [0x30, 0x84, .. length, .. content];
    }

    private static void Change(Random random, List<byte> bytes)
    {
        var position = random.Next(bytes.Count);
        var headers = Headers(bytes);
        var header = headers[random.Next(headers.Count)];
        switch (random.Next(10))
        {
            case 0:
                bytes[position] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[position] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(position, bytes.Count - position);
                break;
            case 3:
                bytes.RemoveRange(position, random.Next(1, Math.Min(8, bytes.Count - position) + 1));
                break;
            case 4:
                bytes.InsertRange(position, Enumerable.Range(0, random.Next(1, 6)).Select(_ => (byte)random.Next(256)));
                break;
            case 5:
                bytes.InsertRange(position, bytes.GetRange(position, Math.Min(bytes.Count - position, random.Next(1, 40))));
                break;
            case 6:
                bytes[header] = Tags[random.Next(Tags.Length)];
                break;
            case 7:
                Nest(random, bytes, header);
                break;
            default:
                Lie(random, bytes, header);
                break;
        }
    }

    private static void Lie(Random random, List<byte> bytes, int header)
    {
        if (header + 1 >= bytes.Count)
            return;
        if (random.Next(2) == 0)
        {
            bytes[header + 1] = (byte)(bytes[header + 1] + random.Next(-2, 3));
            return;
        }

        bytes.RemoveAt(header + 1);
        bytes.InsertRange(header + 1, Lengths[random.Next(Lengths.Length)]);
    }

    private static void Nest(Random random, List<byte> bytes, int header)
    {
        var content = bytes.GetRange(header, bytes.Count - header).ToArray();
        var tag = Tags[random.Next(Tags.Length)];
        for (var depth = random.Next(20) == 0 ? random.Next(MostNesting) : random.Next(1, 6); depth > 0 && content.Length < 20_000; depth--)
        {
            content = Wrap(content);
            content[0] = tag;
        }

        bytes.RemoveRange(header, bytes.Count - header);
        bytes.AddRange(content);
    }

    private static byte[] Content(List<byte> bytes)
    {
        var skipped = bytes.Count > 1 && bytes[1] > 0x80 ? 2 + (bytes[1] & 0x7F) : 2;
        return [.. bytes.Skip(skipped)];
    }

    /// <summary>Where elements begin, as far as the bytes can still be read.</summary>
    private static List<int> Headers(List<byte> bytes)
    {
        var headers = new List<int> { 0 };
        var position = 0;
        while (position + 1 < bytes.Count && headers.Count < 200)
        {
            var isConstructed = (bytes[position] & 0x20) != 0;
            var length = bytes[position + 1];
            var header = length > 0x80 ? 2 + (length & 0x7F) : 2;
            position += isConstructed || length >= 0x80 ? header : header + length;
            if (position < bytes.Count)
                headers.Add(position);
        }

        return headers;
    }
}
