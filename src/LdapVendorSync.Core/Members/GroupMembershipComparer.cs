namespace LdapVendorSync.Core.Members;

/// <summary>
/// Compares the members of one group on both sides: links first, then match keys, and nothing is guessed. It decides nothing about what
/// is done; the result does not depend on the order of either side.
/// </summary>
/// <param name="options">What recognises people and what is compared.</param>
public sealed class GroupMembershipComparer(ComparisonOptions options)
{
    /// <summary>Compares two sets of members.</summary>
    /// <param name="source">The people of the source group, in the vendor's terms. A person listed twice (the same id) counts once.</param>
    /// <param name="vendor">The accounts in the vendor group.</param>
    /// <param name="links">Confirmed pairs.</param>
    public GroupComparison Compare(IReadOnlyCollection<GroupMember> source, IReadOnlyCollection<GroupMember> vendor, MemberLinks links)
    {
        var pass = new Pass(options, links);
        pass.LoadVendor(vendor);
        var unlinked = pass.MatchLinks(source);
        pass.MatchKeys(unlinked);
        return pass.Conclude();
    }

    /// <summary>The state of one comparison.</summary>
    private sealed class Pass(ComparisonOptions options, MemberLinks links)
    {
        private readonly Dictionary<string, GroupMember> _vendorById = new(StringComparer.Ordinal);
        private readonly Dictionary<MatchKey, List<GroupMember>> _vendorByKey = [];
        private readonly Dictionary<MatchKey, List<GroupMember>> _sourceByKey = [];
        private readonly HashSet<string> _settledVendorIds = new(StringComparer.Ordinal);
        private readonly List<MatchedMember> _matched = [];
        private readonly List<GroupMember> _missing = [];
        private readonly List<IdentityProblem> _problems = [];

        public void LoadVendor(IReadOnlyCollection<GroupMember> vendor)
        {
            _vendorById.EnsureCapacity(vendor.Count);
            _vendorByKey.EnsureCapacity(vendor.Count);
            foreach (var account in vendor)
            {
                if (!_vendorById.TryAdd(account.Id, account))
                    continue;
                foreach (var key in KeysOf(account))
                    Bucket(_vendorByKey, key).Add(account);
            }
        }

        /// <summary>Pairs linked people, and gives back those whom only a key can recognise.</summary>
        public List<GroupMember> MatchLinks(IReadOnlyCollection<GroupMember> source)
        {
            var seen = new HashSet<string>(source.Count, StringComparer.Ordinal);
            var linkedButAbsent = new List<GroupMember>();
            var unlinked = new List<GroupMember>();
            foreach (var person in source)
            {
                if (!seen.Add(person.Id))
                    continue;
                foreach (var key in KeysOf(person))
                    Bucket(_sourceByKey, key).Add(person);

                if (links.VendorIdOf(person.Id) is not { } vendorId)
                    unlinked.Add(person);
                else if (_vendorById.TryGetValue(vendorId, out var account))
                    Match(person, account, linked: true);
                else
                    linkedButAbsent.Add(person);
            }

            // Only now is every linked account settled, so that a key can contradict a link no matter in which order people came.
            foreach (var person in linkedButAbsent)
                PlaceAbsent(person);
            return unlinked;
        }

        public void MatchKeys(List<GroupMember> unlinked)
        {
            var claims = new Dictionary<string, List<GroupMember>>(StringComparer.Ordinal);
            foreach (var person in unlinked)
            {
                if (FindAccount(person) is { } account)
                    Bucket(claims, account.Id).Add(person);
            }

            foreach (var (vendorId, claimants) in claims)
                Settle(_vendorById[vendorId], claimants);
        }

        public GroupComparison Conclude()
        {
            var extra = new List<GroupMember>();
            foreach (var account in _vendorById.Values)
            {
                if (_settledVendorIds.Contains(account.Id))
                    continue;
                if (links.SourceIdOf(account.Id) is null && !HasKey(account))
                    Problem(IdentityProblemKind.NoKey, account, $"The account '{account.Label}' has none of {MatchOn()} and no link.", ReadSide.Vendor);
                else
                    extra.Add(account);
            }

            return new GroupComparison(_matched, _missing, extra, _problems);
        }

        private void PlaceAbsent(GroupMember person)
        {
            // An account that is linked to somebody else says nothing about this person, whatever its keys are by now.
            var contradicting = Candidates(person).FindAll(account => links.SourceIdOf(account.Id) is null);
            if (contradicting.Count == 0)
            {
                _missing.Add(person);
                return;
            }

            Settle(contradicting);
            Problem(
                IdentityProblemKind.LinkContradictsKey,
                person,
                $"'{person.Label}' is linked to the account with id '{links.VendorIdOf(person.Id)}', but the group holds {Names(contradicting)} with the same key.");
        }

        /// <summary>The one account that a person's keys find; otherwise the person is placed as missing or as a problem.</summary>
        private GroupMember? FindAccount(GroupMember person)
        {
            if (!HasKey(person))
            {
                Problem(IdentityProblemKind.NoKey, person, $"'{person.Label}' has none of {MatchOn()} and no link.");
                return null;
            }

            var candidates = Candidates(person);
            if (Namesakes(person) is { Count: > 0 } namesakes)
            {
                Settle(candidates);
                Problem(
                    IdentityProblemKind.DuplicateKeyAtSource,
                    person,
                    $"'{person.Label}' has the same key as {Names(namesakes)} at the source.");
                return null;
            }

            return candidates.Count switch
            {
                0 => Missing(person),
                1 => OwnedByAnother(person, candidates[0]) ? null : candidates[0],
                _ => Several(person, candidates),
            };
        }

        private GroupMember? Missing(GroupMember person)
        {
            _missing.Add(person);
            return null;
        }

        private GroupMember? Several(GroupMember person, List<GroupMember> candidates)
        {
            Settle(candidates);
            Problem(IdentityProblemKind.SeveralAccounts, person, $"'{person.Label}' fits several accounts: {Names(candidates)}.");
            return null;
        }

        private bool OwnedByAnother(GroupMember person, GroupMember account)
        {
            if (links.SourceIdOf(account.Id) is not { } owner)
                return false;
            _settledVendorIds.Add(account.Id);
            Problem(
                IdentityProblemKind.AccountOfAnother,
                person,
                $"The account '{account.Label}' (id '{account.Id}') that '{person.Label}' would match is linked to another entry of the source (id '{owner}').");
            return true;
        }

        private void Settle(GroupMember account, List<GroupMember> claimants)
        {
            if (claimants is [var only])
            {
                Match(only, account, linked: false);
                return;
            }

            _settledVendorIds.Add(account.Id);
            foreach (var person in claimants)
            {
                Problem(
                    IdentityProblemKind.DuplicateKeyAtSource,
                    person,
                    $"'{person.Label}' fits the account '{account.Label}', and so does {Names(claimants.Where(other => other.Id != person.Id))}.");
            }
        }

        private void Match(GroupMember person, GroupMember account, bool linked)
        {
            _settledVendorIds.Add(account.Id);
            _matched.Add(new MatchedMember(person, account, AttributeComparer.Differences(person, account, options), linked));
        }

        /// <summary>
        /// The accounts that a person's keys find. A later key counts only towards accounts that lack every earlier key which the person has.
        /// </summary>
        private List<GroupMember> Candidates(GroupMember person)
        {
            var candidates = new List<GroupMember>();
            for (var i = 0; i < options.MatchOn.Count; i++)
            {
                if (MatchKey.Of(person, options.MatchOn[i]) is not { } key || !_vendorByKey.TryGetValue(key, out var accounts))
                    continue;
                foreach (var account in accounts)
                {
                    if (!candidates.Contains(account) && EarlierKeysAbsent(person, account, i) && !LinkedTo(account, person))
                        candidates.Add(account);
                }
            }

            return candidates;
        }

        // The person's own linked account is never a candidate: it is settled by the link.
        private bool LinkedTo(GroupMember account, GroupMember person) => links.SourceIdOf(account.Id) == person.Id;

        private bool EarlierKeysAbsent(GroupMember person, GroupMember account, int before)
        {
            for (var i = 0; i < before; i++)
            {
                var attribute = options.MatchOn[i];
                if (MatchKey.Of(person, attribute) is not null && MatchKey.Of(account, attribute) is not null)
                    return false;
            }

            return true;
        }

        /// <summary>Other people of the source with the same first key.</summary>
        private List<GroupMember> Namesakes(GroupMember person)
        {
            var key = KeysOf(person).First();
            return _sourceByKey[key].FindAll(other => other.Id != person.Id && KeysOf(other).First() == key);
        }

        private IEnumerable<MatchKey> KeysOf(GroupMember member)
        {
            foreach (var attribute in options.MatchOn)
            {
                if (MatchKey.Of(member, attribute) is { } key)
                    yield return key;
            }
        }

        private bool HasKey(GroupMember member) => KeysOf(member).Any();

        private void Settle(List<GroupMember> accounts)
        {
            foreach (var account in accounts)
                _settledVendorIds.Add(account.Id);
        }

        private void Problem(IdentityProblemKind kind, GroupMember member, string message, ReadSide side = ReadSide.Source) =>
            _problems.Add(new IdentityProblem(kind, member, message, side));

        private string MatchOn() => string.Join(", ", options.MatchOn);

        private static string Names(IEnumerable<GroupMember> members) => string.Join(", ", members.Select(member => $"'{member.Label}' (id '{member.Id}')"));

        private static List<GroupMember> Bucket<TKey>(Dictionary<TKey, List<GroupMember>> buckets, TKey key)
            where TKey : notnull
        {
            if (!buckets.TryGetValue(key, out var bucket))
                buckets[key] = bucket = [];
            return bucket;
        }
    }
}
