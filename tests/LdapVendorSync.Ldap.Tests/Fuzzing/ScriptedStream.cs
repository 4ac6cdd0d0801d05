using System.Threading.Channels;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Ldap.Tests.Fuzzing;

/// <summary>A connection within memory whose other side answers each request at once, in pieces of random length.</summary>
/// <param name="answer">The bytes that answer a request, and whether the connection ends behind them.</param>
/// <param name="random">Chooses the pieces.</param>
internal sealed class ScriptedStream(Func<LdapPeerRequest, (byte[] Bytes, bool Ends)> answer, Random random) : Stream
{
    private readonly Channel<byte[]> _received = Channel.CreateUnbounded<byte[]>();
    private readonly List<byte> _sent = [];
    private ReadOnlyMemory<byte> _rest;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty)
        {
            if (!await _received.Reader.WaitToReadAsync(cancellationToken)) return 0;
            if (_received.Reader.TryRead(out var bytes)) _rest = bytes;
        }

        var count = Math.Min(Math.Min(random.Next(1, 200), buffer.Length), _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _sent.AddRange(buffer.Span);
        while (TakeRequest() is { } request)
        {
            var (bytes, ends) = answer(request);
            if (bytes.Length > 0) _received.Writer.TryWrite(bytes);
            if (ends) _received.Writer.TryComplete();
        }

        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _received.Writer.TryComplete();
        base.Dispose(disposing);
    }

    private LdapPeerRequest? TakeRequest()
    {
        if (_sent.Count < 2) return null;
        var lengthOfLength = _sent[1] > 0x80 ? _sent[1] & 0x7F : 0;
        if (_sent.Count < 2 + lengthOfLength) return null;
        var content = lengthOfLength == 0 ? _sent[1] : _sent.Skip(2).Take(lengthOfLength).Aggregate(0, (sum, octet) => sum << 8 | octet);
        var length = 2 + lengthOfLength + content;
        if (_sent.Count < length) return null;
        var request = LdapPeerRequest.Read([.. _sent.Take(length)]);
        _sent.RemoveRange(0, length);
        return request;
    }
}
