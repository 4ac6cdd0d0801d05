using System.Buffers;
using System.Formats.Asn1;
using System.IO.Pipelines;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Transport;

/// <summary>Cuts a byte stream into LDAP messages. A length is never believed before the bytes have come: memory grows with what was
/// received.</summary>
internal sealed class MessageFramer(Stream stream, int maxMessageSize) : IAsyncDisposable
{
    private const byte SequenceIdentifier = 0x30;

    /// <summary>Identifier, length of length, and four bytes of length.</summary>
    private const int LongestHeader = 6;

    private static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: 64 * 1024, minimumReadSize: 4 * 1024, leaveOpen: true);

    private readonly PipeReader _reader = PipeReader.Create(stream, ReaderOptions);

    /// <summary>Reads the next message.</summary>
    /// <returns>The whole message in memory of its own; null when the stream ended between two messages.</returns>
    /// <exception cref="LdapProtocolException">What comes is not LDAP, is too long, or ends in the middle.</exception>
    public async ValueTask<byte[]?> ReadAsync()
    {
        while (true)
        {
            var read = await _reader.ReadAsync().ConfigureAwait(false);
            var buffer = read.Buffer;
            var length = MessageLength(buffer);
            if (length is { } size && buffer.Length >= size)
            {
                var message = buffer.Slice(0, size).ToArray();
                _reader.AdvanceTo(buffer.GetPosition(size));
                return message;
            }

            var (isEmpty, received) = (buffer.IsEmpty, buffer.Length);
            _reader.AdvanceTo(buffer.Start, buffer.End);
            if (!read.IsCompleted) continue;
            if (isEmpty) return null;
            throw new EndOfStreamException($"the stream ended in the middle of a message, after {received} bytes of it");
        }
    }

    /// <summary>Whether bytes were received that belong to no message that was read.</summary>
    public bool HasUnreadBytes()
    {
        if (!_reader.TryRead(out var read)) return false;
        var hasBytes = !read.Buffer.IsEmpty;
        _reader.AdvanceTo(read.Buffer.Start);
        return hasBytes;
    }

    public ValueTask DisposeAsync() => _reader.CompleteAsync();

    /// <summary>The length of the message at the start, header included; null when its header is not complete.</summary>
    private long? MessageLength(ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[LongestHeader];
        header = header[..(int)Math.Min(buffer.Length, LongestHeader)];
        buffer.Slice(0, header.Length).CopyTo(header);
        if (header.IsEmpty) return null;
        if (header[0] != SequenceIdentifier)
        {
            throw new LdapProtocolException(
                $"The server sent something that is not LDAP: a message begins with byte 0x{header[0]:x2}. "
                + "Check that this port speaks LDAP, and whether it expects TLS.");
        }

        if (!AsnDecoder.TryDecodeLength(header[1..], AsnEncodingRules.BER, out var length, out var lengthOfLength))
        {
            if (header.Length < LongestHeader) return null;
            throw new LdapProtocolException("The server sent a message with an unreadable length.");
        }

        if (length is null) throw new LdapProtocolException("The server sent a message of indefinite length, which LDAP does not allow.");
        if (length > maxMessageSize)
        {
            throw new LdapProtocolException($"The server announced a message of {length} bytes; {maxMessageSize} are allowed.");
        }

        return 1L + lengthOfLength + length.Value;
    }
}
