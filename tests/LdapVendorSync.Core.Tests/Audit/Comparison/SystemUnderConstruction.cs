using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Audit.Comparison;

/// <summary>A system that a test still changes.</summary>
internal sealed class SystemUnderConstruction(string name, SystemSide side, int number = 1)
{
    private readonly Dictionary<string, GroupMember> _people = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Name, HashSet<string> Members, HashSet<string> Nested, string[] Doubts)> _groups =
        new(StringComparer.Ordinal);

    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);

    public SystemParts DoubtfulParts { get; set; }

    public GroupMember Person(string id) => _people[id];

    public void Set(GroupMember person) => _people[person.Id] = person;

    public void Remove(string person)
    {
        _people.Remove(person);
        foreach (var group in _groups.Values)
            group.Members.Remove(person);
    }

    public void AddGroup(string id, string groupName, params IEnumerable<string> members) =>
        _groups[id] = (groupName, [.. members], [], []);

    public void RemoveGroup(string id)
    {
        _groups.Remove(id);
        foreach (var group in _groups.Values)
            group.Nested.Remove(id);
    }

    public void Rename(string group, string groupName) => _groups[group] = _groups[group] with { Name = groupName };

    public void Place(string group, string path) => _paths[group] = path;

    public void Doubt(string group) => _groups[group] = _groups[group] with { Doubts = ["the last page is missing"] };

    public void Join(string group, string person) => _groups[group].Members.Add(person).ShouldBeTrue();

    public void Leave(string group, string person) => _groups[group].Members.Remove(person).ShouldBeTrue();

    public void Nest(string group, string nested) => _groups[group].Nested.Add(nested).ShouldBeTrue();

    public void Unnest(string group, string nested) => _groups[group].Nested.Remove(nested).ShouldBeTrue();

    /// <summary>What is compared, in an order that a seed decides.</summary>
    public ComparedSystem Build(int seed = 1)
    {
        var random = new Random(seed);
        var snapshot = new SystemSnapshot
        {
            Number = number,
            System = name,
            Side = side,
            Kind = "csv",
            StartedAt = DateTimeOffset.UnixEpoch.AddDays(number),
            TakenAt = DateTimeOffset.UnixEpoch.AddDays(number),
            Doubts = DoubtfulParts == SystemParts.None ? [] : ["page 3 could not be read"],
            DoubtfulParts = DoubtfulParts,
        };
        var content = new SystemContent
        {
            Users = Shuffled(random, _people.Values),
            Groups = Shuffled(random, _groups.Select(group => new SystemGroup(group.Key, group.Value.Name)
            {
                Path = _paths.GetValueOrDefault(group.Key),
                MemberIds = Shuffled(random, group.Value.Members),
                NestedIds = Shuffled(random, group.Value.Nested),
                Doubts = group.Value.Doubts,
            })),
        };
        return new ComparedSystem(snapshot, content);
    }

    private static T[] Shuffled<T>(Random random, IEnumerable<T> items)
    {
        var shuffled = items.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }
}
