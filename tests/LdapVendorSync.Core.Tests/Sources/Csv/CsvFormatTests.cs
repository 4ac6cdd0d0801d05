using System.Text;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Csv;

namespace LdapVendorSync.Core.Tests.Sources.Csv;

/// <summary>How files are written: delimiters, quotes, line breaks, encodings, and damage of every kind.</summary>
public sealed class CsvFormatTests
{
    [Theory]
    [InlineData("id,displayName\n1,\"Lovelace, Ada\"\n", "Lovelace, Ada")]
    [InlineData("id;displayName\r\n1;Lovelace, Ada\r\n", "Lovelace, Ada")]
    [InlineData("id\tdisplayName\n1\t\"say \"\"hi\"\"\"\n", "say \"hi\"")]
    [InlineData("id,displayName\n\n1,\"two\r\nlines\"\n\n", "two\r\nlines")]
    [InlineData("\n\"id\";\"displayName\"\n1;plain\n", "plain")]
    public async Task Source_reads_delimiters_quotes_and_line_breaks(string content, string displayName)
    {
        using var folder = new CsvFolder(content);
        await using var source = folder.Open();

        var (members, read) = await source.ReadAllAsync("*");

        read.ShouldBeComplete();
        members.ShouldHaveSingleItem().DisplayName.ShouldBe(displayName);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("id,a\n", "0 rows")]
    [InlineData("id,a\n1,x\n2\n", "line 3: the row has 1 fields")]
    [InlineData("id,a\n1,x\n2,y,z\n", "line 3: the row has 3 fields")]
    [InlineData("id,a\n1,\"x\n2,y\n", "line 2, column 3: the quote")]
    [InlineData("id,a\n1,\"x\"y\n", "line 2, column 6: text after")]
    [InlineData("id,a\n1,x\"y\n", "line 2, column 4: a quote inside")]
    [InlineData("id,a\n1,\"two\nlines\"\n2,\"x\n", "line 4, column 3")]
    [InlineData("id,a\r1,x\r", "line 1, column 6: a carriage return")]
    [InlineData("id,a\r\n1,x\r", "carriage return")]
    [InlineData("id,a\n1,x\n2,y", "line 3: the last line does not end in a line break")]
    [InlineData("name,a\n1,x\n", "no column 'id' (columns.id)")]
    [InlineData("id,a,A\n1,x,y\n", "two columns named 'A'")]
    [InlineData("id,,a\n1,x,y\n", "column 2 of the header has no name")]
    [InlineData("id;a,b\n1;x\n", "Set delimiter")]
    [InlineData("id,a\n1,\0\n", "line 2, column 3: the control character U+0000")]
    public async Task Damaged_file_fails_with_file_and_line(string content, string expected)
    {
        using var folder = new CsvFolder(content);
        await using var source = folder.Open();

        var (members, read) = await source.ReadAllAsync("*");

        members.ShouldBeEmpty();
        var message = read.ShouldHaveFailed(SourceFailure.Malformed).Message;
        message.ShouldContain(expected);
        message.ShouldContain("people.csv");
    }

    [Fact]
    public async Task Last_line_without_a_line_break_is_taken_where_the_settings_say_so()
    {
        using var folder = new CsvFolder("id,userName\n1,ada\n2,bob");
        await using var source = folder.Open(settings => settings with { RequireFinalNewline = false });

        var (members, read) = await source.ReadAllAsync("*");

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(["ada", "bob"]);
    }

    [Theory]
    [InlineData("utf-8", true, null)]
    [InlineData("utf-8", false, "utf-8")]
    [InlineData("utf-16", true, null)]
    [InlineData("utf-16BE", true, "utf-16")]
    [InlineData("utf-16", false, "utf-16")]
    [InlineData("windows-1252", false, "windows-1252")]
    [InlineData("iso-8859-15", false, "iso-8859-15")]
    public async Task Source_reads_encodings_with_and_without_a_byte_order_mark(string written, bool marked, string? setting)
    {
        using var folder = new CsvFolder(string.Empty);
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(written) ?? Encoding.GetEncoding(written);
        folder.Write("people.csv", [.. marked ? encoding.GetPreamble() : [], .. encoding.GetBytes("id,lastName\n1,Müller €\n")]);
        await using var source = folder.Open(settings => settings with { Encoding = setting });

        var (members, read) = await source.ReadAllAsync("*");

        read.ShouldBeComplete();
        members.ShouldHaveSingleItem().LastName.ShouldBe("Müller €");
    }

    [Theory]
    [InlineData(null, new byte[] { (byte)'M', 0xFC, (byte)'l' }, "line 2, column 4: bytes that the encoding does not have")]
    [InlineData("iso-8859-1", new byte[] { (byte)'a', 0x93 }, "line 2, column 4: the control character U+0093")]
    [InlineData("windows-1252", new byte[] { (byte)'a', 0x81 }, "line 2, column 4")]
    [InlineData("utf-16", new byte[] { (byte)'a', 0xD8 }, "people.csv, line 1, column")]
    public async Task Bytes_of_another_encoding_fail_with_line_and_column(string? encoding, byte[] name, string expected)
    {
        using var folder = new CsvFolder(string.Empty);
        folder.Write("people.csv", [.. "id,lastName\n1,"u8, .. name, (byte)'\n']);
        await using var source = folder.Open(settings => settings with { Encoding = encoding });

        (await source.ReadAllAsync("*")).Read.ShouldHaveFailed(SourceFailure.Malformed).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Byte_order_mark_that_contradicts_the_settings_fails()
    {
        using var folder = new CsvFolder(string.Empty);
        folder.Write("people.csv", [.. Encoding.UTF8.GetPreamble(), .. "id,a\n1,x\n"u8]);
        await using var source = folder.Open(settings => settings with { Encoding = "windows-1252" });

        (await source.ReadAllAsync("*")).Read.ShouldHaveFailed(SourceFailure.Malformed).Message.ShouldContain("byte order mark of utf-8");
    }

    [Fact]
    public async Task Every_cut_inside_a_row_is_noticed()
    {
        const string whole = "id,userName,title\n1,ada,\"a, \"\"b\"\"\nc\"\n2,bob,d\n";
        for (var length = 0; length < whole.Length; length++)
        {
            using var folder = new CsvFolder(whole[..length]);
            await using var source = folder.Open();

            var read = (await source.ReadAllAsync("*")).Read;

            // Between two rows a file cannot be told from a whole one: that is what min_rows is for.
            var isBetweenRows = whole[..length].EndsWith("c\"\n", StringComparison.Ordinal);
            (read.Completeness!.Error is null).ShouldBe(isBetweenRows, $"cut after {length} characters");
        }
    }

    [Fact]
    public async Task Fewer_rows_than_there_must_be_fail()
    {
        using var folder = new CsvFolder("id,userName\n1,ada\n2,bob\n");
        await using var source = folder.Open(settings => settings with { MinRows = 3 });

        (await source.ReadAllAsync("*")).Read.ShouldHaveFailed(SourceFailure.Malformed).Message.ShouldContain("min_rows");
    }

    [Fact]
    public void File_that_is_written_or_replaced_while_it_is_read_is_recognised()
    {
        using var folder = new CsvFolder("id\n1\n");
        var file = folder.PathOf("people.csv");
        var stamp = FileStamp.Of(file);

        stamp.HasChanged().ShouldBeFalse();
        File.AppendAllText(file, "2\n");
        stamp.HasChanged().ShouldBeTrue();
        stamp = FileStamp.Of(file);
        File.Delete(file);
        stamp.HasChanged().ShouldBeTrue();
    }

    [Fact]
    public async Task Missing_file_is_unavailable()
    {
        using var folder = new CsvFolder("id\n1\n");
        await using var source = folder.Open(settings => settings with { File = settings.File + ".missing" });

        (await source.ReadAllAsync("*")).Read.ShouldHaveFailed(SourceFailure.Unavailable).Message.ShouldContain(".missing");
        (await source.TestAsync(default)).ShouldHaveSingleItem().Passed.ShouldBeFalse();
    }

    [Theory]
    [InlineData("latin-99", null)]
    [InlineData(null, "::")]
    [InlineData(null, "\"")]
    public void Source_refuses_an_encoding_or_delimiter_that_is_none(string? encoding, string? delimiter)
    {
        using var folder = new CsvFolder("id\n1\n");

        var error = Should.Throw<SourceException>(() => folder.Open(settings => settings with { Encoding = encoding, Delimiter = delimiter }));

        error.Message.ShouldContain(encoding is null ? "delimiter" : "encoding");
    }
}
