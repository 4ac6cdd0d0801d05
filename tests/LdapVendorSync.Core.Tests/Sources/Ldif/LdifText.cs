using System.Text;
using LdapVendorSync.Core.Sources.Ldif;

namespace LdapVendorSync.Core.Tests.Sources.Ldif;

/// <summary>Short ways from text or bytes to entries.</summary>
internal static class LdifText
{
    public static Task<List<LdifEntry>> ReadAsync(string text) => ReadAsync(Encoding.UTF8.GetBytes(text));

    public static async Task<List<LdifEntry>> ReadAsync(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return await ReadAsync(stream);
    }

    public static async Task<List<LdifEntry>> ReadAsync(Stream stream)
    {
        var entries = new List<LdifEntry>();
        await foreach (var entry in new LdifReader(stream, "test.ldif").ReadAsync())
            entries.Add(entry);
        return entries;
    }

    public static string Text(this LdifValue value) => Encoding.UTF8.GetString(value.Value.Span);
}
