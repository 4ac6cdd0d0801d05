namespace LdapVendorSync.Cli.Tests.Chaos.Truths;

/// <summary>What is right at this moment: who is in the directory, in which groups, and so in which vendor groups.</summary>
internal sealed class Truth
{
    /// <summary>The group that others are nested in.</summary>
    public const string NestingGroup = "staff";

    /// <summary>The groups with their first people: how many.</summary>
    public static IReadOnlyDictionary<string, int> FirstSizes { get; } = new Dictionary<string, int>
    {
        [NestingGroup] = 10,
        ["engineers"] = 90,
        ["sales"] = 60,
        ["support"] = 50,
        ["operators"] = 12,
        ["leads"] = 20,
        ["contractors"] = 40,
    };

    private readonly SortedDictionary<int, TruePerson> _people = [];
    private readonly Dictionary<string, int> _numberByName = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _nested = ["engineers", "sales", "support", "operators"];

    /// <summary>Everybody in the directory.</summary>
    public IReadOnlyCollection<TruePerson> People => _people.Values;

    /// <summary>The groups that are nested in <see cref="NestingGroup"/>.</summary>
    public IReadOnlyCollection<string> Nested => _nested;

    /// <summary>A number that nobody ever had.</summary>
    public int NextNumber { get; private set; }

    /// <summary>Puts a person into the directory, or another state of them.</summary>
    public void Set(TruePerson person)
    {
        _people[person.Number] = person;
        _numberByName[person.UserName] = person.Number;
        NextNumber = Math.Max(NextNumber, person.Number + 1);
    }

    /// <summary>Takes a person out of the directory.</summary>
    public void Delete(int number) => _people.Remove(number);

    /// <summary>Nests a group, or takes it out.</summary>
    public void SetNested(string group, bool isNested)
    {
        if (isNested)
            _nested.Add(group);
        else
            _nested.Remove(group);
    }

    /// <summary>The number of the person who has, or once had, a login name.</summary>
    public int? NumberOf(string userName) => _numberByName.TryGetValue(userName, out var number) ? number : null;

    /// <summary>The person of a number, if they are in the directory.</summary>
    public TruePerson? Find(int number) => _people.GetValueOrDefault(number);

    /// <summary>The people that a group lists.</summary>
    public IEnumerable<TruePerson> Listed(string group) => _people.Values.Where(person => person.Groups.Contains(group));

    /// <summary>Whether somebody has to be in a vendor group.</summary>
    public bool IsMember(int number, TrueMapping mapping) =>
        Find(number) is { } person
        && !(person.IsDisabled && mapping.Vendor == TrueMapping.Wiki)
        && (mapping.SourceGroups.Any(person.Groups.Contains) || (mapping.IsNested && person.Groups.Any(_nested.Contains)));

    /// <summary>Everybody who has to be in a vendor group.</summary>
    public IEnumerable<TruePerson> Members(TrueMapping mapping) => _people.Values.Where(person => IsMember(person.Number, mapping));
}
