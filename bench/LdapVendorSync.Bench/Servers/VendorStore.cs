namespace LdapVendorSync.Bench.Servers;

/// <summary>The accounts and groups of one vendor of the vendor server.</summary>
internal sealed class VendorStore
{
    private const string Outdated = "Outdated";
    private readonly Lock _lock = new();
    private readonly int _accounts;
    private readonly string?[] _lastNames;
    private readonly HashSet<int>[] _members;
    private readonly int[]?[] _sorted;

    public VendorStore(VendorServerOptions options)
    {
        _accounts = options.Accounts;
        _lastNames = new string?[options.Accounts];
        if (options.IsOutdated)
            Array.Fill(_lastNames, Outdated);
        _members = [.. Enumerable.Range(0, options.Groups).Select(group =>
            BenchPerson.OfGroup(group, options).Select(person => person.Number).ToHashSet())];
        _sorted = new int[]?[options.Groups];
    }

    /// <summary>How many accounts there are.</summary>
    public int Accounts => _accounts;

    /// <summary>The members of a group in the order of their numbers; <see langword="null"/> where there is no such group.</summary>
    public int[]? MembersOf(int group)
    {
        if (group < 0 || group >= _members.Length)
            return null;
        lock (_lock)
            return _sorted[group] ??= [.. _members[group].Order()];
    }

    /// <summary>Makes somebody a member.</summary>
    /// <returns>Whether they were none.</returns>
    public bool Add(int group, BenchPerson person)
    {
        lock (_lock)
        {
            _sorted[group] = null;
            return _members[group].Add(person.Number);
        }
    }

    /// <summary>Ends a membership.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(int group, BenchPerson person)
    {
        lock (_lock)
        {
            _sorted[group] = null;
            return _members[group].Remove(person.Number);
        }
    }

    /// <summary>The last name that the account has.</summary>
    public string LastNameOf(BenchPerson person) => _lastNames[person.Number] ?? person.LastName;

    /// <summary>Gives an account another last name.</summary>
    /// <returns>Whether it is the one that it should have, and was not before.</returns>
    public bool Rename(BenchPerson person, string lastName)
    {
        lock (_lock)
        {
            var isMended = _lastNames[person.Number] is not null && lastName == person.LastName;
            _lastNames[person.Number] = lastName == person.LastName ? null : lastName;
            return isMended;
        }
    }
}
