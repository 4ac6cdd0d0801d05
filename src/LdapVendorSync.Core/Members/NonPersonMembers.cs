namespace LdapVendorSync.Core.Members;

/// <summary>Members of a source group that are there, but are no people. They are not members in the sense of a sync.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Count">How many.</param>
/// <param name="Names">The first of their names in ordinal order, at most <see cref="NamesKept"/>; a SID for one of another forest.</param>
public sealed record NonPersonMembers(NonPersonKind Kind, int Count, IReadOnlyList<string> Names)
{
    /// <summary>How many names are kept.</summary>
    public const int NamesKept = 5;

    /// <summary>One sentence about all of them, with at most <see cref="NamesKept"/> names; <see langword="null"/> where there are none.</summary>
    /// <param name="group">The group as the config or the user named it.</param>
    /// <param name="members">What the read tells.</param>
    public static string? Describe(string group, IReadOnlyList<NonPersonMembers> members)
    {
        if (members.Count == 0)
            return null;
        var total = members.Sum(some => some.Count);
        var left = NamesKept;
        var parts = new List<string>();
        foreach (var some in members)
        {
            var names = some.Names.Take(left).Select(name => $"'{name}'").ToList();
            left -= names.Count;
            if (names.Count > 0 && some.Count > names.Count)
                names.Add("…");
            parts.Add(names.Count == 0 ? CountOf(some) : $"{CountOf(some)} ({string.Join(", ", names)})");
        }

        return $"{total} {(total == 1 ? "member of '" + group + "' is no person" : "members of '" + group + "' are no people")}"
            + $" and left out: {string.Join(", ", parts)}.";
    }

    private static string CountOf(NonPersonMembers some) => $"{some.Count} {NameOf(some.Kind)}{(some.Count == 1 ? string.Empty : "s")}";

    private static string NameOf(NonPersonKind kind) => kind switch
    {
        NonPersonKind.Contact => "contact",
        NonPersonKind.Computer => "computer",
        NonPersonKind.ForeignSecurityPrincipal => "foreign security principal",
        NonPersonKind.ManagedServiceAccount => "managed service account",
        NonPersonKind.ServicePrincipal => "service principal",
        NonPersonKind.ServiceAccount => "service account",
        _ => "group managed service account",
    };
}
