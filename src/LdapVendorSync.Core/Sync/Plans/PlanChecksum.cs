using System.Security.Cryptography;
using System.Text;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>
/// The checksum at the end of a plan file: SHA-256 over every byte before it. It finds accidents (a file that was cut off, edited or
/// transferred as text); whoever wants to deceive can compute another one.
/// </summary>
internal static class PlanChecksum
{
    private const string Prefix = "sha256:";
    private const int Digits = 2 * SHA256.HashSizeInBytes;

    /// <summary>What stands for the checksum until it is known.</summary>
    public static readonly string Placeholder = Prefix + new string('0', Digits);

    // What the checksum is the last value of: the end of a text, of an object, of a file.
    private static ReadOnlySpan<byte> End => "\"\n}\n"u8;

    /// <summary>A hash as texts show it.</summary>
    public static string Format(ReadOnlySpan<byte> hash) => Prefix + Convert.ToHexStringLower(hash);

    /// <summary>Puts the checksum into a file that has the placeholder.</summary>
    /// <exception cref="InvalidOperationException">The file does not end as a plan does.</exception>
    public static async Task SealAsync(FileStream file, CancellationToken cancellationToken)
    {
        if (await ReadAsync(file, cancellationToken).ConfigureAwait(false) is not { } found)
            throw new InvalidOperationException("The file does not end in a checksum.");
        file.Position = found.Position;
        await file.WriteAsync(found.Computed, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a file has the checksum of its content.</summary>
    public static async Task<bool> IsSealedAsync(FileStream file, CancellationToken cancellationToken) =>
        await ReadAsync(file, cancellationToken).ConfigureAwait(false) is { } found && found.Written.AsSpan().SequenceEqual(found.Computed);

    private static async Task<Found?> ReadAsync(FileStream file, CancellationToken cancellationToken)
    {
        var position = file.Length - End.Length - Digits;
        if (position <= 0)
            return null;
        var tail = new byte[End.Length + Digits];
        file.Position = position;
        await file.ReadExactlyAsync(tail, cancellationToken).ConfigureAwait(false);
        if (!tail.AsSpan(Digits).SequenceEqual(End))
            return null;
        var hash = await HashAsync(file, position, cancellationToken).ConfigureAwait(false);
        return new Found(position, tail[..Digits], Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash)));
    }

    private static async Task<byte[]> HashAsync(FileStream file, long length, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[81_920];
        file.Position = 0;
        while (length > 0)
        {
            var part = buffer.AsMemory(0, (int)Math.Min(buffer.Length, length));
            var read = await file.ReadAsync(part, cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw new EndOfStreamException($"'{file.Name}' became shorter while it was read.");
            hash.AppendData(buffer, 0, read);
            length -= read;
        }

        return hash.GetHashAndReset();
    }

    /// <summary>A checksum in a file: where its digits begin, which they are, which they should be.</summary>
    private sealed record Found(long Position, byte[] Written, byte[] Computed);
}
