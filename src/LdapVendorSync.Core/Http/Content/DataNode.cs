namespace LdapVendorSync.Core.Http.Content;

/// <summary>A piece of an answer, the same for JSON and XML.</summary>
/// <remarks>
/// An XML element is an object of its attributes (<c>@name</c>) and child elements by local name; one that has neither is text, and one
/// with attributes alone has its text beside them. Where its namespace has a prefix in the config, <c>prefix:name</c> finds it too.
/// </remarks>
internal sealed class DataNode
{
    private readonly KeyValuePair<string, DataNode>[] _members;

    private DataNode(DataKind kind, string? text, KeyValuePair<string, DataNode>[] members, IReadOnlyList<DataNode> items)
    {
        Kind = kind;
        Text = text;
        _members = members;
        Items = items;
    }

    /// <summary>What it is.</summary>
    public DataKind Kind { get; }

    /// <summary>
    /// The text of a leaf: numbers as they were written, <c>true</c> and <c>false</c>; also that of an XML element that has attributes and
    /// no elements. <see langword="null"/> for everything else.
    /// </summary>
    public string? Text { get; }

    /// <summary>The configured prefix of an XML name's namespace; <see langword="null"/> where it has none.</summary>
    public string? Prefix { get; private init; }

    /// <summary>The named parts of an object, in order; a name may come several times in XML.</summary>
    public IReadOnlyList<KeyValuePair<string, DataNode>> Members => _members;

    /// <summary>The items of an array, in order.</summary>
    public IReadOnlyList<DataNode> Items { get; }

    /// <summary>Nothing.</summary>
    public static DataNode Null { get; } = new(DataKind.Null, null, [], []);

    /// <summary>A boolean that says yes.</summary>
    public static DataNode True { get; } = Leaf(DataKind.Boolean, "true");

    /// <summary>A boolean that says no.</summary>
    public static DataNode False { get; } = Leaf(DataKind.Boolean, "false");

    /// <summary>A leaf.</summary>
    public static DataNode Leaf(DataKind kind, string text) => new(kind, text, [], []);

    /// <summary>An object.</summary>
    /// <param name="members">Its named parts.</param>
    /// <param name="text">The text beside them, for XML.</param>
    public static DataNode Object(KeyValuePair<string, DataNode>[] members, string? text = null) => new(DataKind.Object, text, members, []);

    /// <summary>An array.</summary>
    public static DataNode Array(IReadOnlyList<DataNode> items) => new(DataKind.Array, null, [], items);

    /// <summary>The same with the prefix of its name's namespace.</summary>
    public DataNode WithPrefix(string? prefix) => prefix is null ? this : new(Kind, Text, _members, Items) { Prefix = prefix };

    /// <summary>Every part with a name, in order.</summary>
    public IEnumerable<DataNode> Parts(string name) => _members.Where(member => IsNamed(member, name)).Select(member => member.Value);

    /// <summary>
    /// What stands at a path of names, separated by dots (<c>data.items</c>), where a number is an item of an array and <c>.</c> alone is
    /// the node itself.
    /// </summary>
    /// <returns>The node, or <see langword="null"/> where there is nothing of that name.</returns>
    public DataNode? Find(string path)
    {
        var node = this;
        if (path == ".")
            return node;
        foreach (var step in path.AsSpan().Split('.'))
        {
            node = node.Step(path.AsSpan(step));
            if (node is null)
                return null;
        }

        return node;
    }

    /// <summary>Everything that stands at a path: the items of an array, or every XML element of that name.</summary>
    public IReadOnlyList<DataNode> FindAll(string path)
    {
        var steps = path.Split('.');
        var parent = steps.Length == 1 ? this : Find(string.Join('.', steps[..^1]));
        DataNode[] found = parent is { Kind: DataKind.Object } ? [.. parent.Parts(steps[^1])] : [];
        if (found.Length == 0 && Find(path) is { } single)
            found = [single];
        return found is [{ Kind: DataKind.Array } array] ? array.Items : found;
    }

    /// <summary>The text of the leaf at a path; <see langword="null"/> where there is none, or nothing.</summary>
    public string? TextAt(string path) => Find(path)?.Text;

    private static bool IsNamed(KeyValuePair<string, DataNode> member, ReadOnlySpan<char> name)
    {
        if (name.SequenceEqual(member.Key))
            return true;
        if (member.Value.Prefix is not { } prefix)
            return false;
        return name.SequenceEqual(member.Key.StartsWith('@') ? $"@{prefix}:{member.Key[1..]}" : $"{prefix}:{member.Key}");
    }

    private DataNode? Step(ReadOnlySpan<char> name)
    {
        if (Kind == DataKind.Array)
            return int.TryParse(name, out var index) && index >= 0 && index < Items.Count ? Items[index] : null;
        // A name that itself holds a dot (urn:…:2.0:User) is not reached by a path; providers that need it read it by themselves.
        foreach (var member in _members)
        {
            if (IsNamed(member, name))
                return member.Value;
        }

        return null;
    }
}
