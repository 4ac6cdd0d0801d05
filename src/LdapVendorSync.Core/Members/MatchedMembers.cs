using System.Collections;

namespace LdapVendorSync.Core.Members;

/// <summary>
/// Pairs of people and accounts. Nearly everybody of a big group is in one, and nothing differs: a pair is kept as two numbers, and made
/// when somebody looks at it.
/// </summary>
/// <param name="people">The people.</param>
/// <param name="accounts">The accounts.</param>
internal sealed class MatchedMembers(IReadOnlyList<GroupMember> people, IReadOnlyList<GroupMember> accounts) : IReadOnlyList<MatchedMember>
{
    private readonly List<Pair> _pairs = new(Math.Min(people.Count, accounts.Count));
    private readonly Dictionary<int, IReadOnlyList<AttributeDifference>> _differences = [];

    public int Count => _pairs.Count;

    public MatchedMember this[int index]
    {
        get
        {
            var pair = _pairs[index];
            return new MatchedMember(people[pair.Person], accounts[pair.Account], _differences.GetValueOrDefault(index, []), pair.Linked);
        }
    }

    public void Add(int person, int account, IReadOnlyList<AttributeDifference> differences, bool linked)
    {
        if (differences.Count > 0)
            _differences.Add(_pairs.Count, differences);
        _pairs.Add(new Pair(person, account, linked));
    }

    public IEnumerator<MatchedMember> GetEnumerator()
    {
        for (var i = 0; i < _pairs.Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private readonly record struct Pair(int Person, int Account, bool Linked);
}
