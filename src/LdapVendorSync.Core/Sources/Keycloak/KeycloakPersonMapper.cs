using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Keycloak;

/// <summary>Makes entries of Keycloak's users (<c>UserRepresentation</c>).</summary>
/// <param name="attributes">The further attributes to take over.</param>
internal sealed class KeycloakPersonMapper(IReadOnlyList<string> attributes)
{
    private const string ServicePrefix = "service-account-";

    // Keycloak has no such field, but many realms have such an attribute.
    private readonly bool _readsDisplayName = attributes.Contains(AttributeNames.DisplayName, StringComparer.Ordinal);

    /// <summary>Whether nothing is needed that brief answers leave out.</summary>
    public bool NeedsLittle { get; } = attributes.Count == 0;

    /// <summary>The entry that a user stands for.</summary>
    public ApiEntry Map(DataNode user) => new()
    {
        Person = new GroupMember
        {
            Id = user.TextAt("id")!,
            UserName = user.TextAt("username"),
            Email = Present(user.TextAt("email")),
            FirstName = Present(user.TextAt("firstName")),
            LastName = Present(user.TextAt("lastName")),
            DisplayName = _readsDisplayName && ValuesOf(user, AttributeNames.DisplayName) is [var shown, ..] ? shown : null,
            Enabled = EnabledOf(user),
            AccountState = EnabledOf(user) switch { true => AccountState.Active, false => AccountState.Disabled, null => null },
            Attributes = FurtherOf(user),
        },
        NonPerson = IsServiceAccount(user) ? NonPersonKind.ServiceAccount : null,
    };

    private static bool? EnabledOf(DataNode user) =>
        user.Find("enabled") is { Kind: DataKind.Boolean } enabled ? enabled.Text == "true" : null;

    // Lists seldom say whose account it is. The name alone is not enough: in some realms people choose theirs.
    private static bool IsServiceAccount(DataNode user)
    {
        if (Present(user.TextAt("serviceAccountClientId")) is not null)
            return true;
        var name = user.TextAt("username") ?? string.Empty;
        return name.StartsWith(ServicePrefix, StringComparison.OrdinalIgnoreCase)
            && user.TextAt("federationLink") is null
            && Present(user.TextAt("firstName")) is null
            && Present(user.TextAt("lastName")) is null
            // Which versions before 6 gave them.
            && (Present(user.TextAt("email")) is not { } mail
                || mail.Equals($"{name}@placeholder.org", StringComparison.OrdinalIgnoreCase));
    }

    private Dictionary<string, IReadOnlyList<string>> FurtherOf(DataNode user)
    {
        var further = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in attributes)
        {
            var values = ValuesOf(user, name);
            if (values.Count > 0)
                further[name] = values;
        }

        return further;
    }

    // By name and not by path: names of attributes may hold dots. What is no attribute may be a field, such as emailVerified.
    private static IReadOnlyList<string> ValuesOf(DataNode user, string name)
    {
        var attribute = user.Find("attributes")?.Parts(name).FirstOrDefault();
        if (attribute is { Kind: DataKind.Array })
            return [.. attribute.Items.Select(item => Present(item.Text)).OfType<string>()];
        return Present(attribute?.Text ?? user.Parts(name).FirstOrDefault()?.Text) is { } value ? [value] : [];
    }

    private static string? Present(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
