namespace LdapVendorSync.Core.Http;

/// <summary>Ends sentences whose last words come from elsewhere, such as a server that ends its own messages with a full stop.</summary>
internal static class Punctuation
{
    /// <summary>The text as the end of a sentence, with one mark at its end.</summary>
    public static string Close(string text)
    {
        var open = Open(text);
        return open is [.., '?' or '!'] ? open : open + ".";
    }

    /// <summary>The text without a full stop at its end, to be followed by more.</summary>
    public static string Open(string text) => text.TrimEnd('.', ' ', '\r', '\n');
}
