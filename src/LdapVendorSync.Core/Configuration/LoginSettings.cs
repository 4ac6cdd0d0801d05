using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace LdapVendorSync.Core.Configuration;

/// <summary>
/// A request that logs in and yields a token, cookies or both. Its texts are templates with <c>{username}</c>, <c>{password}</c> and
/// <c>{token}</c> of the <c>auth</c> block.
/// </summary>
public sealed record LoginSettings
{
    /// <summary>The address, below <c>base_url</c> or absolute on the same server.</summary>
    [Setting("The path of the login call, below base_url.")]
    [MinLength(1)]
    public required string Path { get; init; }

    /// <summary>The method of the request.</summary>
    [Setting("The method of the login call.")]
    [AllowedValues("GET", "POST", "PUT")]
    public string Method { get; init; } = "POST";

    /// <summary>A body in JSON.</summary>
    [Setting("A JSON body, as a block; or a text, which is sent as it is.")]
    public JsonNode? Body { get; init; }

    /// <summary>The media type of a body that is a text.</summary>
    [Setting("The media type of a body that is a text.")]
    public string ContentType { get; init; } = "application/json";

    /// <summary>A body that is a form.</summary>
    [Setting("A form body: names and values.")]
    public IReadOnlyDictionary<string, string> Form { get; init; } = new Dictionary<string, string>();

    /// <summary>Further headers.</summary>
    [Setting("Further headers of the login call.")]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether user name and password go as HTTP Basic.</summary>
    [Setting("Whether user name and password are sent as HTTP Basic.")]
    public bool Basic { get; init; }

    /// <summary>Where the token stands in the answer's body.</summary>
    [Setting("Where the token stands in the body of the answer, JSON or XML: data.token; a lone . for a body that is the token.")]
    public string? TokenPath { get; init; }

    /// <summary>The header of the answer that holds the token.</summary>
    [Setting("The header of the answer that holds the token.")]
    public string? TokenHeader { get; init; }

    /// <summary>Whether cookies of the answer are sent with each request; <see langword="null"/> for yes where there is no token.</summary>
    [Setting("Whether the cookies of the answer are sent with each request; where it is left out, yes if the answer yields no token.")]
    public bool? Cookies { get; init; }

    /// <summary>How long a login is valid, in seconds; <see langword="null"/> where only the server knows.</summary>
    [Setting("How long a login is valid, in seconds; it is renewed before. Left out, it is renewed when it is refused.")]
    [Range(1, 31_536_000)]
    public double? ExpiresSeconds { get; init; }

    /// <summary>The statuses with which the server says that the login is not valid any more.</summary>
    [Setting("The statuses by which the server says that the login is not valid any more; a redirect to a login page is one too (302).")]
    [MinLength(1)]
    public IReadOnlyList<int> ExpiredStatuses { get; init; } = [401];

    /// <summary>The address of the call that logs out.</summary>
    [Setting("The path of the call that logs out at the end, below base_url; {session} stands for the token. Left out, there is none.")]
    public string? LogoutPath { get; init; }

    /// <summary>The method of the call that logs out.</summary>
    [Setting("The method of the call that logs out.")]
    [AllowedValues("GET", "POST", "PUT", "DELETE")]
    public string LogoutMethod { get; init; } = "POST";

    /// <summary>Whether cookies are sent.</summary>
    public bool UsesCookies => Cookies ?? (TokenPath is null && TokenHeader is null);
}
