using System.Text.Json;
using System.Text.Json.Serialization;

namespace LdapVendorSync.Core.Scheduling;

/// <summary>
/// The line by which a scheduler's entry is known as ours, and which says what it is: a task is listed from it, and only what bears it is
/// ever replaced or removed.
/// </summary>
internal static class TaskMark
{
    private const string Prefix = "LdapVendorSync task ";

    // Escapes whatever is not ASCII, so that a mark is one line in any encoding.
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The mark of a task, without the sign of a comment.</summary>
    public static string Write(SyncTask task) => Prefix + JsonSerializer.Serialize(task, Options);

    /// <summary>The task that a line marks, or <see langword="null"/> where it is no mark.</summary>
    public static SyncTask? Read(string line)
    {
        var start = line.IndexOf(Prefix, StringComparison.Ordinal);
        if (start < 0)
            return null;
        try
        {
            return JsonSerializer.Deserialize<SyncTask>(line[(start + Prefix.Length)..].Trim(), Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The first mark in a text.</summary>
    public static SyncTask? Find(string text) => text.Split('\n').Select(Read).FirstOrDefault(task => task is not null);
}
