using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Http.Paging;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>What the placeholders of an operation stand for.</summary>
internal sealed record RestValues
{
    /// <summary>The names that are not attributes of a person.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["group", "groupName", "id", "ids", "field", "key", "value", "page", "page_size"];

    /// <summary>Those that say which page of a list is meant.</summary>
    public static IReadOnlyList<string> PageNames { get; } = ["page", "page_size"];

    /// <summary>The group: its id, or the name while it is being looked for or created.</summary>
    public VendorGroup? Group { get; init; }

    /// <summary>The account, or the person who is to get one.</summary>
    public GroupMember? User { get; init; }

    /// <summary>The account's id at the vendor; <see langword="null"/> before it is created.</summary>
    public string? UserId { get; init; }

    /// <summary>What the API takes ids as: text, unless it sends them as numbers.</summary>
    public DataKind IdKind { get; init; } = DataKind.Text;

    /// <summary>What an account is looked up by.</summary>
    public MatchKey? Key { get; init; }

    /// <summary>The vendor's name of <see cref="Key"/>'s attribute.</summary>
    public string? KeyField { get; init; }

    /// <summary>The fields that are sent: place in the body, and value (<see langword="null"/> to clear).</summary>
    public IReadOnlyList<RestFieldValue> Fields { get; init; } = [];

    /// <summary>The people of an operation on many.</summary>
    public IReadOnlyList<RestValues> People { get; init; } = [];

    /// <summary>The page of a list.</summary>
    public PageRequest? Page { get; init; }

    /// <summary>The value of a placeholder.</summary>
    public string? ValueOf(string name) => name switch
    {
        "group" => Group?.Id,
        "groupName" => Group?.Name,
        "id" => UserId,
        "ids" => People.Count == 0 ? null : string.Join(',', People.Select(person => person.UserId)),
        "page" => Page?.Position,
        "page_size" => Page?.Size,
        "field" => KeyField,
        "key" => Key?.Attribute,
        "value" => Key?.Value,
        _ => User?.GetValue(name),
    };

    /// <summary>What a placeholder's value is where the format knows types.</summary>
    public DataKind KindOf(string name) => name switch
    {
        "id" => IdKind,
        "page_size" => DataKind.Number,
        "page" when Page?.IsNumbered == true => DataKind.Number,
        _ when AttributeNames.Canonical(name) == AttributeNames.Enabled => DataKind.Boolean,
        _ => DataKind.Text,
    };
}

/// <summary>A field that is sent.</summary>
/// <param name="Path">Its place in the body.</param>
/// <param name="Value">Its value; <see langword="null"/> to clear it.</param>
/// <param name="Kind">What it is where the format knows types.</param>
internal sealed record RestFieldValue(string Path, string? Value, DataKind Kind);
