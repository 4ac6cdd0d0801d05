using LdapVendorSync.Fixtures.Fuzzing;
using LdapVendorSync.Ldap.Controls;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Protocol;
using LdapVendorSync.Ldap.Transport;
using Xunit.Abstractions;

namespace LdapVendorSync.Ldap.Tests.Fuzzing;

/// <summary>Damaged messages are decoded or refused, in memory that their length bounds.</summary>
public sealed class MessageFuzzTests(ITestOutputHelper output)
{
    private const int MaxMessageSize = 4000;

    [Fact]
    public Task Damaged_messages_are_decoded_or_refused_in_bounded_memory() =>
        new FuzzRun("LDAP messages", 25_000, output.WriteLine).RunAsync(random =>
        {
            var message = BerMutator.Mutate(random, ValidMessages.All[random.Next(ValidMessages.All.Count)]);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var outcome = Decode(message);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            allocated.ShouldBeLessThan(100_000 + 200L * message.Length, Convert.ToHexString(message));
            return outcome;
        });

    [Fact]
    public Task Damaged_streams_are_cut_into_the_same_messages_however_they_arrive() =>
        new FuzzRun("streams of LDAP messages", 10_000, output.WriteLine).RunAsync(async (random, _) =>
        {
            var stream = Stream(random);
            var (frames, end) = await CutAsync(new MemoryStream(stream));
            var (chunked, chunkedEnd) = await CutAsync(new ChunkedStream(stream, random));

            chunkedEnd.ShouldBe(end);
            chunked.Count.ShouldBe(frames.Count);
            frames.SelectMany(frame => frame).SequenceEqual(stream.Take(frames.Sum(frame => frame.Length))).ShouldBeTrue();
            frames.SelectMany(frame => frame).SequenceEqual(chunked.SelectMany(frame => frame)).ShouldBeTrue();
            frames.ShouldAllBe(frame => frame.Length <= MaxMessageSize + 6);
            return end;
        });

    private static byte[] Stream(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(1, 6))
            .Select(_ => ValidMessages.All[random.Next(ValidMessages.All.Count)])
            .SelectMany(message => random.Next(3) == 0 ? BerMutator.Mutate(random, message) : message),
    ];

    private static async Task<(List<byte[]> Frames, string End)> CutAsync(Stream stream)
    {
        var frames = new List<byte[]>();
        var framer = new MessageFramer(stream, MaxMessageSize);
        try
        {
            while (await framer.ReadAsync() is { } frame) frames.Add(frame);
            return (frames, "whole");
        }
        catch (Exception error) when (error is LdapProtocolException or EndOfStreamException)
        {
            return (frames, error is EndOfStreamException ? "cut" : "refused");
        }
    }

    private static string Decode(byte[] bytes)
    {
        try
        {
            var message = new ResponseDecoder().Decode(bytes);
            message.MessageId.ShouldBeGreaterThanOrEqualTo(0);
            return ReadExtensions(message.Body) ? "with an extension" : "decoded";
        }
        catch (LdapProtocolException)
        {
            return "refused";
        }
    }

    private static bool ReadExtensions(object body)
    {
        if (body is LdapIntermediateResponse intermediate) return SyncInfo.Read(intermediate) is not null;
        var controls = body switch
        {
            LdapSearchItem item => item.Controls,
            LdapResult result => result.Controls,
            _ => [],
        };
        return PagedResultsControl.Find(controls) is not null
            | SyncStateControl.Find(controls) is not null
            | SyncDoneControl.Find(controls) is not null
            | DirSyncResponseControl.Find(controls) is not null;
    }
}
