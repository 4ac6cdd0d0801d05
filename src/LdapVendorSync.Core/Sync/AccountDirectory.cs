using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// The accounts of one vendor during one run: each person is looked up and created once, however many mappings ask, and no account
/// serves two people.
/// </summary>
/// <param name="provider">The vendor.</param>
/// <param name="matchOn">The attributes that recognise people.</param>
/// <param name="slots">The requests that may be under way at once.</param>
internal sealed class AccountDirectory(IVendorProvider provider, IReadOnlyList<string> matchOn, VendorSlots slots)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<AccountLookup>>> _lookups = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<GroupMember>>> _created = new(StringComparer.Ordinal);

    // Everybody who was recognised is in it, so that the leanest dictionary is worth a lock.
    private readonly Dictionary<string, GroupMember> _personOfAccount = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Notes that an account was recognised as a person's, so that nobody else gets it.</summary>
    /// <returns>Whether it is that person's; where not, somebody else was recognised before.</returns>
    public bool TryClaim(GroupMember person, string vendorId) => IsSame(OwnerOf(vendorId, orElse: person), person);

    /// <summary>The account of a person who is not in the group: by link, else by the first key that the person has.</summary>
    /// <exception cref="VendorException">The vendor could not be asked.</exception>
    public async Task<AccountLookup> FindAsync(GroupMember person, MemberLinks links, CancellationToken cancellationToken)
    {
        if (_created.TryGetValue(KeyOf(person), out var created))
            return UnlessOfAnother(person, new AccountLookup(await created.Value.ConfigureAwait(false), IsNew: true));
        // A link tells people apart who have the same key.
        var identity = links.VendorIdOf(person.Id) is { } vendorId ? $"link={vendorId}" : KeyOf(person);
        var lookup = _lookups.GetOrAdd(identity, _ => new Lazy<Task<AccountLookup>>(() => LookUpAsync(person, links, cancellationToken)));
        return UnlessOfAnother(person, await lookup.Value.ConfigureAwait(false));
    }

    /// <summary>Creates the account of a person, unless that was already done in this run.</summary>
    /// <param name="person">The person, in the vendor's terms.</param>
    /// <param name="create">Sends the request.</param>
    public async Task<AccountLookup> CreateAsync(GroupMember person, Func<Task<GroupMember>> create)
    {
        var account = await _created.GetOrAdd(KeyOf(person), _ => new Lazy<Task<GroupMember>>(create)).Value.ConfigureAwait(false);
        return UnlessOfAnother(person, new AccountLookup(account, IsNew: true));
    }

    /// <summary>Notes the account that adding a person to a group has made.</summary>
    public void NoteMade(GroupMember person, GroupMember account)
    {
        _created.TryAdd(KeyOf(person), new Lazy<Task<GroupMember>>(Task.FromResult(account)));
        TryClaim(person, account.Id);
    }

    /// <summary>The account that has the first key that the person has.</summary>
    /// <exception cref="VendorException">The vendor could not be asked.</exception>
    public async Task<GroupMember?> FindByBestKeyAsync(GroupMember person, CancellationToken cancellationToken) =>
        PersonKey.Best(person, matchOn) is { } key ? await FindByKeyAsync(key, cancellationToken).ConfigureAwait(false) : null;

    private async Task<AccountLookup> LookUpAsync(GroupMember person, MemberLinks links, CancellationToken cancellationToken)
    {
        var (found, doubt) = await FindInTurnAsync(person, cancellationToken).ConfigureAwait(false);
        return links.VendorIdOf(person.Id) is { } linked
            ? Linked(person, linked, doubt is null || found?.Id == linked ? found : null)
            : doubt is null ? Unlinked(person, links, found) : Refuse(doubt);
    }

    private AccountLookup UnlessOfAnother(GroupMember person, AccountLookup lookup) =>
        lookup.Account is { } account && !TryClaim(person, account.Id)
            ? Refuse($"The account '{account.Label}' (id '{account.Id}') already belongs to another person of this run.")
            : lookup;

    private GroupMember OwnerOf(string vendorId, GroupMember orElse)
    {
        lock (_gate)
            return CollectionsMarshal.GetValueRefOrAddDefault(_personOfAccount, vendorId, out _) ??= orElse;
    }

    // One person may be known to several sources, under an id of each and the same key.
    private bool IsSame(GroupMember one, GroupMember other) => one.Read?.System == other.Read?.System
        ? SourceIdentity.Unqualify(one.Id) == SourceIdentity.Unqualify(other.Id)
        : KeyOf(one) == KeyOf(other);

    // A slot is held for the request alone: who waits for an account that is being created would keep its creation from getting one.
    private async Task<(GroupMember? Found, string? Doubt)> FindInTurnAsync(GroupMember person, CancellationToken cancellationToken)
    {
        using var slot = await slots.EnterAsync(cancellationToken).ConfigureAwait(false);
        return await FindByKeysAsync(person, cancellationToken).ConfigureAwait(false);
    }

    // A later key recognises somebody only where the account does not have the earlier one.
    private async Task<(GroupMember? Found, string? Doubt)> FindByKeysAsync(GroupMember person, CancellationToken cancellationToken)
    {
        var better = new List<MatchKey>();
        foreach (var key in matchOn.Select(attribute => MatchKey.Of(person, attribute)).OfType<MatchKey>())
        {
            if (await FindByKeyAsync(key, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                better.Add(key);
                continue;
            }

            var other = better.Select(known => MatchKey.Of(found, known.Attribute)).OfType<MatchKey>().Select(known => known.Attribute).FirstOrDefault();
            return (found, other is null
                ? null
                : $"'{person.Label}' and the account '{found.Label}' (id '{found.Id}') have the same {key.Attribute}, but not the same {other}: "
                    + "this may be the same person or another.");
        }

        return (null, null);
    }

    private async Task<GroupMember?> FindByKeyAsync(MatchKey key, CancellationToken cancellationToken)
    {
        var found = await provider.FindUserAsync(key, cancellationToken).ConfigureAwait(false);
        if (found is not null && MatchKey.Of(found, key.Attribute) is { } actual && actual != key)
        {
            throw new VendorException(
                VendorFailure.Malformed,
                $"The vendor was asked for {key} and answered with the account '{found.Label}' ({actual}).");
        }

        return found;
    }

    private static AccountLookup Linked(GroupMember person, string linkedId, GroupMember? found)
    {
        if (found is null)
            return new AccountLookup(new GroupMember { Id = linkedId, UserName = person.UserName }, ByLinkAlone: true);
        return found.Id == linkedId
            ? new AccountLookup(found)
            : Refuse(
                $"'{person.Label}' is linked to the account with id '{linkedId}', "
                + $"but the key belongs to the account '{found.Label}' (id '{found.Id}').");
    }

    private static AccountLookup Unlinked(GroupMember person, MemberLinks links, GroupMember? found)
    {
        if (found is null || links.SourceIdOf(found.Id) is not { } owner || owner == person.Id)
            return new AccountLookup(found);
        return Refuse(
            $"The account '{found.Label}' (id '{found.Id}') that '{person.Label}' would match "
            + $"is linked to another entry of the source (id '{owner}').");
    }

    private static AccountLookup Refuse(string why) => new(null, why);

    private string KeyOf(GroupMember person) => PersonKey.Of(person, matchOn);
}
