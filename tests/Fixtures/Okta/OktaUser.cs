using System.Globalization;
using System.Text.Json.Nodes;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>An account of the organization.</summary>
public sealed class OktaUser
{
    /// <summary>The id, which stays.</summary>
    public required string Id { get; init; }

    /// <summary>One of Okta's eight statuses, or one that nobody knows yet.</summary>
    public string? Status { get; set; } = "ACTIVE";

    /// <summary>
    /// The profile: <c>login</c>, <c>email</c>, <c>firstName</c>, <c>lastName</c> and whatever else the organization has.
    /// </summary>
    public JsonObject Profile { get; } = [];

    /// <summary>The login name.</summary>
    public string Login
    {
        get => Profile["login"]!.ToString();
        set => Profile["login"] = value;
    }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset LastUpdated { get; init; } = DateTimeOffset.UnixEpoch.AddYears(50);

    /// <summary>The account as the API gives it.</summary>
    internal JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["status"] = Status,
        ["created"] = "2020-01-01T00:00:00.000Z",
        ["lastLogin"] = null,
        ["lastUpdated"] = LastUpdated.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["type"] = new JsonObject { ["id"] = "oty1fake0type0of0users" },
        ["profile"] = Profile.DeepClone(),
        ["credentials"] = new JsonObject { ["provider"] = new JsonObject { ["type"] = "OKTA", ["name"] = "OKTA" } },
    };
}
