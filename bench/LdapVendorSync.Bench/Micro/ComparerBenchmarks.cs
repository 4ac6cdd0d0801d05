using BenchmarkDotNet.Attributes;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Bench.Micro;

/// <summary>Two sides of a group, one person in twenty different, three fields compared, against a join that knows no doubt.</summary>
public class ComparerBenchmarks
{
    private GroupMembershipComparer _comparer = null!;
    private GroupMember[] _source = null!;
    private GroupMember[] _vendor = null!;
    private MemberLinks _links = null!;

    [Params(10_000, 100_000)]
    public int Members { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _comparer = new GroupMembershipComparer(new ComparisonOptions
        {
            Attributes = [AttributeNames.Email, AttributeNames.FirstName, AttributeNames.LastName],
        });
        _source = SamplePeople.First(Members);
        _vendor =
        [
            .. from number in Enumerable.Range(0, Members)
               let person = SamplePeople.Number(number) with { Id = $"{number}" }
               select number % 20 == 0 ? person with { Email = $"old{number}@corp.example.com" } : person,
        ];
        _links = new MemberLinks(_source.Zip(_vendor, (person, account) => KeyValuePair.Create(person.Id, account.Id)));
    }

    [Benchmark(Baseline = true)]
    public int DictionaryJoin()
    {
        var accounts = _vendor.ToDictionary(account => account.UserName!, StringComparer.OrdinalIgnoreCase);
        return _source.Count(person =>
            accounts.TryGetValue(person.UserName!, out var account)
            && (person.Email != account.Email || person.FirstName != account.FirstName || person.LastName != account.LastName));
    }

    [Benchmark]
    public GroupComparison ByMatchKey() => _comparer.Compare(_source, _vendor, MemberLinks.None);

    [Benchmark]
    public GroupComparison ByLink() => _comparer.Compare(_source, _vendor, _links);
}
