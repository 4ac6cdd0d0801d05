using LdapVendorSync.Core.Http;

namespace LdapVendorSync.Core.Tests.Http;

public sealed class PunctuationTests
{
    [Theory]
    [InlineData("no answer", "no answer.")]
    [InlineData("connection refused (127.0.0.1:4800).", "connection refused (127.0.0.1:4800).")]
    [InlineData("is it a sign-in page?", "is it a sign-in page?")]
    [InlineData("the server said: Stop!", "the server said: Stop!")]
    [InlineData("it broke off...\n", "it broke off.")]
    public void Sentence_ends_with_one_mark(string text, string expected) => Punctuation.Close(text).ShouldBe(expected);
}
