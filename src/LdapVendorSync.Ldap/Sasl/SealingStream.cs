using System.Buffers;
using System.Buffers.Binary;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Sasl;

/// <summary>A connection encrypted by a SASL security layer: pieces, each with its length before it (RFC 4422 section 3.7). A length is
/// never believed before the bytes have come.</summary>
/// <remarks>One reader and one writer at a time.</remarks>
internal sealed class SealingStream(Stream inner, ISecurityLayer layer) : Stream
{
    /// <summary>The largest piece accepted, and announced to the server: as much as the three bytes for it can say.</summary>
    public const int MaxSealedSize = 0xFFFFFF;

    private const int HeaderSize = 4;
    private const int ReceiveStep = 64 * 1024;

    // A security context is not made for two threads at once
    private readonly Lock _lock = new();
    private readonly byte[] _header = new byte[HeaderSize];
    private readonly ArrayBufferWriter<byte> _received = new();
    private readonly ArrayBufferWriter<byte> _opened = new();
    private readonly ArrayBufferWriter<byte> _sealed = new();
    private readonly ArrayBufferWriter<byte> _outgoing = new();

    private int _taken;
    private bool _isDisposed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (_taken == _opened.WrittenCount)
        {
            if (!await ReceivePieceAsync(cancellationToken).ConfigureAwait(false)) return 0;
        }

        var count = Math.Min(buffer.Length, _opened.WrittenCount - _taken);
        _opened.WrittenSpan.Slice(_taken, count).CopyTo(buffer.Span);
        _taken += count;
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (var rest = buffer; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, layer.MaxPlainSize)..])
        {
            Seal(rest.Span[..Math.Min(rest.Length, layer.MaxPlainSize)]);
            await inner.WriteAsync(_outgoing.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    // The transport is asynchronous throughout
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            lock (_lock)
            {
                _isDisposed = true;
                layer.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private async ValueTask<bool> ReceivePieceAsync(CancellationToken cancellationToken)
    {
        var got = await inner.ReadAtLeastAsync(_header, HeaderSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (got == 0) return false;
        if (got < HeaderSize) throw new EndOfStreamException("the stream ended in the middle of an encrypted piece");

        var length = BinaryPrimitives.ReadUInt32BigEndian(_header);
        if (length is 0 or > MaxSealedSize)
        {
            throw new LdapProtocolException($"The server announced an encrypted piece of {length} bytes; 1 to {MaxSealedSize} are allowed.");
        }

        await ReceiveAsync((int)length, cancellationToken).ConfigureAwait(false);
        Open();
        return true;
    }

    private async ValueTask ReceiveAsync(int length, CancellationToken cancellationToken)
    {
        _received.ResetWrittenCount();
        while (_received.WrittenCount < length)
        {
            var step = Math.Min(ReceiveStep, length - _received.WrittenCount);
            var got = await inner.ReadAsync(_received.GetMemory(step)[..step], cancellationToken).ConfigureAwait(false);
            if (got == 0) throw new EndOfStreamException("the stream ended in the middle of an encrypted piece");
            _received.Advance(got);
        }
    }

    private void Open()
    {
        _opened.Clear();
        _taken = 0;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            layer.Open(_received.WrittenSpan, _opened);
        }
    }

    private void Seal(ReadOnlySpan<byte> plain)
    {
        _sealed.ResetWrittenCount();
        _outgoing.ResetWrittenCount();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            layer.Seal(plain, _sealed);
        }

        BinaryPrimitives.WriteInt32BigEndian(_outgoing.GetSpan(HeaderSize), _sealed.WrittenCount);
        _outgoing.Advance(HeaderSize);
        _outgoing.Write(_sealed.WrittenSpan);
    }
}
