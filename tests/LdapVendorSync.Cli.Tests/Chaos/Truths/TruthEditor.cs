using System.Globalization;
using System.Text;

namespace LdapVendorSync.Cli.Tests.Chaos.Truths;

/// <summary>Changes the truth at random, never so much that a limit on removals would be right to hold it.</summary>
/// <remarks>
/// A person is changed once between two moments at which both sides agree; then it is plain what a vendor has to hold, however far the
/// run in between came.
/// </remarks>
internal sealed class TruthEditor(Truth truth, Random random)
{
    // Below the floor of the limits, even if all of them, twice, hit the same mapping.
    private const int MostLosses = 2;
    private const int MostGains = 4;
    private const int SmallestGroup = 10;
    private const string MovingGroup = "operators";

    private static readonly string[] FirstNames = ["José", "Zoë", "Ana", "Łukasz", "王", "O'Neil", "Ann (temp)", "Back\\slash", "Ümit"];

    private readonly HashSet<int> _touched = [];
    private readonly HashSet<(int Person, string Vendor)> _accounts = [];

    /// <summary>The first people of all groups.</summary>
    public static Truth Found(Random random)
    {
        var truth = new Truth();
        var editor = new TruthEditor(truth, random);
        foreach (var (group, size) in Truth.FirstSizes)
        {
            for (var count = 0; count < size; count++)
                truth.Set(editor.NewPerson([group]));
        }

        return truth;
    }

    /// <summary>Both sides agree: everybody may be changed again.</summary>
    public void Agree()
    {
        _touched.Clear();
        _accounts.UnionWith(TrueMapping.All.SelectMany(mapping => truth.Members(mapping).Select(person => (person.Number, mapping.Vendor))));
    }

    /// <summary>Changes something.</summary>
    /// <param name="mayRename">Whether login names may change.</param>
    /// <param name="mayMove">Whether a nested group may be moved.</param>
    /// <returns>The same as LDIF.</returns>
    public string Edit(bool mayRename, bool mayMove)
    {
        var ldif = new StringBuilder();
        for (var count = random.Next(MostLosses + 1); count > 0; count--)
            ldif.Append(Lose());
        for (var count = random.Next(1, MostGains + 1); count > 0; count--)
            ldif.Append(Gain(mayRename));
        if (mayMove && random.Next(8) == 0)
            ldif.Append(MoveNested());
        return ldif.ToString();
    }

    /// <summary>Nobody knows any more whom the sync disabled.</summary>
    public void ForgetWhoWasDisabled()
    {
        foreach (var person in truth.People.Where(person => person.IsDisabled).ToList())
            truth.Set(person with { StaysDisabled = true });
    }

    private string Lose() => random.Next(5) switch
    {
        0 => Disable(),
        1 => Delete(),
        _ => Leave(),
    };

    private string Gain(bool mayRename) => random.Next(8) switch
    {
        0 or 1 => Hire(),
        2 or 3 => Join(),
        4 => Enable(),
        5 when mayRename => Rename(),
        _ => ChangeProfile(),
    };

    private string Leave()
    {
        if (Pick(person => !person.IsDisabled && LeavableGroups(person).Any()) is not { } person)
            return string.Empty;
        var group = Any(LeavableGroups(person));
        truth.Set(person with { Groups = person.Groups.Where(name => name != group).ToHashSet() });
        return TruthLdif.Leave(person.Number, group);
    }

    private string Delete()
    {
        if (Pick(person => !person.IsDisabled && LeavableGroups(person).Count() == person.Groups.Count) is not { } person)
            return string.Empty;
        truth.Delete(person.Number);
        return TruthLdif.Delete(person);
    }

    private string Disable() => Pick(person => !person.IsDisabled) is { } person
        ? Set(person with { IsDisabled = true }, TruthLdif.State)
        : string.Empty;

    private string Enable() => Pick(person => person is { IsDisabled: true, StaysDisabled: false }) is { } person
        ? Set(person with { IsDisabled = false }, TruthLdif.State)
        : string.Empty;

    private string Hire()
    {
        var groups = Truth.FirstSizes.Keys.OrderBy(_ => random.Next()).Take(random.Next(1, 4));
        var person = NewPerson(groups);
        _touched.Add(person.Number);
        return Set(person, TruthLdif.Add);
    }

    private string Join()
    {
        var group = Any(Truth.FirstSizes.Keys);
        if (Pick(person => !person.IsDisabled && !person.Groups.Contains(group)) is not { } person)
            return string.Empty;
        truth.Set(person with { Groups = person.Groups.Append(group).ToHashSet() });
        return TruthLdif.Join(person.Number, group);
    }

    private string Rename()
    {
        if (Pick(person => !person.IsDisabled && IsSeenByAllThatKnowThem(person)) is not { } person)
            return string.Empty;
        var name = string.Create(CultureInfo.InvariantCulture, $"m{random.Next(1_000_000):d6}.{person.Number}");
        return Set(person with { UserName = name, LastName = $"Married {name}", Email = $"{name}@example.test" }, TruthLdif.Profile);
    }

    // An account that is in no group shows in no read. Once its link is lost too, only the name tells whose it is.
    private bool IsSeenByAllThatKnowThem(TruePerson person) => TrueMapping.Vendors.All(vendor =>
        !_accounts.Contains((person.Number, vendor))
        || TrueMapping.All.Any(mapping => mapping.Vendor == vendor && truth.IsMember(person.Number, mapping)));

    private string ChangeProfile() => Pick(person => !person.IsDisabled) is { } person
        ? Set(person with { FirstName = $"{Any(FirstNames)} {random.Next(1000)}" }, TruthLdif.Profile)
        : string.Empty;

    private string MoveNested()
    {
        var isNested = !truth.Nested.Contains(MovingGroup);
        truth.SetNested(MovingGroup, isNested);
        return TruthLdif.Nest(MovingGroup, isNested);
    }

    private string Set(TruePerson person, Func<TruePerson, string> write)
    {
        truth.Set(person);
        return write(person);
    }

    private IEnumerable<string> LeavableGroups(TruePerson person) =>
        person.Groups.Where(group => truth.Listed(group).Take(SmallestGroup + 1).Count() > SmallestGroup);

    private TruePerson? Pick(Func<TruePerson, bool> isSuitable)
    {
        var suitable = truth.People.Where(person => !_touched.Contains(person.Number) && isSuitable(person)).ToList();
        if (suitable.Count == 0)
            return null;
        var person = suitable[random.Next(suitable.Count)];
        _touched.Add(person.Number);
        return person;
    }

    private T Any<T>(IEnumerable<T> items)
    {
        var list = items.ToList();
        return list[random.Next(list.Count)];
    }

    private TruePerson NewPerson(IEnumerable<string> groups)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"p{truth.NextNumber:d5}");
        return new TruePerson
        {
            Number = truth.NextNumber,
            UserName = name,
            FirstName = Any(FirstNames),
            LastName = $"Test {name}",
            Email = $"{name}@example.test",
            Groups = groups.ToHashSet(),
        };
    }
}
