using System.Text.Json;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Entra;

/// <summary>
/// Makes people of Graph's users (<see href="https://learn.microsoft.com/graph/api/resources/user"/>), and tells what among members is
/// none.
/// </summary>
internal sealed class GraphPeople
{
    private const string TypeProperty = "@odata.type";
    private const string UserType = "#microsoft.graph.user";
    private const string GroupType = "#microsoft.graph.group";

    // Those that have a place of their own in a member, besides the id.
    private static readonly string[] Fields =
        ["userPrincipalName", "mail", "givenName", "surname", "displayName", "accountEnabled"];

    private static readonly string[] Further = ["department", "jobTitle", "userType"];

    private readonly EntraSourceSettings _settings;
    private readonly IReadOnlyList<string> _attributes;

    public GraphPeople(EntraSourceSettings settings)
    {
        _settings = settings;
        _attributes = [.. Further.Concat(settings.Attributes).Distinct(StringComparer.OrdinalIgnoreCase)];
        Properties = [.. Fields.Concat(_attributes.Select(PropertyOf)).Prepend("id").Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The properties of users that are asked for.</summary>
    public IReadOnlyList<string> Properties { get; }

    /// <summary>Them as <c>$select</c> has them.</summary>
    public string Select => string.Join(',', Properties.Select(Uri.EscapeDataString));

    /// <summary>Whether an item among members is a group.</summary>
    public static bool IsGroup(DataNode item) => GraphClient.TextOf(item, TypeProperty) == GroupType;

    /// <summary>Whoever or whatever an item of a list is.</summary>
    /// <param name="item">The item; one without a type is of a list of users.</param>
    public ApiEntry ToEntry(DataNode item)
    {
        var type = GraphClient.TextOf(item, TypeProperty) ?? UserType;
        var person = ToMember(item);
        return type == UserType
            ? new ApiEntry { Person = person, LeftOut = LeftOutBy(item), Doubt = DoubtOf(item) }
            : new ApiEntry { Person = person, NonPerson = KindOf(type) };
    }

    private GroupMember ToMember(DataNode item)
    {
        var enabled = TextOf(item, "accountEnabled") switch { "true" => true, "false" => (bool?)false, _ => null };
        return new GroupMember
        {
            Id = item.TextAt("id")!,
            UserName = TextOf(item, "userPrincipalName"),
            Email = TextOf(item, "mail"),
            FirstName = TextOf(item, "givenName"),
            LastName = TextOf(item, "surname"),
            DisplayName = TextOf(item, "displayName"),
            Enabled = enabled,
            AccountState = enabled switch { true => AccountState.Active, false => AccountState.Disabled, null => null },
            Attributes = AttributesOf(item),
        };
    }

    // Every user has a principal name. Who shows none is one of whom the app may see no more than the id.
    private string? DoubtOf(DataNode item)
    {
        if (TextOf(item, "userPrincipalName") is null)
            return "Graph shows no more of them than the id: the app lacks the application permission User.Read.All";
        return _settings.Guests == GuestPolicy.Exclude && TextOf(item, "userType") is null
            ? "guests are left out, and they have no userType that says whether they are one"
            : null;
    }

    private string? LeftOutBy(DataNode item) =>
        _settings.Guests == GuestPolicy.Exclude && string.Equals(TextOf(item, "userType"), "Guest", StringComparison.OrdinalIgnoreCase)
            ? "userType Guest"
            : null;

    private static NonPersonKind KindOf(string type) => type switch
    {
        "#microsoft.graph.device" => NonPersonKind.Computer,
        "#microsoft.graph.orgContact" => NonPersonKind.Contact,
        _ => NonPersonKind.ServicePrincipal,
    };

    private Dictionary<string, IReadOnlyList<string>> AttributesOf(DataNode item)
    {
        var attributes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var attribute in _attributes)
        {
            var node = Step(item, PropertyOf(attribute));
            if (attribute.Split('/', 2) is [_, var inner] && node is not null)
                node = Step(node, inner);
            if (node is not null && ValuesOf(node) is { Count: > 0 } values)
                attributes[attribute] = values;
        }

        return attributes;
    }

    // Graph writes names in one case, people in another.
    private static DataNode? Step(DataNode node, string name) =>
        node.Members.FirstOrDefault(member => member.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static List<string> ValuesOf(DataNode node) => node.Kind switch
    {
        DataKind.Null => [],
        DataKind.Array => [.. node.Items.SelectMany(ValuesOf)],
        DataKind.Object => [JsonSerializer.Serialize(ToJson(node))],
        _ => node.Text is { Length: > 0 } text ? [text] : [],
    };

    private static Dictionary<string, object?> ToJson(DataNode node) => node.Members.ToDictionary(
        member => member.Key,
        member => member.Value.Kind switch
        {
            DataKind.Object => ToJson(member.Value),
            DataKind.Array => member.Value.Items.Select(item => item.Kind == DataKind.Object ? ToJson(item) : (object?)item.Text),
            _ => (object?)member.Value.Text,
        });

    // A part of a complex property is read by asking for the whole: onPremisesExtensionAttributes/extensionAttribute1.
    private static string PropertyOf(string attribute) => attribute.Split('/', 2)[0];

    private static string? TextOf(DataNode item, string property) => item.TextAt(property) is { Length: > 0 } text ? text : null;
}
