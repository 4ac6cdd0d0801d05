namespace LdapVendorSync.Core.Members;

/// <summary>
/// Lists for results that scripts look into. A scripting language finds <c>list[0]</c> among a type's public members, and the type that the
/// compiler makes of a collection expression has none.
/// </summary>
internal static class IndexableList
{
    /// <summary>The list itself where it is an array or a <see cref="List{T}"/>, else its items in an array.</summary>
    public static IReadOnlyList<T> ToIndexable<T>(this IReadOnlyList<T> list) => list is T[] or List<T> ? list : list.ToArray();
}
