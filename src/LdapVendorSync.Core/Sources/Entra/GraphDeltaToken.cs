using System.Text.Json;
using System.Text.Json.Serialization;

namespace LdapVendorSync.Core.Sources.Entra;

/// <summary>With what Graph is asked for changes.</summary>
/// <param name="Users">The link that tells the changes of users.</param>
/// <param name="Groups">The link that tells the changes of groups and their members.</param>
internal sealed record GraphDeltaLinks(string Users, string Groups);

/// <summary>
/// What is kept of one run for the next. Graph answers from replicas that lag behind each other, so that a read may miss a change that was told
/// as past already: changes are therefore asked for since the run before the last one, and each is told twice.
/// </summary>
/// <param name="Last">The links of the last run.</param>
/// <param name="Before">Those of the run before it; <see langword="null"/> where there was none.</param>
internal sealed record GraphDeltaToken(GraphDeltaLinks Last, GraphDeltaLinks? Before)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The links to ask with.</summary>
    [JsonIgnore]
    public GraphDeltaLinks Asked => Before ?? Last;

    /// <summary>The token after an answer.</summary>
    public GraphDeltaToken Next(GraphDeltaLinks links) => new(links, Last);

    /// <summary>Reads a token; <see langword="null"/> where the text is none.</summary>
    public static GraphDeltaToken? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        try
        {
            return JsonSerializer.Deserialize<GraphDeltaToken>(text, Options) is { Last: { Users: not null, Groups: not null } } token ? token : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public override string ToString() => JsonSerializer.Serialize(this, Options);
}
