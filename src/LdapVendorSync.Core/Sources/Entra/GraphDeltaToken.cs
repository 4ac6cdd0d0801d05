using System.Text.Json;
using System.Text.Json.Serialization;

namespace LdapVendorSync.Core.Sources.Entra;

/// <summary>With what Graph is asked for changes.</summary>
/// <param name="Users">The link that tells the changes of users.</param>
/// <param name="Groups">The link that tells the changes of groups and their members.</param>
/// <param name="At">When they were asked for.</param>
internal sealed record GraphDeltaLinks(string Users, string Groups, DateTimeOffset At);

/// <summary>
/// What is kept of one run for the next. Graph answers from replicas that lag behind each other, so that a read may miss a change that was
/// told as past already: changes are therefore asked for from before the last reads by as much as a replica may lag, and told more than
/// once.
/// </summary>
/// <param name="Last">The latest links that are kept.</param>
/// <param name="Before">Those before them; <see langword="null"/> where there are none.</param>
internal sealed record GraphDeltaToken(GraphDeltaLinks Last, GraphDeltaLinks? Before)
{
    /// <summary>The ids of users and groups that were deleted and may be restored yet.</summary>
    public IReadOnlyList<string> Deleted { get; init; } = [];

    /// <summary>By how much a replica may lag behind another.</summary>
    public static readonly TimeSpan Lag = TimeSpan.FromMinutes(10);

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The links to ask with.</summary>
    [JsonIgnore]
    public GraphDeltaLinks Asked => Before ?? Last;

    /// <summary>The token after an answer. However often it is asked, what is asked with is older than a replica may lag.</summary>
    public GraphDeltaToken Next(GraphDeltaLinks links) =>
        Before is null || links.At - Last.At >= Lag ? new GraphDeltaToken(links, Last) : this;

    /// <summary>Whether a change that a read at this time misses is told the next time all the same.</summary>
    public bool Covers(DateTimeOffset time) => time - Asked.At >= Lag;

    /// <summary>Reads a token; <see langword="null"/> where the text is none.</summary>
    public static GraphDeltaToken? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        try
        {
            return JsonSerializer.Deserialize<GraphDeltaToken>(text, Options) is { Deleted: not null } token
                && IsWhole(token.Last) && (token.Before is null || IsWhole(token.Before))
                ? token
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public override string ToString() => JsonSerializer.Serialize(this, Options);

    private static bool IsWhole(GraphDeltaLinks? links) => links is { Users: not null, Groups: not null };
}
