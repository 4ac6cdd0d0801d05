using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>Finds the items of a list in an answer.</summary>
internal static class RestItems
{
    private const string Hint = "rest says with 'items' where they are";

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
            return FindElements(body, path ?? throw new FormatException($"an XML list needs a path; {Hint}"), fields);
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
        var arrays = body.Members.Where(member => member.Value.Kind == DataKind.Array).ToArray();
        if (arrays.Length == 1)
            return arrays[0].Value.Items;
        if (arrays.Length > 1)
        {
            var names = string.Join(", ", arrays.Select(array => array.Key));
            throw new FormatException($"the answer holds several arrays ({names}), and which one counts is not known; {Hint}");
        }

        throw new FormatException($"the answer holds no array{Describe(body)}; {Hint}");
    }

    private static IReadOnlyList<DataNode> FindElements(DataNode body, string path, RestFields? fields)
    {
        var steps = path.Split('.');
        var list = steps.Length == 1 ? body : body.Find(string.Join('.', steps[..^1]));
        if (list is null && fields is not null && body.Find($"{steps[^1]}.{fields.IdPath}") is not null)
            return [body.Find(steps[^1])!];
        return list switch
        {
            null => throw new FormatException($"there is no element '{string.Join('/', steps[..^1])}'{Describe(body)}; {Hint}"),
            { Kind: DataKind.Null } or { Kind: DataKind.Text, Text: null or "" } => [],
            { Kind: DataKind.Text } when string.IsNullOrWhiteSpace(list.Text) => [],
            { Kind: DataKind.Text } =>
                throw new FormatException($"the element '{string.Join('/', steps[..^1])}' holds text, not '{steps[^1]}' elements; {Hint}"),
            _ => ItemsOf(list, steps[^1]),
        };
    }

    private static IReadOnlyList<DataNode> ItemsOf(DataNode list, string name)
    {
        IReadOnlyList<DataNode> items = [.. list.Parts(name)];
        // A list may say how long it is beside its items; but where there are only other blocks, the name is wrong.
        if (items.Count == 0 && list.Members.FirstOrDefault(member => member.Value.Kind == DataKind.Object) is { Key: { } other })
            throw new FormatException($"the list holds '{other}' elements and no '{name}'; {Hint}");
        return items;
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
