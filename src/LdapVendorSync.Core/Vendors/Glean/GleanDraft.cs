using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>Works out what changes of one group come to, one after the other, before anything is sent.</summary>
internal sealed class GleanDraft
{
    private readonly GleanState _state;
    private readonly GleanSettings _settings;
    private readonly Dictionary<string, string> _accountsByAddress;
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);

    /// <param name="state">What Glean was last told.</param>
    /// <param name="settings">What is allowed.</param>
    public GleanDraft(GleanState state, GleanSettings settings)
    {
        _state = state;
        _settings = settings;
        _accountsByAddress = state.Everybody
            .Select(known => (Key: GleanFields.AddressKey(known.Account), known.Account.Id))
            .Where(known => known.Key is not null)
            .GroupBy(known => known.Key!, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First().Id, StringComparer.Ordinal);
        Next = state;
    }

    /// <summary>The state once all changes are confirmed that were taken.</summary>
    public GleanState Next { get; private set; }

    /// <summary>Takes a change in.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="change">The change.</param>
    /// <returns>What it comes to; with <see cref="GleanEdit.Failure"/> where it is not to be made, and then the draft is as before.</returns>
    public GleanEdit Take(string groupId, BatchChange change)
    {
        var edit = change.Action switch
        {
            ChangeAction.Add => Add(groupId, change),
            ChangeAction.Remove => Remove(change, [groupId]),
            ChangeAction.Delete => Remove(change, null),
            ChangeAction.Update => Update(change),
            _ => Refuse(change, VendorFailure.Unsupported, $"Glean knows no '{change.Action}' of a person."),
        };
        if (edit is { Failure: null, After: { } after })
        {
            if (!_touched.Add(after.Id))
                return Refuse(change, VendorFailure.Conflict, $"Glean knows '{after.Label}' by the address of somebody else who changes too.");
            Next = Next.With(edit.Confirm());
            if (GleanFields.AddressKey(after) is { } key)
                _accountsByAddress[key] = after.Id;
        }

        return edit;
    }

    private GleanEdit Add(string groupId, BatchChange change)
    {
        var isPeople = groupId == GleanGroups.PeopleId;
        var known = Find(change.User);
        if (known is not null && known.Account.Id != change.User.Id && IsSomebodyElse(known.Account, change.User))
            return Refuse(change, VendorFailure.Conflict, $"Glean knows '{known.Account.Label}' by the address {change.User.Email} of '{change.User.Label}'.");
        var account = known is null ? Strip(change.User, Guid.NewGuid().ToString("N")) : Merge(known.Account, change.User);
        if (known is not null && _state.IsMember(groupId, account.Id) && !_state.IsInDoubt(groupId, account.Id))
            return new GleanEdit(change);
        if ((isPeople ? GleanFields.FindFault(account, _settings.DefaultDepartment) : GleanFields.FindAddressFault(account)) is { } fault)
            return Refuse(change, VendorFailure.Rejected, fault);

        var touchesPeople = isPeople || IsEmployeeWhoDiffers(known, account);
        return new GleanEdit(change)
        {
            Before = known,
            After = account,
            Added = [groupId],
            TouchesPeople = touchesPeople,
            Teams = isPeople ? [] : [groupId],
        };
    }

    private GleanEdit Remove(BatchChange change, IReadOnlyList<string>? groups)
    {
        if (Find(change.User) is not { } known)
            return new GleanEdit(change);
        var all = _state.GroupsOf(known.Account.Id).ToList();
        var removed = (groups ?? all).Where(all.Contains).ToList();
        if (removed.Count == 0)
            return new GleanEdit(change);
        if (!_settings.TakesAway)
        {
            var why = _settings.IsTrial ? "max_members is given, which is for a trial" : "mode is individual and delete_missing is false";
            return Refuse(change, VendorFailure.Unsupported, $"Nobody is taken out of Glean: {why}.");
        }

        return new GleanEdit(change)
        {
            Before = known,
            After = known.Account,
            Removed = removed,
            IsForgotten = removed.Count == all.Count,
            TouchesPeople = removed.Contains(GleanGroups.PeopleId),
            Teams = [.. removed.Where(group => group != GleanGroups.PeopleId)],
        };
    }

    private GleanEdit Update(BatchChange change)
    {
        if (Find(change.User) is not { } known)
            return Refuse(change, VendorFailure.NotFound, $"Glean was never told of '{change.User.Label}'.");
        var account = change.Differences
            .Where(difference => AttributeNames.Canonical(difference.Attribute) != AttributeNames.Id)
            .Aggregate(known.Account, (changed, difference) => changed.WithValue(difference.Attribute, difference.After));
        var isEmployee = _state.IsMember(GleanGroups.PeopleId, account.Id);
        if ((isEmployee ? GleanFields.FindFault(account, _settings.DefaultDepartment) : GleanFields.FindAddressFault(account)) is { } fault)
            return Refuse(change, VendorFailure.Rejected, $"{fault} What Glean has of the person stays as it is.");
        if (GleanFields.AddressKey(account) is { } key && _accountsByAddress.TryGetValue(key, out var holder) && holder != account.Id)
            return Refuse(change, VendorFailure.Conflict, $"Glean knows somebody else by the address {account.Email}.");

        var tellsTeams = known.Account.Email != account.Email
            || known.Account.GetValue(GleanFields.JoinDate) != account.GetValue(GleanFields.JoinDate);
        return new GleanEdit(change)
        {
            Before = known,
            After = account,
            TouchesPeople = isEmployee,
            Teams =
            [
                .. _state.GroupsOf(account.Id)
                    .Where(group => group != GleanGroups.PeopleId && (tellsTeams || _state.IsMembershipInDoubt(group, account.Id))),
            ],
        };
    }

    private RememberedAccount? Find(GroupMember user) =>
        Next.Find(user.Id) ?? (GleanFields.AddressKey(user) is { } key && _accountsByAddress.TryGetValue(key, out var id) ? Next.Find(id) : null);

    // To Glean one address is one person; to us it may be two.
    private static bool IsSomebodyElse(GroupMember known, GroupMember user) =>
        MatchKey.Of(known, AttributeNames.UserName) is { } one && MatchKey.Of(user, AttributeNames.UserName) is { } other && one != other;

    private bool IsEmployeeWhoDiffers(RememberedAccount? known, GroupMember account) =>
        known is not null && !ReferenceEquals(known.Account, account) && _state.IsMember(GleanGroups.PeopleId, account.Id);

    // Somebody who is known by the address alone comes with what the source says of them.
    private static GroupMember Merge(GroupMember known, GroupMember user)
    {
        if (known.Id == user.Id)
            return known;
        var attributes = new Dictionary<string, IReadOnlyList<string>>(known.Attributes, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in user.Attributes)
            attributes[name] = values;
        return Strip(user, known.Id) with
        {
            UserName = user.UserName ?? known.UserName,
            FirstName = user.FirstName ?? known.FirstName,
            LastName = user.LastName ?? known.LastName,
            DisplayName = user.DisplayName ?? known.DisplayName,
            Attributes = attributes,
        };
    }

    private static GroupMember Strip(GroupMember user, string id) => new()
    {
        Id = id,
        UserName = user.UserName,
        Email = user.Email,
        FirstName = user.FirstName,
        LastName = user.LastName,
        DisplayName = user.DisplayName,
        Attributes = user.Attributes,
    };

    private static GleanEdit Refuse(BatchChange change, VendorFailure failure, string message) =>
        new(change) { Failure = new VendorException(failure, message) { NotSent = true } };
}
