using System.Text.Json;
using LdapVendorSync.Core.History;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Cli.Tests.Chaos.Oracle;

/// <summary>A request to change something, as the vendor got it, whether or not it had an effect.</summary>
/// <param name="Vendor">The vendor's name.</param>
/// <param name="Operation">What it does.</param>
/// <param name="Group">The vendor group, where it is about one.</param>
/// <param name="AccountId">The account's id; empty where one is to be created.</param>
/// <param name="UserName">The login name that the account had, or is to get.</param>
/// <param name="Fields">The fields of the body.</param>
/// <param name="At">When it arrived.</param>
internal sealed record VendorWrite(
    string Vendor,
    JournalOperation Operation,
    string? Group,
    string AccountId,
    string? UserName,
    IReadOnlyDictionary<string, string?> Fields,
    DateTimeOffset At)
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="InvalidOperationException">It is none that the product should ever send.</exception>
    public static VendorWrite Of(string vendor, RecordedRequest request)
    {
        var fields = FieldsOf(request.Body);
        var segments = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        return (request.Method, segments) switch
        {
            ("POST", ["users"]) => Write(JournalOperation.CreateUser, null, string.Empty),
            ("PUT", ["users", var id]) => Write(Update(fields), null, id),
            ("POST", ["groups", var group, "members"]) => Write(JournalOperation.AddMember, group, fields["userId"]!),
            ("DELETE", ["groups", var group, "members", var id]) => Write(JournalOperation.RemoveMember, group, id),
            _ => throw new InvalidOperationException($"{vendor} got a request that nobody should send: {request}"),
        };

        VendorWrite Write(JournalOperation operation, string? group, string id) =>
            new(vendor, operation, group, id, request.Person, fields, request.StartedAt);
    }

    /// <inheritdoc />
    public override string ToString() => $"{Vendor}: {Operation} {UserName ?? "?"} (account {AccountId}) {Group}";

    private static JournalOperation Update(IReadOnlyDictionary<string, string?> fields) => fields.GetValueOrDefault("active") switch
    {
        "true" => JournalOperation.EnableUser,
        "false" => JournalOperation.DisableUser,
        _ => JournalOperation.UpdateUser,
    };

    private static Dictionary<string, string?> FieldsOf(string body)
    {
        if (body.Length == 0)
            return [];
        using var document = JsonDocument.Parse(body);
        return document.RootElement.EnumerateObject().ToDictionary(
            field => field.Name,
            field => field.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => field.Value.ToString(),
            });
    }
}
