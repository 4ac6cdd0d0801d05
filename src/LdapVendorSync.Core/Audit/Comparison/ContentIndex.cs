using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>One side with its people and groups numbered from 0 on, so that memberships are numbers and sets are arrays.</summary>
internal sealed class ContentIndex
{
    private readonly Dictionary<string, int> _personOf;
    private readonly Dictionary<string, int> _groupOf;
    private readonly int[][] _members;
    private readonly int[][] _nested;
    private readonly bool[] _hasUnknown;

    /// <summary>Numbers a side.</summary>
    /// <param name="system">The side. Of several entries with one id the first counts.</param>
    /// <param name="ignored">Comparable names and descriptions of groups that are left out.</param>
    public ContentIndex(ComparedSystem system, HashSet<string> ignored)
    {
        Snapshot = system.Snapshot;
        (People, _personOf) = Number(system.Content.Users, user => user.Id);
        (Groups, _groupOf) = Number(
            ignored.Count == 0 ? system.Content.Groups : [.. system.Content.Groups.Where(group => !IsIgnored(group, ignored))],
            group => group.Id);
        _members = new int[Groups.Count][];
        _nested = new int[Groups.Count][];
        _hasUnknown = new bool[Groups.Count];
        for (var group = 0; group < Groups.Count; group++)
        {
            _members[group] = Numbers(Groups[group].MemberIds, _personOf, out _hasUnknown[group]);
            _nested[group] = Numbers(Groups[group].NestedIds, _groupOf, out _);
        }
    }

    /// <summary>When and how completely the side was read.</summary>
    public SystemSnapshot Snapshot { get; }

    /// <summary>Everybody once.</summary>
    public IReadOnlyList<GroupMember> People { get; }

    /// <summary>Every group once.</summary>
    public IReadOnlyList<SystemGroup> Groups { get; }

    /// <summary>The form in which names of groups are compared.</summary>
    public static string NameKey(string name) => ComparableText.IgnoringCase(name) ?? name.Trim();

    /// <summary>The number of a person; -1 where there is none with this id.</summary>
    public int PersonOf(string id) => _personOf.GetValueOrDefault(id, -1);

    /// <summary>The number of a group; -1 where there is none with this id.</summary>
    public int GroupOf(string id) => _groupOf.GetValueOrDefault(id, -1);

    /// <summary>Who is in a group itself.</summary>
    public int[] MembersOf(int group) => _members[group];

    /// <summary>The groups directly within a group.</summary>
    public int[] NestedIn(int group) => _nested[group];

    /// <summary>Whether a group lists somebody who is not among the people.</summary>
    public bool HasUnknownMembers(int group) => _hasUnknown[group];

    /// <summary>Whether anybody has an attribute.</summary>
    public bool Carries(string attribute) => People.Any(person => !string.IsNullOrWhiteSpace(person.GetValue(attribute)));

    /// <summary>Whether some group is within another.</summary>
    public bool HasNestings => _nested.Any(nested => nested.Length > 0);

    private static bool IsIgnored(SystemGroup group, HashSet<string> ignored) =>
        ignored.Contains(NameKey(group.Name)) || (group.Description is { } description && ignored.Contains(NameKey(description)));

    private static (IReadOnlyList<T> Items, Dictionary<string, int> NumberOf) Number<T>(IReadOnlyList<T> items, Func<T, string> idOf)
    {
        var numberOf = new Dictionary<string, int>(items.Count, StringComparer.Ordinal);
        List<T>? once = null;
        for (var i = 0; i < items.Count; i++)
        {
            if (numberOf.TryAdd(idOf(items[i]), once?.Count ?? i))
                once?.Add(items[i]);
            else
                once ??= [.. items.Take(i)];
        }

        return (once ?? items, numberOf);
    }

    private static int[] Numbers(IReadOnlyList<string> ids, Dictionary<string, int> numberOf, out bool hasUnknown)
    {
        hasUnknown = false;
        if (ids.Count == 0)
            return [];
        var numbers = new int[ids.Count];
        var count = 0;
        for (var i = 0; i < ids.Count; i++)
        {
            if (numberOf.TryGetValue(ids[i], out var number))
                numbers[count++] = number;
            else
                hasUnknown = true;
        }

        return count == numbers.Length ? numbers : numbers[..count];
    }
}
