using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>Which attribute is where in a vendor's users and members, and how to read and write them by that.</summary>
internal sealed class RestFields
{
    private readonly IReadOnlyList<KeyValuePair<string, string>> _paths;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _further;
    private readonly string? _userName;
    private readonly string? _email;
    private readonly string? _firstName;
    private readonly string? _lastName;
    private readonly string? _displayName;
    private readonly string? _distinguishedName;
    private readonly string? _enabled;

    private RestFields(IReadOnlyList<KeyValuePair<string, string>> paths)
    {
        _paths = paths;
        IdPath = PathOf(AttributeNames.Id) ?? "id";
        // Looked up here once: a member is read of every item of every page.
        _userName = PathOf(AttributeNames.UserName);
        _email = PathOf(AttributeNames.Email);
        _firstName = PathOf(AttributeNames.FirstName);
        _lastName = PathOf(AttributeNames.LastName);
        _displayName = PathOf(AttributeNames.DisplayName);
        _distinguishedName = PathOf(AttributeNames.DistinguishedName);
        _enabled = PathOf(AttributeNames.Enabled);
        _further = [.. paths.Where(field => !AttributeNames.IsCanonical(field.Key))];
    }

    /// <summary>Where the id is.</summary>
    public string IdPath { get; }

    /// <summary>The default fields, those that the config maps, and what it changes.</summary>
    /// <param name="attributes">Attributes that are synced; those without a place of their own stand under their name.</param>
    /// <param name="changes">Attribute to place, the later ones over the earlier; an empty place takes the attribute away.</param>
    public static RestFields Create(IEnumerable<string> attributes, params IEnumerable<KeyValuePair<string, string>>[] changes)
    {
        var paths = new OrderedDictionary<string, string>(RestDefaults.Fields, StringComparer.OrdinalIgnoreCase);
        foreach (var attribute in attributes.Select(AttributeNames.Canonical))
            paths.TryAdd(attribute, attribute);
        foreach (var (attribute, path) in changes.SelectMany(change => change))
            paths[AttributeNames.Canonical(attribute)] = path;
        return new RestFields([.. paths.Where(field => field.Value.Length > 0)]);
    }

    /// <summary>Where an attribute is; <see langword="null"/> where the vendor does not have it.</summary>
    public string? PathOf(string attribute)
    {
        var canonical = AttributeNames.Canonical(attribute);
        return _paths.FirstOrDefault(field => string.Equals(field.Key, canonical, StringComparison.OrdinalIgnoreCase)).Value;
    }

    /// <summary>The id of a user or member.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public string IdOf(DataNode item)
    {
        var node = item.Find(IdPath);
        if (node?.Text is { } text && !string.IsNullOrWhiteSpace(text))
            return text;
        throw new FormatException(
            $"an item has no '{IdPath}', so that nobody can say who it is{Describe(item)}; rest.fields says where the id is");
    }

    /// <summary>A user or member as the product sees it.</summary>
    /// <exception cref="FormatException">Something is not what it should be.</exception>
    public GroupMember ReadMember(DataNode item)
    {
        var id = IdOf(item);
        var member = new GroupMember
        {
            Id = id,
            UserName = ReadText(item, _userName, id),
            Email = ReadText(item, _email, id),
            FirstName = ReadText(item, _firstName, id),
            LastName = ReadText(item, _lastName, id),
            DisplayName = ReadText(item, _displayName, id),
            DistinguishedName = ReadText(item, _distinguishedName, id),
            Enabled = ReadBoolean(item, _enabled, id),
        };
        return _further.Count == 0 ? member : WithFurther(member, item);
    }

    /// <summary>The fields to send for attributes; those that the vendor does not have are left out.</summary>
    public IReadOnlyList<RestFieldValue> ToFields(IEnumerable<KeyValuePair<string, string?>> values) =>
    [
        .. from value in values
           let path = PathOf(value.Key)
           where path is not null
           select new RestFieldValue(
               path, value.Value, AttributeNames.Canonical(value.Key) == AttributeNames.Enabled ? DataKind.Boolean : DataKind.Text),
    ];

    /// <summary>
    /// The fields to send for a new account: every attribute that the person has, but the id, which is the vendor's to give.
    /// </summary>
    public IReadOnlyList<RestFieldValue> ToFields(GroupMember member) => ToFields(
        from field in _paths
        where field.Key != AttributeNames.Id
        let value = member.GetValue(field.Key)
        where value is not null
        select KeyValuePair.Create(field.Key, (string?)value));

    private GroupMember WithFurther(GroupMember member, DataNode item)
    {
        var further = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (attribute, path) in _further)
        {
            if (Present(item, path) is not null)
                further[attribute] = ReadTexts(item, path, member.Id);
        }

        return further.Count == 0 ? member : member with { Attributes = further };
    }

    private static DataNode? Present(DataNode item, string? path) =>
        path is not null && item.Find(path) is { Kind: not DataKind.Null } node ? node : null;

    private static bool? ReadBoolean(DataNode item, string? path, string id) => Present(item, path) is not { } node
        ? null
        : node.Text?.Trim().ToUpperInvariant() switch
        {
            "TRUE" or "1" => true,
            "FALSE" or "0" => false,
            _ => throw new FormatException(
                $"'{path}' of user {id} is '{node.Text}', neither true nor false; rest.fields can name another field for 'enabled', or none"),
        };

    private static string? ReadText(DataNode item, string? path, string id) =>
        Present(item, path) is { } node ? TextOf(node, path!, id) : null;

    private static IReadOnlyList<string> ReadTexts(DataNode item, string path, string id) =>
        [.. item.FindAll(path).Where(node => node.Kind != DataKind.Null).Select(node => TextOf(node, path, id))];

    private static string TextOf(DataNode node, string path, string id) =>
        node.Text
            ?? throw new FormatException($"'{path}' of user {id} is a list or a block, not a text; rest.fields says where the text is");

    private static string Describe(DataNode item) => item.Kind == DataKind.Object
        ? $" (it has {string.Join(", ", item.Members.Take(8).Select(member => member.Key))})"
        : string.Empty;
}
