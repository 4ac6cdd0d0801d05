namespace LdapVendorSync.Core.Http.Content;

/// <summary>Lists that serve as stacks while a tree is built, so that each node's parts are copied once, at their final size.</summary>
internal static class ListStack
{
    /// <summary>Takes off what lies at an index and above.</summary>
    public static T[] PopFrom<T>(this List<T> stack, int start)
    {
        if (start == stack.Count)
            return [];
        var parts = new T[stack.Count - start];
        stack.CopyTo(start, parts, 0, parts.Length);
        stack.RemoveRange(start, parts.Length);
        return parts;
    }
}
