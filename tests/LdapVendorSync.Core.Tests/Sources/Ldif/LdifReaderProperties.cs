using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Sources.Ldif;

namespace LdapVendorSync.Core.Tests.Sources.Ldif;

public sealed class LdifReaderProperties
{
    private static readonly Gen<byte[]> AnyBytes = ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => bytes ?? []);

    private static readonly Gen<string> AnyText =
        from text in ArbMap.Default.GeneratorFor<UnicodeString>()
        let value = text?.Get ?? string.Empty
        where IsWellFormed(value)
        select value;

    private static readonly Gen<(string Dn, (string Name, byte[] Value)[] Values)> Entry =
        from dn in AnyText
        from values in Gen.NonEmptyListOf(
            from name in Gen.Elements("cn", "mail", "cn;lang-de", "jpegPhoto", "2.5.4.3")
            from value in Gen.OneOf(AnyBytes, AnyText.Select(Encoding.UTF8.GetBytes))
            select (name, value))
        select (dn, values.ToArray());

    private static readonly Gen<LdifStyle> Style =
        from width in Gen.Elements(2, 3, 20, 76, int.MaxValue)
        from windows in Gen.Elements(true, false)
        from comments in Gen.Elements(true, false)
        from base64 in Gen.Elements(true, false)
        from final in Gen.Elements(true, false)
        select new LdifStyle(width, windows ? "\r\n" : "\n", comments, base64, final);

    [Fact]
    public void Reader_gets_back_what_was_written_in_any_style() =>
        Prop.ForAll(
            Gen.ListOf(Entry).Zip(Style, (entries, style) => (entries, style)).ToArbitrary(),
            written =>
            {
                var bytes = TestLdifWriter.Write(written.entries, written.style);
                var read = LdifText.ReadAsync(bytes).GetAwaiter().GetResult();

                read.Select(entry => entry.DistinguishedName).ShouldBe(written.entries.Select(entry => entry.Dn));
                foreach (var (entry, expected) in read.Zip(written.entries))
                {
                    entry.Values.Select(value => value.Attribute).ShouldBe(expected.Values.Select(value => value.Name));
                    entry.Values.Select(value => Convert.ToHexString(value.Value.Span))
                        .ShouldBe(expected.Values.Select(value => Convert.ToHexString(value.Value)));
                }
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reader_either_reads_or_refuses_any_bytes() =>
        Prop.ForAll(AnyBytes.ToArbitrary(), ReadsOrRefuses).QuickCheckThrowOnFailure();

    [Fact]
    public void Reader_either_reads_or_refuses_any_text_made_of_what_has_a_meaning()
    {
        var piece = Gen.Elements(
            "dn", "dn:", "dn::", ":", "::", ":<", " ", "\n", "\r\n", "\r", "#", "-", "version: 1", "cn: a", "Zm9v", "=", "\0", "ë",
            "\n\n", ";");

        Prop.ForAll(Gen.ListOf(piece).ToArbitrary(), pieces => ReadsOrRefuses(Encoding.UTF8.GetBytes(string.Concat(pieces))))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Reader_either_reads_or_refuses_a_file_that_was_damaged_or_cut()
    {
        var whole = Encoding.UTF8.GetBytes(
            "version: 1\n\ndn:: Y249w6k=\ncn: e\njpegPhoto:: /9j/\n 4AA=\n\n# end\ndn: dc=x\ndc: x\nmember;range=0-1: a\n");
        var damaged =
            from length in Gen.Choose(0, whole.Length)
            from position in Gen.Choose(0, whole.Length - 1)
            from value in Gen.Choose(0, 255)
            select whole.Select((old, index) => index == position ? (byte)value : old).Take(length).ToArray();

        Prop.ForAll(damaged.ToArbitrary(), ReadsOrRefuses).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Reader_does_not_depend_on_how_the_stream_hands_out_its_bytes() =>
        Prop.ForAll(
            Gen.NonEmptyListOf(Entry).Zip(Style, (entries, style) => TestLdifWriter.Write(entries, style)).ToArbitrary(),
            bytes =>
            {
                using var trickle = new TrickleStream(bytes);
                var slow = LdifText.ReadAsync(trickle).GetAwaiter().GetResult();
                var fast = LdifText.ReadAsync(bytes).GetAwaiter().GetResult();

                slow.Select(Flatten).ShouldBe(fast.Select(Flatten));
            }).QuickCheckThrowOnFailure();

    private static string Flatten(LdifEntry entry)
    {
        var values = entry.Values.Select(value => $"{value.Line} {value.Attribute} {Convert.ToHexString(value.Value.Span)}");
        return string.Join('\n', values.Prepend($"{entry.Line} {entry.DistinguishedName}"));
    }

    private static void ReadsOrRefuses(byte[] bytes)
    {
        try
        {
            LdifText.ReadAsync(bytes).GetAwaiter().GetResult();
        }
        catch (LdifException error)
        {
            error.Line.ShouldBeInRange(1, bytes.Length + 1);
        }
    }

    private static bool IsWellFormed(string text)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private sealed class TrickleStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(3, buffer.Length)], cancellationToken);
    }
}
