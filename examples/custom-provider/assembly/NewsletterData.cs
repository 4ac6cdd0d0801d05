using System.Text.Json.Serialization;

namespace Nordwind.Newsletter;

/// <summary>Everything in the file.</summary>
public sealed record NewsletterData
{
    /// <summary>The id that the next subscriber or list gets; ids are never used twice.</summary>
    public int NextId { get; init; } = 1;

    /// <summary>Everybody who ever subscribed, by id.</summary>
    public Dictionary<string, Subscriber> Subscribers { get; init; } = [];

    /// <summary>The lists, by id.</summary>
    public Dictionary<string, MailingList> Lists { get; init; } = [];
}

/// <summary>A subscriber.</summary>
public sealed record Subscriber
{
    /// <summary>The name to log in with; no two have the same.</summary>
    public required string Login { get; init; }

    /// <summary>The mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The given name.</summary>
    public string? FirstName { get; init; }

    /// <summary>The family name.</summary>
    public string? LastName { get; init; }

    /// <summary>Whether mails are sent at all.</summary>
    public bool Active { get; init; } = true;

    /// <summary>Whatever else is kept of somebody.</summary>
    public Dictionary<string, string> More { get; init; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>A list and the ids of those who are on it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Members">The ids.</param>
public sealed record MailingList(string Name, HashSet<string> Members);

/// <summary>How the file is written; made when the assembly is built, so that nothing has to be looked up at run time.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NewsletterData))]
internal sealed partial class NewsletterJson : JsonSerializerContext;
