using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Incremental;

/// <summary>How the content of a kept read is stored: JSON, compressed, under the hash of the JSON.</summary>
internal static class KeptContentFormat
{
    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutTheRead } },
    };

    public static (string Hash, byte[] Body) Write(KeptContent content)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(content, Options);
        using var output = new MemoryStream();
        using (var compressor = new BrotliStream(output, CompressionLevel.Fastest))
            compressor.Write(json);
        return (Convert.ToHexString(SHA256.HashData(json)), output.ToArray());
    }

    /// <summary>Reads a content; <see langword="null"/> where it is not what was written.</summary>
    public static KeptContent? Read(string hash, byte[] body)
    {
        try
        {
            using var json = new MemoryStream();
            using (var decompressor = new BrotliStream(new MemoryStream(body), CompressionMode.Decompress))
                decompressor.CopyTo(json);
            var bytes = json.GetBuffer().AsSpan(0, (int)json.Length);
            return Convert.ToHexString(SHA256.HashData(bytes)) == hash ? JsonSerializer.Deserialize<KeptContent>(bytes, Options) : null;
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    // A member belongs to the read that yields it.
    private static void LeaveOutTheRead(JsonTypeInfo type)
    {
        if (type.Type != typeof(GroupMember))
            return;
        foreach (var property in type.Properties.Where(property => property.PropertyType == typeof(GroupRead)).ToList())
            type.Properties.Remove(property);
    }
}
