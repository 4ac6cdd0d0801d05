using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Protocol;
using LdapVendorSync.Ldap.Transport;

namespace LdapVendorSync.Ldap.Tests.Protocol;

/// <summary>Whatever bytes come, decoding ends, and it ends in a message or a protocol error.</summary>
public sealed class DecoderFuzzTests
{
    private static readonly Config ManyRuns = Config.QuickThrowOnFailure.WithMaxTest(10_000);

    private static readonly byte[][] ValidMessages =
    [
        LdapPeerMessage.Entry(5, "cn=a,dc=b", ("member;range=0-1", ["cn=x", "cn=y"]), ("mail", ["a@b"]), ("empty", [])),
        LdapPeerMessage.SearchDone(5, 4, "size limit", [1, 2, 3]),
        LdapPeerMessage.SearchDone(5, 10, "referral", null, "ldap://a/", "ldap://b/"),
        LdapPeerMessage.Reference(5, "ldap://a/dc=a"),
        LdapPeerMessage.BindResponse(1, 49, "no"),
        LdapPeerMessage.SaslChallenge(1, [1, 2, 3]),
        LdapPeerMessage.NoticeOfDisconnection(52, "bye"),
        LdapPeerMessage.Intermediate(5, "1.2.3", [9, 8, 7]),
    ];

    private static readonly Gen<byte> InterestingByte = Gen.OneOf(
        Gen.Choose(0, 255).Select(number => (byte)number),
        Gen.Elements<byte>(
            0x00, 0x01, 0x02, 0x04, 0x0A, 0x1F, 0x30, 0x31, 0x61, 0x64, 0x65, 0x73,
            0x78, 0x79, 0x7F, 0x80, 0x81, 0x84, 0x88, 0xA0, 0xA3, 0xFF));

    [Fact]
    public void Random_bytes_are_decoded_or_refused() =>
        Prop.ForAll(InterestingByte.ArrayOf().ToArbitrary(), bytes => DecodesOrRefuses(bytes)).Check(ManyRuns);

    [Fact]
    public void Random_content_of_a_message_is_decoded_or_refused() =>
        Prop.ForAll(InterestingByte.ArrayOf().ToArbitrary(), bytes => DecodesOrRefuses(Wrap([0x02, 0x01, 0x05, .. bytes]))).Check(ManyRuns);

    [Fact]
    public void Damaged_messages_are_decoded_or_refused()
    {
        var damaged =
            from message in Gen.Elements(ValidMessages)
            from changes in Gen.Zip(Gen.Choose(0, 10_000), InterestingByte).NonEmptyListOf()
            select Damage(message, changes.Take(4));
        Prop.ForAll(damaged.ToArbitrary(), DecodesOrRefuses).Check(ManyRuns);
    }

    [Fact]
    public void Shortened_messages_are_refused()
    {
        foreach (var message in ValidMessages)
        {
            for (var length = 0; length < message.Length; length++)
            {
                Should.Throw<LdapProtocolException>(() => new ResponseDecoder().Decode(message.AsMemory(0, length)));
            }
        }
    }

    [Fact]
    public void Random_streams_are_cut_into_messages_or_refused()
    {
        var streams = InterestingByte.ArrayOf().Select(bytes => (byte[])[.. ValidMessages[0], .. bytes]);
        Prop.ForAll(streams.ToArbitrary(), CutsOrRefuses).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Messages_are_cut_the_same_however_they_arrive(int chunk)
    {
        var stream = new TrickleStream([.. ValidMessages.SelectMany(message => message)], chunk);
        var framer = new MessageFramer(stream, 1000);

        foreach (var message in ValidMessages) (await framer.ReadAsync()).ShouldBe(message);
        (await framer.ReadAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1500)]
    public async Task Message_bigger_than_what_is_received_at_once_is_cut_like_the_small_ones_around_it(int chunk)
    {
        var big = LdapPeerMessage.Entry(6, "cn=big", ("description", [.. Enumerable.Repeat(new string('x', 1000), 400)]));
        byte[][] messages = [ValidMessages[0], big, .. ValidMessages, big, big, ValidMessages[1]];
        var framer = new MessageFramer(new TrickleStream([.. messages.SelectMany(message => message)], chunk), 1_000_000);

        foreach (var message in messages) (await framer.ReadAsync()).ShouldBe(message);
        (await framer.ReadAsync()).ShouldBeNull();
    }

    private static byte[] Damage(byte[] message, IEnumerable<(int Position, byte Value)> changes)
    {
        var damaged = (byte[])message.Clone();
        foreach (var (position, value) in changes) damaged[position % damaged.Length] = value;
        return damaged;
    }

    private static byte[] Wrap(byte[] content) =>
        content.Length < 0x80
            ? [0x30, (byte)content.Length, .. content]
            : [0x30, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private static bool DecodesOrRefuses(byte[] bytes)
    {
        try
        {
            return new ResponseDecoder().Decode(bytes).MessageId >= 0;
        }
        catch (LdapProtocolException)
        {
            return true;
        }
    }

    private static bool CutsOrRefuses(byte[] bytes)
    {
        try
        {
            var framer = new MessageFramer(new MemoryStream(bytes), 1000);
            while (framer.ReadAsync().AsTask().GetAwaiter().GetResult() is { } message) message.Length.ShouldBeLessThanOrEqualTo(
                bytes.Length);
            return true;
        }
        catch (Exception e) when (e is LdapProtocolException or EndOfStreamException)
        {
            return true;
        }
    }

    /// <summary>Hands out a few bytes at a time, as a slow network does.</summary>
    private sealed class TrickleStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }
}
