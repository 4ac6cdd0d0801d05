using System.Text;
using LdapVendorSync.Core.Sources.Ldif;

namespace LdapVendorSync.Core.Tests.Sources.Ldif;

public sealed class LdifReaderTests
{
    [Fact]
    public async Task Reader_reads_entries_with_names_values_and_lines()
    {
        var entries = await LdifText.ReadAsync("""
            version: 1

            dn: uid=a,dc=x
            uid: a
            mail: a@x.test
            mail: b@x.test

            # a comment between entries


            dn: uid=b,dc=x
            uid:b
            """);

        entries.Count.ShouldBe(2);
        entries[0].DistinguishedName.ShouldBe("uid=a,dc=x");
        entries[0].Line.ShouldBe(3);
        entries[0].Values.Select(value => (value.Attribute, value.Text(), value.Line))
            .ShouldBe([("uid", "a", 4), ("mail", "a@x.test", 5), ("mail", "b@x.test", 6)]);
        entries[1].Line.ShouldBe(11);
        entries[1].Values.Single().Text().ShouldBe("b");
    }

    [Fact]
    public async Task Reader_takes_the_version_line_directly_before_an_entry() =>
        (await LdifText.ReadAsync("# made by hand\nversion: 1\ndn: dc=x\ndc: x\n")).Single().DistinguishedName.ShouldBe("dc=x");

    // RFC 2849, example 3: a folded value, and a value whose next line begins with two spaces keeps the second.
    [Fact]
    public async Task Reader_joins_folded_lines()
    {
        var entry = (await LdifText.ReadAsync("dn: cn=Horatio,\n ou=Product\n  Testing\ndescription: a\n  b\n \n c\n")).Single();

        entry.DistinguishedName.ShouldBe("cn=Horatio,ou=Product Testing");
        entry.Values.Single().Text().ShouldBe("a bc");
    }

    [Fact]
    public async Task Reader_joins_a_name_that_is_folded_before_its_colon()
    {
        var entry = (await LdifText.ReadAsync("dn: dc=x\nuserCerti\n ficate;bina\n ry:: AA==\n")).Single();

        entry.Values.Single().Attribute.ShouldBe("userCertificate;binary");
    }

    [Fact]
    public async Task Reader_joins_a_character_that_is_folded_in_the_middle()
    {
        byte[] bytes = [.. "dn: dc=x\nsn: Zo"u8, 0xC3, .. "\n "u8, 0xAB, .. "\n"u8];

        (await LdifText.ReadAsync(bytes)).Single().Values.Single().Text().ShouldBe("Zoë");
    }

    [Fact]
    public async Task Reader_drops_comments_and_what_is_folded_to_them()
    {
        var entry = (await LdifText.ReadAsync("# one\n  two: not an attribute\ndn: dc=x\n# three\n four\ndc: x\n#")).Single();

        entry.Values.Single().Text().ShouldBe("x");
    }

    [Fact]
    public async Task Reader_takes_windows_line_ends_and_a_byte_order_mark()
    {
        var entries = await LdifText.ReadAsync("\uFEFFversion: 1\r\ndn: dc=x\r\ndescription: a\r\n b\r\n\r\ndn: dc=y\r\ndc: y\r\n");

        entries.Select(entry => entry.DistinguishedName).ShouldBe(["dc=x", "dc=y"]);
        entries[0].Values.Single().Text().ShouldBe("ab");
    }

    // RFC 2849, example 6: a DN in base64.
    [Fact]
    public async Task Reader_decodes_base64_in_names_and_values()
    {
        var entry = (await LdifText.ReadAsync("dn:: b3U95Za25qWt6YOoLG89QWlyaXVz\nou:: 5Za25qWt6YOo\njpegPhoto:: /9j/\n 4AA=\n")).Single();

        entry.DistinguishedName.ShouldBe("ou=営業部,o=Airius");
        entry.Values[0].Text().ShouldBe("営業部");
        entry.Values[1].Value.ToArray().ShouldBe([0xFF, 0xD8, 0xFF, 0xE0, 0x00]);
    }

    [Theory]
    [InlineData("description:", "")]
    [InlineData("description::", "")]
    [InlineData("description:   spaced", "spaced")]
    [InlineData("description: ends with a space ", "ends with a space ")]
    [InlineData("description: a: b :: c", "a: b :: c")]
    [InlineData("description: Łukasz", "Łukasz")]
    public async Task Reader_takes_a_value_as_it_stands(string line, string value) =>
        (await LdifText.ReadAsync($"dn: dc=x\n{line}\n")).Single().Values.Single().Text().ShouldBe(value);

    [Theory]
    [InlineData("cn;lang-de: x", "cn;lang-de")]
    [InlineData("2.5.4.3: x", "2.5.4.3")]
    [InlineData("member;range=0-1499: x", "member;range=0-1499")]
    [InlineData("member;range=1500-*: x", "member;range=1500-*")]
    public async Task Reader_keeps_the_options_of_an_attribute(string line, string name) =>
        (await LdifText.ReadAsync($"dn: dc=x\n{line}\n")).Single().Values.Single().Attribute.ShouldBe(name);

    [Fact]
    public async Task Reader_yields_nothing_from_an_empty_file() => (await LdifText.ReadAsync("\n# nothing\n\n")).ShouldBeEmpty();

    [Fact]
    public async Task Reader_accepts_a_last_line_without_line_end() =>
        (await LdifText.ReadAsync("dn: dc=x\ndc: x")).Single().Values.Single().Text().ShouldBe("x");

    [Theory]
    [InlineData("dn: dc=x\n\ndn: dc=y\ndc: y\n", 1, "has no attributes")]
    [InlineData("dn: dc=x\ndc: x\n\ndn: dc=y", 4, "has no attributes")]
    [InlineData("dn: dc=x\ndc: x\nmai", 3, "no ':'")]
    [InlineData("dn: dc=x\nsn:: WmbDq", 2, "not valid base64")]
    [InlineData("dn: dc=x\nsn:: ***", 2, "not valid base64")]
    [InlineData("dn: dc=x\nsn::: x", 2, "not valid base64")]
    [InlineData("version: 2\n\ndn: dc=x\ndc: x\n", 1, "version '2' is unknown")]
    [InlineData("dn: dc=x\ndc: x\n\nversion: 1\ndn: dc=y\n", 4, "may only stand at the beginning")]
    [InlineData("dc: x\ndn: dc=x\n", 1, "begins with 'dc:' instead of 'dn:'")]
    [InlineData("dn: dc=x\ndc: x\n\nsearch: 2\nresult: 0 Success\n", 4, "-LLL")]
    [InlineData("dn: dc=x\ndc: x\ndn: dc=y\ndc: y\n", 3, "blank line must stand between")]
    [InlineData("dn: dc=x\nchangetype: add\ndc: x\n", 2, "change record")]
    [InlineData("dn: dc=x\ncontrol: 1.2.3 true\nchangetype: delete\n", 2, "change record")]
    [InlineData("dn: dc=x\njpegPhoto:< file:///etc/passwd\n", 2, "URL")]
    [InlineData(" dn: dc=x\ndc: x\n", 1, "none to continue")]
    [InlineData("dn: dc=x\ndc: x\n\n y\n", 4, "none to continue")]
    [InlineData("dn: dc=x\n: x\n", 2, "no attribute name")]
    [InlineData("dn: dc=x\n-\n", 2, "no ':'")]
    [InlineData("dn: dc=x\nfull name: x\n", 2, "0x20")]
    [InlineData("dn: dc=x\rdc: x\r", 1, "0x0D")]
    [InlineData("dn: dc=x\ndc: a\0b\n", 2, "0x00")]
    [InlineData("<html>\n<body>502: Bad Gateway</body>\n", 1, "no ':'")]
    public async Task Reader_refuses_what_is_no_list_of_entries_and_names_the_line(string text, int line, string problem)
    {
        var error = await Should.ThrowAsync<LdifException>(() => LdifText.ReadAsync(text));

        error.Line.ShouldBe(line);
        error.Message.ShouldStartWith($"test.ldif, line {line}: ");
        error.Problem.ShouldContain(problem);
    }

    [Theory]
    [InlineData("dn: dc=x\nsn: Zo\u00EB\n", 2)]
    [InlineData("dn: cn=Zo\u00EB,dc=x\nsn: x\n", 1)]
    public async Task Reader_refuses_text_in_another_encoding(string text, int line)
    {
        var error = await Should.ThrowAsync<LdifException>(() => LdifText.ReadAsync(Encoding.Latin1.GetBytes(text)));

        error.Line.ShouldBe(line);
        error.Problem.ShouldContain("not valid UTF-8");
    }

    [Fact]
    public async Task Reader_refuses_a_name_that_is_no_text_in_base64() =>
        (await Should.ThrowAsync<LdifException>(() => LdifText.ReadAsync("dn:: /w==\ndc: x\n"))).Problem.ShouldContain("not valid UTF-8");

    [Fact]
    public async Task Reader_refuses_a_line_without_end()
    {
        using var stream = new EndlessStream();

        var error = await Should.ThrowAsync<LdifException>(() => LdifText.ReadAsync(stream));

        error.Problem.ShouldContain("longer than 16 MiB");
    }

    [Fact]
    public async Task Reader_refuses_a_value_that_is_folded_without_end()
    {
        var text = "dn: dc=x\ndc: x\n" + string.Concat(Enumerable.Repeat(" " + new string('a', 1024 * 1024) + "\n", 17));

        (await Should.ThrowAsync<LdifException>(() => LdifText.ReadAsync(text))).Line.ShouldBe(2);
    }

    [Fact]
    public async Task Reader_stops_when_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        using var stream = new MemoryStream("dn: dc=x\ndc: x\n\ndn: dc=y\ndc: y\n"u8.ToArray());
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in new LdifReader(stream, "test.ldif").ReadAsync(cancellation.Token))
            {
            }
        });
    }

    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'a');
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
