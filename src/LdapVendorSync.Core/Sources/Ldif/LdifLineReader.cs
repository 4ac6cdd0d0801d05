using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace LdapVendorSync.Core.Sources.Ldif;

/// <summary>Cuts a stream into logical lines: joins what was folded (RFC 2849 note 2), drops comments, takes LF and CRLF alike.</summary>
internal sealed class LdifLineReader(Stream stream, string file)
{
    // A photo of some megabytes is plausible, more is a broken or hostile file that must not fill the memory.
    internal const int MaxLineBytes = 16 * 1024 * 1024;

    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private int _physicalLine;

    public async IAsyncEnumerable<LdifLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pending = new ArrayBufferWriter<byte>(256);
        var start = 0;
        await foreach (var line in ReadPhysicalAsync(cancellationToken).ConfigureAwait(false))
        {
            if (IsContinuation(line))
            {
                RequireStarted(start);
                Append(pending, line.Content.Span[1..], start);
                continue;
            }

            if (start > 0 && !IsComment(pending.WrittenSpan))
                yield return new LdifLine(start, pending.WrittenMemory.ToArray());
            pending.ResetWrittenCount();
            start = line.IsBlank ? 0 : line.Number;
            if (line.IsBlank)
                yield return line;
            else
                Append(pending, line.Content.Span, start);
        }

        if (start > 0 && !IsComment(pending.WrittenSpan))
            yield return new LdifLine(start, pending.WrittenMemory.ToArray());
    }

    /// <summary>Physical lines; their content is valid until the next one is asked for.</summary>
    private async IAsyncEnumerable<LdifLine> ReadPhysicalAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
                var buffer = result.Buffer;
                while (TryCutLine(ref buffer, result.IsCompleted, out var content))
                    yield return ToLine(content);
                if (result.IsCompleted)
                    yield break;
                RequireBelowLimit(buffer.Length, _physicalLine + 1);
                pipe.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static bool TryCutLine(ref ReadOnlySequence<byte> buffer, bool isEnd, out ReadOnlySequence<byte> line)
    {
        var end = buffer.PositionOf(LineFeed);
        if (end is { } position)
        {
            line = buffer.Slice(0, position);
            buffer = buffer.Slice(buffer.GetPosition(1, position));
            return true;
        }

        line = buffer;
        if (!isEnd || buffer.IsEmpty)
            return false;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private LdifLine ToLine(ReadOnlySequence<byte> sequence)
    {
        _physicalLine++;
        var content = sequence.IsSingleSegment ? sequence.First : sequence.ToArray();
        if (_physicalLine == 1 && content.Span.StartsWith(ByteOrderMark))
            content = content[ByteOrderMark.Length..];
        if (content.Span is [.., CarriageReturn])
            content = content[..^1];
        return new LdifLine(_physicalLine, content);
    }

    private static bool IsContinuation(LdifLine line) => line.Content.Span is [(byte)' ', ..];

    private static bool IsComment(ReadOnlySpan<byte> line) => line is [(byte)'#', ..];

    private void RequireStarted(int start)
    {
        if (start == 0)
            throw new LdifException(
                file, _physicalLine, "the line begins with a space, which continues the line before, but there is none to continue.");
    }

    private void Append(ArrayBufferWriter<byte> pending, ReadOnlySpan<byte> content, int start)
    {
        RequireBelowLimit((long)pending.WrittenCount + content.Length, start);
        pending.Write(content);
    }

    private void RequireBelowLimit(long length, int line)
    {
        if (length > MaxLineBytes)
            throw new LdifException(
                file, line, $"the line is longer than {MaxLineBytes / 1024 / 1024} MiB; this is not a usable LDIF file.");
    }
}
