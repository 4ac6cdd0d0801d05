using System.Globalization;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>Finds the items of a list in an answer.</summary>
internal static class RestItems
{
    private const string Hint = "rest says with 'items' where they are";

    // What stands beside a list; were it taken for the list, nobody would be in the group.
    private static readonly string[] NeverItems = ["errors", "warnings", "messages", "links", "_links"];

    /// <summary>The items.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="operation">
    /// Says where they are: at its path, or for JSON in the bare array, or in the one array within an object.
    /// </param>
    /// <param name="allowsSingle">Whether a single one without a list around it counts too.</param>
    /// <exception cref="FormatException">They cannot be found, or more than one place fits.</exception>
    public static IReadOnlyList<DataNode> Find(DataNode body, RestOperation operation, bool allowsSingle = false)
    {
        var path = operation.ItemsPath;
        var fields = allowsSingle ? operation.Fields : null;
        if (operation.ItemsOptional && path is not null && body.Find(path) is null or { Kind: DataKind.Null })
            return [];
        if (operation.Format == DataFormat.Xml)
            return FindElements(body, path ?? throw new FormatException($"an XML list needs a path; {Hint}"), operation, fields);
        if (path is not null)
            return body.Find(path) is { Kind: DataKind.Array } array
                ? array.Items
                : throw new FormatException($"there is no array at '{path}'{Describe(body)}; {Hint}");
        return body.Kind switch
        {
            DataKind.Array => body.Items,
            DataKind.Object => FindInObject(body, fields),
            _ => throw new FormatException("the answer is neither an array nor an object"),
        };
    }

    private static IReadOnlyList<DataNode> FindInObject(DataNode body, RestFields? fields)
    {
        // Asked first, as a user may well hold an array of something else.
        if (fields is not null && body.TextAt(fields.IdPath) is not null)
            return [body];
        var arrays = body.Members
            .Where(member => member.Value.Kind == DataKind.Array && !NeverItems.Contains(member.Key, StringComparer.OrdinalIgnoreCase))
            .ToArray();
        if (arrays.Length == 1)
            return arrays[0].Value.Items;
        if (arrays.Length > 1)
        {
            var names = string.Join(", ", arrays.Select(array => array.Key));
            throw new FormatException($"the answer holds several arrays ({names}), and which one counts is not known; {Hint}");
        }

        throw new FormatException($"the answer holds no array{Describe(body)}; {Hint}");
    }

    private static IReadOnlyList<DataNode> FindElements(DataNode body, string path, RestOperation operation, RestFields? fields)
    {
        var steps = path.Split('.');
        var list = steps.Length == 1 ? body : body.Find(string.Join('.', steps[..^1]));
        if (list is null && fields is not null && body.Find($"{steps[^1]}.{fields.IdPath}") is not null)
            return [body.Find(steps[^1])!];
        return list switch
        {
            null => throw new FormatException($"there is no element '{string.Join('/', steps[..^1])}'{Describe(body)}; {Hint}"),
            // Without an element around it, a list of nobody cannot be told from an answer about something else.
            _ when steps.Length == 1 => ItemsOf(list, path, operation) is { Count: > 0 } items
                ? items
                : throw new FormatException($"the answer holds no element '{path}'{Describe(body)}; {Hint}"),
            { Kind: DataKind.Null } => [],
            { Kind: DataKind.Text } when string.IsNullOrWhiteSpace(list.Text) => [],
            { Kind: DataKind.Text } =>
                throw new FormatException($"the element '{string.Join('/', steps[..^1])}' holds text, not '{steps[^1]}' elements; {Hint}"),
            _ => ItemsOf(list, steps[^1], operation),
        };
    }

    private static IReadOnlyList<DataNode> ItemsOf(DataNode list, string name, RestOperation operation)
    {
        IReadOnlyList<DataNode> items = [.. list.Parts(name)];
        if (items.Count > 0)
            return items;
        var others = list.Members.Where(member => !member.Key.StartsWith('@')).ToArray();
        // One of the same name is of another namespace.
        if (others.Any(other => name.EndsWith($":{other.Key}", StringComparison.Ordinal) || MayBeItem(other, others, operation)))
            throw new FormatException($"the list holds '{others[0].Key}' elements and no '{name}'; {Hint}");
        return items;
    }

    // A list may say beside its items how long it is. Everything else is an item of another name.
    private static bool MayBeItem(
        KeyValuePair<string, DataNode> other, IEnumerable<KeyValuePair<string, DataNode>> all, RestOperation operation)
    {
        if (other.Value.Kind == DataKind.Object || operation.Fields.IdPath == "." || all.Count(member => member.Key == other.Key) > 1)
            return true;
        var text = other.Value.Text?.Trim();
        return !(string.IsNullOrEmpty(text) || bool.TryParse(text, out _) || long.TryParse(text, CultureInfo.InvariantCulture, out _));
    }

    private static string Describe(DataNode body)
    {
        if (body.Kind != DataKind.Object)
            return string.Empty;
        var nested = body.Members
            .SelectMany(
                outer => outer.Value.Members.Where(inner => inner.Value.Kind == DataKind.Array).Select(inner => $"{outer.Key}.{inner.Key}"))
            .Take(3)
            .ToArray();
        return nested.Length > 0
            ? $", but one at {string.Join(", ", nested)}"
            : $" (it has {string.Join(", ", body.Members.Select(member => member.Key).Take(8))})";
    }
}
