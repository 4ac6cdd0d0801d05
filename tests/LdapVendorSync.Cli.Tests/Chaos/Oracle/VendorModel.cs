using LdapVendorSync.Cli.Tests.Chaos.Truths;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Cli.Tests.Chaos.Oracle;

/// <summary>What a vendor has to hold once both sides agree.</summary>
internal sealed class VendorModel(string vendor, Truth truth)
{
    private readonly Dictionary<int, VendorUser> _accounts = [];
    private readonly IReadOnlyList<TrueMapping> _mappings = [.. TrueMapping.All.Where(mapping => mapping.Vendor == vendor)];

    /// <summary>Both sides are about to agree: what accounts there are follows from who is in a group now, and who ever was.</summary>
    public void Agree()
    {
        foreach (var person in _mappings.SelectMany(truth.Members).Distinct())
        {
            _accounts[person.Number] = person.IsDisabled
                ? _accounts[person.Number] with { Active = false }
                : new VendorUser
                {
                    Username = person.UserName,
                    FirstName = person.FirstName,
                    LastName = person.LastName,
                    Email = person.Email,
                };
        }
    }

    /// <summary>Who lost a membership although they have to be in the group.</summary>
    /// <param name="before">Who was in each group.</param>
    /// <param name="store">Who is.</param>
    public IEnumerable<Violation> FindLosses(IReadOnlyDictionary<string, IReadOnlyList<string>> before, VendorStore store)
    {
        foreach (var mapping in _mappings)
        {
            var now = Numbers(store.MemberNames(mapping.VendorGroup)).ToHashSet();
            foreach (var number in Numbers(before[mapping.VendorGroup]).Where(number => truth.IsMember(number, mapping)))
            {
                if (!now.Contains(number))
                    yield return new Violation(Promise.NoWrongRemoval, $"{vendor}/{mapping.VendorGroup} lost person {number}");
            }
        }
    }

    /// <summary>Where the vendor does not hold exactly what it has to.</summary>
    public IEnumerable<Violation> FindDifferences(VendorStore store)
    {
        foreach (var mapping in _mappings)
        {
            var right = truth.Members(mapping).Select(person => _accounts[person.Number].Username).ToHashSet();
            var found = store.MemberNames(mapping.VendorGroup).ToHashSet();
            foreach (var name in right.Except(found))
                yield return Different($"{mapping.VendorGroup} lacks {name}");
            foreach (var name in found.Except(right))
                yield return Different($"{mapping.VendorGroup} still has {name}");
        }

        var accounts = store.Users.Select(user => user with { Id = string.Empty }).ToList();
        foreach (var account in accounts.Except(_accounts.Values))
            yield return Different($"it has {account}");
        foreach (var account in _accounts.Values.Except(accounts))
            yield return Different($"it lacks {account}");
        if (accounts.Count != accounts.Distinct().Count())
            yield return Different("somebody has two accounts");
    }

    private Violation Different(string what) => new(Promise.Convergence, $"{vendor}: {what}");

    private IEnumerable<int> Numbers(IEnumerable<string> names) => names.Select(truth.NumberOf).OfType<int>();
}
