using System.Security.Cryptography;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Tests.Security;

public sealed class PersonalDataCipherTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)(i * 7))];

    [Theory]
    [InlineData("")]
    [InlineData("uid=zoë,ou=people,dc=example,dc=org")]
    [InlineData("😀 Ærøskøbing")]
    public void Cipher_gives_back_what_it_was_given(string text)
    {
        using var cipher = Create(Key);

        cipher.ReadKey(cipher.WriteKey(text)).ShouldBe(text);
        cipher.ReadText(cipher.WriteText(text)).ShouldBe(text);
        cipher.ReadBytes(cipher.WriteBytes([1, 2, 3])).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Keys_are_equal_where_texts_are_so_that_they_can_be_looked_up()
    {
        using var one = Create(Key);
        using var other = Create(Key);

        one.WriteKey("jdoe").ShouldBe(other.WriteKey("jdoe"));
        one.WriteKey("jdoe").ShouldNotBe(one.WriteKey("jdoe2"));
        one.WriteText("jdoe").ShouldNotBe(one.WriteText("jdoe"));
    }

    [Fact]
    public void Another_key_neither_reads_nor_writes_the_same()
    {
        using var one = Create(Key);
        using var other = Create([.. Key.Reverse()]);

        other.WriteKey("jdoe").ShouldNotBe(one.WriteKey("jdoe"));
        Should.Throw<CryptographicException>(() => other.ReadKey(one.WriteKey("jdoe")));
        Should.Throw<CryptographicException>(() => other.ReadText(one.WriteText("jdoe")));
    }

    [Fact]
    public void A_value_that_was_altered_or_stands_in_the_wrong_place_is_refused()
    {
        using var cipher = Create(Key);
        var bytes = cipher.WriteBytes([1, 2, 3]);
        bytes[13] ^= 1;

        Should.Throw<CryptographicException>(() => cipher.ReadBytes(bytes));
        Should.Throw<CryptographicException>(() => cipher.ReadKey(cipher.WriteText("jdoe")));
        Should.Throw<CryptographicException>(() => cipher.ReadText(cipher.WriteKey("jdoe")));
        Should.Throw<CryptographicException>(() => cipher.ReadKey("jdoe"));
        Should.Throw<CryptographicException>(() => cipher.ReadText("{}"));
    }

    [Fact]
    public void A_key_is_read_from_base64_base64url_and_hexadecimal()
    {
        string[] forms =
        [
            Convert.ToBase64String(Key),
            Convert.ToBase64String(Key).TrimEnd('=').Replace('+', '-').Replace('/', '_') + "\n",
            Convert.ToHexString(Key),
            Convert.ToHexStringLower(Key),
        ];

        forms.Select(form => PersonalDataKey.TryParse(form, out var key) ? key.Check : null).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("correct horse battery staple")]
    [InlineData("c2hvcnQ=")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("abababababababababababababababababababababababababababababababab12")]
    public void What_is_no_256_bit_key_is_refused(string text) => PersonalDataKey.TryParse(text, out _).ShouldBeFalse();

    private static PersonalDataCipher Create(byte[] key) =>
        new(PersonalDataKey.TryParse(Convert.ToBase64String(key), out var parsed) ? parsed : throw new InvalidOperationException("No key."));
}
