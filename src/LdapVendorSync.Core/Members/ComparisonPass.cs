using System.Collections;

namespace LdapVendorSync.Core.Members;

/// <summary>The state of one comparison: everybody is placed once, people first, then the accounts that are nobody's.</summary>
internal sealed class ComparisonPass(Roster people, Roster accounts, MemberLinks links, ComparisonOptions options)
{
    private readonly KeyReader _keys = new(options.MatchOn);
    private readonly AttributeComparison _attributes = new(options);
    private readonly BitArray _matchedAccounts = new(accounts.Count);
    private readonly MatchedMembers _matched = new(people.Members, accounts.Members);
    private readonly List<GroupMember> _withoutAccount = [];
    private readonly KeyIndex _inDoubt = new(options.MatchOn);
    private readonly List<GroupMember> _missing = [];
    private readonly List<GroupMember> _extra = [];
    private readonly List<IdentityProblem> _problems = [];

    public GroupComparison Run()
    {
        for (var person = 0; person < people.Count; person++)
            PlacePerson(person);
        for (var account = 0; account < accounts.Count; account++)
        {
            if (!_matchedAccounts[account])
                PlaceLeftAccount(accounts.Members[account]);
        }

        foreach (var person in _withoutAccount)
            PlaceWithoutAccount(person);
        return new GroupComparison(_matched, _missing, _extra, _problems);
    }

    private void PlacePerson(int position)
    {
        var person = people.Members[position];
        if (people.IsAmbiguous(person.Id))
            Report(IdentityProblemKind.DuplicateId, person, AmbiguousId(person, "source"));
        else if (links.VendorIdOf(person.Id) is not { } vendorId)
            PlaceByKey(position, person);
        else if (accounts.PositionOf(vendorId) is not (>= 0 and var account))
            PlaceLinkedButAbsent(person, vendorId);
        else if (accounts.IsAmbiguous(vendorId))
            ReportAmbiguousAccount(person, accounts.Members[account]);
        else
            Match(position, account, linked: true);
    }

    private void PlaceLinkedButAbsent(GroupMember person, string vendorId)
    {
        // An account that is linked to somebody else says nothing about this person, whatever its keys are by now.
        var contradicting = accounts.Keys.Fitting(person).Where(account => links.SourceIdOf(account.Id) is null);
        if (contradicting.Any())
        {
            var others = Names(contradicting);
            Report(
                IdentityProblemKind.LinkContradictsKey,
                person,
                $"'{person.Label}' is linked to the account with id '{vendorId}', but the group holds {others} with the same key.");
        }
        else
        {
            _missing.Add(person);
        }
    }

    private void PlaceByKey(int position, GroupMember person)
    {
        // Everybody who has a key fits themselves.
        var isAlone = people.Keys.IsCertainlyAlone(person);
        var namesakes = isAlone ? 1 : people.Keys.CountFitting(person, out _);
        if (namesakes == 0)
        {
            Report(IdentityProblemKind.NoKey, person, $"'{person.Label}' has none of {MatchOn()} and no link.");
            return;
        }

        if (namesakes > 1)
        {
            Report(
                IdentityProblemKind.DuplicateKeyAtSource,
                person,
                $"'{person.Label}' has the same key as {Names(OthersFitting(person, person))} at the source.");
            return;
        }

        var fitting = accounts.Keys.FindFitting(person, out var account);
        if (fitting == 0)
            _withoutAccount.Add(person);
        else if (fitting > 1)
            Report(
                IdentityProblemKind.SeveralAccounts,
                person,
                $"'{person.Label}' fits several accounts: {Names(accounts.Keys.Fitting(person))}.");
        else
            PlaceWithAccount(position, account, isAlone);
    }

    private void PlaceWithAccount(int personPosition, int accountPosition, bool isAlone)
    {
        var (person, account) = (people.Members[personPosition], accounts.Members[accountPosition]);
        if (accounts.IsAmbiguous(account.Id))
        {
            ReportAmbiguousAccount(person, account);
        }
        else if (links.SourceIdOf(account.Id) is { } owner)
        {
            Report(
                IdentityProblemKind.AccountOfAnother,
                person,
                $"The account {Name(account)} that '{person.Label}' would match is linked to another entry of the source (id '{owner}').");
        }
        else if (!(isAlone && _keys.HasNoOther(account, than: person)) && people.Keys.CountFitting(account, out _) > 1)
        {
            Report(
                IdentityProblemKind.DuplicateKeyAtSource,
                person,
                $"'{person.Label}' fits the account {Name(account)}, and so does {Names(OthersFitting(account, person))}.");
        }
        else
        {
            Match(personPosition, accountPosition, linked: false);
        }
    }

    private void Match(int person, int account, bool linked)
    {
        _matchedAccounts[account] = true;
        _matched.Add(person, account, _attributes.Differences(people.Members[person], accounts.Members[account]), linked);
    }

    private void PlaceLeftAccount(GroupMember account)
    {
        if (accounts.IsAmbiguous(account.Id))
            ReportAccount(IdentityProblemKind.DuplicateId, account, AmbiguousId(account, "vendor"));
        else if (links.SourceIdOf(account.Id) is { } owner)
            PlaceLeftLinked(account, owner);
        else if (people.Keys.Sharing(account).FirstOrDefault() is { } sharing)
            Doubt(account, sharing);
        else if (!HasKey(account))
            ReportAccount(IdentityProblemKind.NoKey, account, $"The account {Name(account)} has none of {MatchOn()} and no link.");
        else
            _extra.Add(account);
    }

    private void PlaceLeftLinked(GroupMember account, string owner)
    {
        // The owner is in the group and yet was not matched, or somebody without a link has the account's key: a new person with an old
        // name, or the same person under a new id.
        var claimant = people.Find(owner) ?? people.Keys.Fitting(account).FirstOrDefault(person => links.VendorIdOf(person.Id) is null);
        if (claimant is null)
            _extra.Add(account);
        else
            ReportAccount(IdentityProblemKind.AccountInDoubt, account, InDoubt(account, claimant));
    }

    private void Doubt(GroupMember account, GroupMember sharing)
    {
        _inDoubt.Add(account);
        ReportAccount(IdentityProblemKind.AccountInDoubt, account, InDoubt(account, sharing));
    }

    private void PlaceWithoutAccount(GroupMember person)
    {
        var sharing = _inDoubt.Sharing(person);
        if (sharing.Any())
        {
            Report(
                IdentityProblemKind.KeysContradict,
                person,
                $"'{person.Label}' fits {Names(sharing)} by one key, but not by a better one: this may be the same person or another.");
        }
        else
        {
            _missing.Add(person);
        }
    }

    private IEnumerable<GroupMember> OthersFitting(GroupMember member, GroupMember except) =>
        people.Keys.Fitting(member).Where(other => other.Id != except.Id);

    private bool HasKey(GroupMember member) => options.MatchOn.Any(attribute => MatchKey.Of(member, attribute) is not null);

    private void ReportAmbiguousAccount(GroupMember person, GroupMember account) => Report(
        IdentityProblemKind.SeveralAccounts,
        person,
        $"The account of '{person.Label}' is not certain: the vendor gives its id '{account.Id}' to accounts with different keys.");

    private void Report(IdentityProblemKind kind, GroupMember person, string message) =>
        _problems.Add(new IdentityProblem(kind, person, message, ReadSide.Source));

    private void ReportAccount(IdentityProblemKind kind, GroupMember account, string message) =>
        _problems.Add(new IdentityProblem(kind, account, message, ReadSide.Vendor));

    private string MatchOn() => string.Join(", ", options.MatchOn);

    private static string AmbiguousId(GroupMember member, string side) =>
        $"The {side} gives the id '{member.Id}' of '{member.Label}' to entries with different keys; an id must be one person's.";

    private static string InDoubt(GroupMember account, GroupMember person) =>
        $"The account {Name(account)} may be that of {Name(person)} at the source, which is not certain; it is left as it is.";

    private static string Name(GroupMember member) => $"'{member.Label}' (id '{member.Id}')";

    private static string Names(IEnumerable<GroupMember> members)
    {
        const int most = 3;
        var names = members.DistinctBy(member => member.Id).Take(most + 1).Select(Name).ToList();
        return names.Count <= most ? string.Join(", ", names) : $"{string.Join(", ", names.Take(most))} and others";
    }
}
