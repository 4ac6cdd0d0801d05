using System.Formats.Asn1;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Transport;

/// <summary>Cuts a byte stream into LDAP messages. A length is never believed before the bytes have come: memory grows with what was
/// received.</summary>
internal sealed class MessageFramer(Stream stream, int maxMessageSize)
{
    private const byte SequenceIdentifier = 0x30;

    /// <summary>Identifier, length of length, and four bytes of length.</summary>
    private const int LongestHeader = 6;

    private const int UsualBufferSize = 64 * 1024;

    private byte[] _buffer = new byte[UsualBufferSize];
    private int _start;
    private int _end;

    /// <summary>Whether bytes were received that belong to no message that was read.</summary>
    public bool HasUnreadBytes => _end > _start;

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Reads the next message.</summary>
    /// <returns>The whole message in memory of its own; null when the stream ended between two messages.</returns>
    /// <exception cref="LdapProtocolException">What comes is not LDAP, is too long, or ends in the middle.</exception>
    public async ValueTask<byte[]?> ReadAsync()
    {
        while (true)
        {
            if (TryTake() is { } message) return message;
            if (!await ReceiveAsync().ConfigureAwait(false)) return null;
        }
    }

    /// <summary>Takes the next message out of what was received.</summary>
    /// <returns>The whole message in memory of its own; null when it has not come yet.</returns>
    /// <exception cref="LdapProtocolException">What came is not LDAP, or is too long.</exception>
    public byte[]? TryTake()
    {
        if (MessageLength(Unread) is not { } length || length > Unread.Length) return null;
        var message = Unread[..(int)length].ToArray();
        _start += message.Length;
        return message;
    }

    /// <summary>Waits until more is received.</summary>
    /// <returns>False when the stream ended between two messages.</returns>
    /// <exception cref="EndOfStreamException">It ended in the middle of one.</exception>
    public async ValueTask<bool> ReceiveAsync()
    {
        MakeRoom();
        var received = await stream.ReadAsync(_buffer.AsMemory(_end)).ConfigureAwait(false);
        _end += received;
        if (received > 0) return true;
        if (!HasUnreadBytes) return false;
        throw new EndOfStreamException($"the stream ended in the middle of a message, after {Unread.Length} bytes of it");
    }

    /// <summary>Moves what is left to the front. A message that fills the whole buffer gets one of twice the size, for as long as it
    /// needs it.</summary>
    private void MakeRoom()
    {
        var unread = Unread;
        var size = unread.Length < UsualBufferSize / 2 ? UsualBufferSize : unread.Length == _buffer.Length ? _buffer.Length * 2 : _buffer.Length;
        var target = size == _buffer.Length ? _buffer : new byte[size];
        unread.CopyTo(target);
        (_buffer, _start, _end) = (target, 0, unread.Length);
    }

    /// <summary>The length of the message at the start, header included; null when its header is not complete.</summary>
    private long? MessageLength(ReadOnlySpan<byte> data)
    {
        var header = data[..Math.Min(data.Length, LongestHeader)];
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
