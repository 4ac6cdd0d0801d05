using System.Text;
using System.Text.Json;

namespace LdapVendorSync.Core.Http.Content;

/// <summary>Makes nodes of the tokens of one JSON text. The reader bounds the depth.</summary>
internal sealed class JsonTreeReader
{
    private const int NameSlots = 256;

    // Up to here comparing each with each is faster than a set.
    private const int FewNames = 16;

    // The objects of a list have the same names, which are the same strings then. One that another takes the place of is made anew.
    private readonly string?[] _names = new string?[NameSlots];

    // What is open keeps its parts here, the inner above the outer.
    private readonly List<KeyValuePair<string, DataNode>> _members = [];
    private readonly List<DataNode> _items = [];

    /// <summary>Reads the value that the reader stands on, to its end.</summary>
    /// <exception cref="JsonException">The text is not JSON, or a name comes twice in an object.</exception>
    /// <exception cref="InvalidOperationException">A text is no valid Unicode.</exception>
    public DataNode Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadObject(ref reader),
        JsonTokenType.StartArray => ReadArray(ref reader),
        JsonTokenType.String => DataNode.Leaf(DataKind.Text, reader.GetString()!),
        JsonTokenType.Number => DataNode.Leaf(DataKind.Number, Encoding.UTF8.GetString(reader.ValueSpan)),
        JsonTokenType.True => DataNode.True,
        JsonTokenType.False => DataNode.False,
        _ => DataNode.Null,
    };

    private DataNode ReadObject(ref Utf8JsonReader reader)
    {
        var start = _members.Count;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = NameAt(ref reader);
            reader.Read();
            var value = Read(ref reader);
            _members.Add(KeyValuePair.Create(name, value));
        }

        var members = _members.PopFrom(start);
        EnsureOnce(members);
        return DataNode.Object(members);
    }

    private DataNode ReadArray(ref Utf8JsonReader reader)
    {
        var start = _items.Count;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var item = Read(ref reader);
            _items.Add(item);
        }

        return DataNode.Array(_items.PopFrom(start));
    }

    private string NameAt(ref Utf8JsonReader reader)
    {
        var bytes = reader.ValueSpan;
        var slot = bytes.IsEmpty ? 0 : ((bytes.Length * 31) + (bytes[0] * 7) + bytes[^1]) % NameSlots;
        return _names[slot] is { } known && reader.ValueTextEquals(known) ? known : _names[slot] = reader.GetString()!;
    }

    private static void EnsureOnce(KeyValuePair<string, DataNode>[] members)
    {
        var seen = members.Length > FewNames ? new HashSet<string>(members.Length, StringComparer.Ordinal) : null;
        for (var i = 0; i < members.Length; i++)
        {
            var name = members[i].Key;
            if (seen is null ? IsAmong(members.AsSpan(0, i), name) : !seen.Add(name))
                throw new JsonException($"the name '{name}' comes twice in one object");
        }
    }

    private static bool IsAmong(ReadOnlySpan<KeyValuePair<string, DataNode>> members, string name)
    {
        foreach (var member in members)
        {
            if (member.Key == name)
                return true;
        }

        return false;
    }
}
