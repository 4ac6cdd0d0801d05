using System.Text;
using LdapVendorSync.Core.Sources.Ldif;
using LdapVendorSync.Core.Tests.Sources.Ldif;
using LdapVendorSync.Fixtures.Fuzzing;
using Xunit.Abstractions;

namespace LdapVendorSync.Core.Tests.Fuzzing;

/// <summary>Damaged LDIF is read or refused with a line, and what is read does not depend on folding, line ends or how bytes arrive.</summary>
public sealed class LdifFuzzTests(ITestOutputHelper output)
{
    private static readonly byte[][] Pieces =
    [
        .. new[] { "\n", "\r\n", "\r", "\n ", "\n\n", ":", "::", ":<", "#", "\n#", "-", "dn: dc=x\n", "\ndn:: !!\n", "Zm9v", "=", "\0", ";", "version: 9\n" }
            .Select(Encoding.UTF8.GetBytes),
        [0xEF, 0xBB, 0xBF], [0xFF], [0xC3], [0xED, 0xA0, 0x80],
    ];

    [Fact]
    public Task Damaged_files_are_read_or_refused_with_a_line_however_they_arrive() =>
        new FuzzRun("damaged LDIF", 8_000, output.WriteLine).RunAsync(async (random, _) =>
        {
            var bytes = Damage(random, TestLdifWriter.Write(Entries(random), Style(random)));
            var whole = await ReadAsync(new MemoryStream(bytes), bytes.Length);
            var chunked = await ReadAsync(new ChunkedStream(bytes, random), bytes.Length);

            chunked.ShouldBe(whole, Encoding.Latin1.GetString(bytes));
            return whole.StartsWith('!') ? "refused" : "read";
        });

    [Fact]
    public Task Files_read_the_same_in_every_style() =>
        new FuzzRun("styles of LDIF", 6_000, output.WriteLine).RunAsync(async (random, _) =>
        {
            var entries = Entries(random);
            var one = TestLdifWriter.Write(entries, Style(random));
            var other = TestLdifWriter.Write(entries, Style(random) with { Comments = false });
            if (random.Next(2) == 0)
                other = [0xEF, 0xBB, 0xBF, .. other];

            Values(await ReadAsync(new MemoryStream(other), other.Length)).ShouldBe(Values(await ReadAsync(new MemoryStream(one), one.Length)));
            return "same";
        });

    private static List<(string Dn, (string Name, byte[] Value)[] Values)> Entries(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(1, 4)).Select(number => (
            $"cn=entry {number},dc=x",
            Enumerable.Range(0, random.Next(1, 4)).Select(_ => ("cn", Value(random))).ToArray())),
    ];

    private static byte[] Value(Random random)
    {
        var value = new byte[random.Next(60)];
        random.NextBytes(value);
        return random.Next(2) == 0 ? value : [.. value.Select(octet => (byte)(0x20 + (octet % 0x5F)))];
    }

    private static LdifStyle Style(Random random) => new(
        random.Next(3) == 0 ? int.MaxValue : random.Next(2, 80),
        random.Next(2) == 0 ? "\n" : "\r\n",
        Comments: random.Next(2) == 0,
        PreferBase64: random.Next(2) == 0,
        FinalLineEnd: random.Next(2) == 0);

    private static byte[] Damage(Random random, byte[] file)
    {
        var bytes = file.ToList();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var position = random.Next(bytes.Count + 1);
            var length = Math.Min(random.Next(10), bytes.Count - position);
            if (random.Next(3) == 0)
                bytes.RemoveRange(position, length);
            else if (random.Next(2) == 0)
                bytes.InsertRange(position, Pieces[random.Next(Pieces.Length)]);
            else
                bytes.InsertRange(position, bytes.GetRange(position, length));
        }

        return [.. bytes];
    }

    /// <summary>What was read, with the line of the error where it was refused.</summary>
    private static async Task<string> ReadAsync(Stream stream, int length)
    {
        var read = new StringBuilder();
        try
        {
            await foreach (var entry in new LdifReader(stream, "fuzz.ldif").ReadAsync())
            {
                read.Append(entry.DistinguishedName).Append('\n');
                foreach (var value in entry.Values)
                    read.Append(value.Attribute).Append(' ').Append(Convert.ToHexString(value.Value.Span)).Append('\n');
            }

            return read.ToString();
        }
        catch (LdifException error)
        {
            error.Line.ShouldBeInRange(1, length + 1);
            return $"!{error.Line} {error.Message}\n{read}";
        }
    }

    private static string Values(string read)
    {
        read.ShouldNotStartWith("!");
        return read;
    }
}
