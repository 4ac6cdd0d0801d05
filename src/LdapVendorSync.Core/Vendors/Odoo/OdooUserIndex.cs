using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Odoo;

/// <summary>All accounts by the keys that people are recognised by.</summary>
internal sealed class OdooUserIndex
{
    private readonly List<GroupMember> _users = [];
    private readonly Dictionary<string, ILookup<MatchKey, GroupMember>> _byAttribute = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();

    private OdooUserIndex()
    {
    }

    public static async Task<OdooUserIndex> ReadAsync(IAsyncEnumerable<GroupMember> users, CancellationToken cancellationToken)
    {
        var index = new OdooUserIndex();
        await foreach (var user in users.WithCancellation(cancellationToken).ConfigureAwait(false))
            index._users.Add(user);
        return index;
    }

    /// <summary>The one account that has a key.</summary>
    /// <exception cref="VendorException">Several have it.</exception>
    public GroupMember? Find(string vendor, MatchKey key)
    {
        var found = Keys(key.Attribute)[key].Take(3).ToList();
        return found.Count < 2
            ? found.FirstOrDefault()
            : throw new VendorException(
                VendorFailure.Ambiguous,
                $"{vendor}: several accounts have {key}: {string.Join(", ", found.Select(user => $"{user.Label} (id {user.Id})"))}.");
    }

    private ILookup<MatchKey, GroupMember> Keys(string attribute)
    {
        lock (_gate)
        {
            if (!_byAttribute.TryGetValue(attribute, out var keys))
                _byAttribute[attribute] = keys = KeysOf(attribute);
            return keys;
        }
    }

    private ILookup<MatchKey, GroupMember> KeysOf(string attribute) => _users
        .Select(user => (Key: MatchKey.Of(user, attribute), User: user))
        .Where(pair => pair.Key is not null)
        .ToLookup(pair => pair.Key!.Value, pair => pair.User);
}
