using System.Globalization;
using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace Nordwind.Newsletter;

/// <summary>A provider of one's own: its groups are the lists of a newsletter, its accounts the subscribers, and all of it is a JSON file.</summary>
public sealed class NewsletterProvider : IVendorProvider, IListingVendorProvider
{
    private readonly string _vendor;
    private readonly NewsletterFile _file;

    private NewsletterProvider(string vendor, NewsletterSettings settings)
    {
        _vendor = vendor;
        _file = new NewsletterFile(settings.File);
        Capabilities = new VendorCapabilities { CreateUsers = settings.OpenToAll, DisableUsers = true, DeleteUsers = true, CreateGroups = true };
    }

    /// <summary>How the sync finds the provider: the name for <c>module:</c>, the settings, and how to make one.</summary>
    public static VendorProviderDescriptor Descriptor { get; } = new()
    {
        Name = "newsletter",
        Description = "The lists of a newsletter, kept in a JSON file.",
        SettingsType = typeof(NewsletterSettings),
        Create = context => new NewsletterProvider(context.Settings.Name, (NewsletterSettings)context.Settings.ProviderSettings!),
    };

    /// <inheritdoc />
    public VendorCapabilities Capabilities { get; }

    /// <inheritdoc />
    public Task ConnectAsync(CancellationToken cancellationToken) => _file.ReadAsync(data => data.NextId, cancellationToken);

    /// <inheritdoc />
    public Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken) =>
        _file.ReadAsync(data => FindList(data, group), cancellationToken);

    /// <inheritdoc />
    public Task<VendorGroup> CreateGroupAsync(string group, CancellationToken cancellationToken) => _file.ChangeAsync(
        data =>
        {
            if (FindList(data, group) is not null)
                throw new VendorException(VendorFailure.Conflict, $"There is a list '{group}' already.");
            var id = NewId(data);
            var name = group.Trim();
            var lists = new Dictionary<string, MailingList>(data.Lists) { [id] = new(name, []) };
            return (data with { NextId = data.NextId + 1, Lists = lists }, new VendorGroup(id, name));
        },
        cancellationToken);

    /// <inheritdoc />
    public GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) => new(
        ReadSide.Vendor, _vendor, group.Name, (recorder, cancellation) => ReadAsync(group, recorder, cancellation), cancellationToken);

    /// <inheritdoc />
    public Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken) => _file.ReadAsync(
        data =>
        {
            var found = data.Subscribers.Select(ToMember).Where(member => MatchKey.Of(member, key.Attribute) == key).Take(2).ToList();
            return found.Count < 2
                ? found.SingleOrDefault()
                : throw new VendorException(VendorFailure.Ambiguous, $"Several subscribers have {key}.");
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken) => _file.ChangeAsync(
        data =>
        {
            var subscriber = ToSubscriber(member);
            RequireFreeLogin(data, subscriber.Login, exceptFor: null);
            var id = NewId(data);
            var after = data with { NextId = data.NextId + 1, Subscribers = new(data.Subscribers) { [id] = subscriber } };
            return (after, ToMember(KeyValuePair.Create(id, subscriber)));
        },
        cancellationToken);

    /// <inheritdoc />
    public Task UpdateUserAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken) =>
        _file.ChangeAsync(
            data =>
            {
                var known = KeyValuePair.Create(user.Id, Subscriber(data, user));
                var changed = ToSubscriber(differences.Aggregate(ToMember(known), (member, change) => member.WithValue(change.Attribute, change.After)));
                RequireFreeLogin(data, changed.Login, exceptFor: user.Id);
                return (data with { Subscribers = new(data.Subscribers) { [user.Id] = changed } }, true);
            },
            cancellationToken);

    /// <inheritdoc />
    public Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken) => _file.ChangeAsync(
        data => (data with { Subscribers = new(data.Subscribers) { [user.Id] = Subscriber(data, user) with { Active = enabled } } }, true),
        cancellationToken);

    /// <inheritdoc />
    /// <remarks>Somebody who is on the list already stays on it: that is success, as in every provider.</remarks>
    public Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) => _file.ChangeAsync(
        data =>
        {
            var list = List(data, group);
            _ = Subscriber(data, user);
            return (list.Members.Contains(user.Id) ? data : WithMembers(data, group, list, [.. list.Members, user.Id]), true);
        },
        cancellationToken);

    /// <inheritdoc />
    public Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) => _file.ChangeAsync(
        data =>
        {
            var list = List(data, group);
            return (list.Members.Contains(user.Id) ? WithMembers(data, group, list, [.. list.Members.Except([user.Id])]) : data, true);
        },
        cancellationToken);

    /// <inheritdoc />
    public Task DeleteUserAsync(GroupMember user, CancellationToken cancellationToken) => _file.ChangeAsync(
        data =>
        {
            var subscribers = new Dictionary<string, Subscriber>(data.Subscribers);
            if (!subscribers.Remove(user.Id))
                return (data, true);
            var lists = data.Lists.ToDictionary(
                list => list.Key, list => list.Value with { Members = [.. list.Value.Members.Except([user.Id])] });
            return (data with { Subscribers = subscribers, Lists = lists }, true);
        },
        cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<VendorGroup> ListGroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (id, list) in await _file.ReadAsync(data => data.Lists.ToList(), cancellationToken).ConfigureAwait(false))
            yield return new VendorGroup(id, list.Name);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<GroupMember> ListUsersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var subscriber in await _file.ReadAsync(data => data.Subscribers.ToList(), cancellationToken).ConfigureAwait(false))
            yield return ToMember(subscriber);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private async IAsyncEnumerable<GroupMember> ReadAsync(
        VendorGroup group, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        recorder.GroupId = group.Id;
        var members = await _file.ReadAsync(
            data => List(data, group).Members.Select(id => KeyValuePair.Create(id, data.Subscribers[id])).ToList(),
            cancellationToken).ConfigureAwait(false);
        foreach (var member in members)
            yield return ToMember(member);

        // Only a provider that has seen the end of the list may say so. Without this, nobody is ever removed.
        recorder.MarkProved();
    }

    private static VendorGroup? FindList(NewsletterData data, string name) => data.Lists
        .Where(list => list.Key == name || list.Value.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
        .Select(list => new VendorGroup(list.Key, list.Value.Name))
        .FirstOrDefault();

    private static MailingList List(NewsletterData data, VendorGroup group) => data.Lists.TryGetValue(group.Id, out var list)
        ? list
        : throw new VendorException(VendorFailure.NotFound, $"There is no list '{group.Name}' with the id {group.Id}.");

    private static Subscriber Subscriber(NewsletterData data, GroupMember user) => data.Subscribers.TryGetValue(user.Id, out var subscriber)
        ? subscriber
        : throw new VendorException(VendorFailure.NotFound, $"There is no subscriber {user.Label} with the id {user.Id}.");

    private static NewsletterData WithMembers(NewsletterData data, VendorGroup group, MailingList list, HashSet<string> members) =>
        data with { Lists = new(data.Lists) { [group.Id] = list with { Members = members } } };

    private static void RequireFreeLogin(NewsletterData data, string login, string? exceptFor)
    {
        if (data.Subscribers.Any(other => other.Key != exceptFor && other.Value.Login.Equals(login, StringComparison.OrdinalIgnoreCase)))
            throw new VendorException(VendorFailure.Conflict, $"The login '{login}' is taken.");
    }

    private static string NewId(NewsletterData data) => data.NextId.ToString(CultureInfo.InvariantCulture);

    private static Subscriber ToSubscriber(GroupMember member) => new()
    {
        Login = member.UserName ?? throw new VendorException(VendorFailure.Rejected, $"{member.Label} has no user name, and nobody can do without."),
        Email = member.Email,
        FirstName = member.FirstName,
        LastName = member.LastName,
        Active = member.Enabled ?? true,
        More = More(member),
    };

    private static Dictionary<string, string> More(GroupMember member)
    {
        var more = member.Attributes
            .Where(attribute => attribute.Value.Count > 0)
            .ToDictionary(attribute => attribute.Key, attribute => attribute.Value[0], StringComparer.OrdinalIgnoreCase);
        if (member.DisplayName is { } displayName)
            more[AttributeNames.DisplayName] = displayName;
        return more;
    }

    private static GroupMember ToMember(KeyValuePair<string, Subscriber> subscriber)
    {
        var member = new GroupMember
        {
            Id = subscriber.Key,
            UserName = subscriber.Value.Login,
            Email = subscriber.Value.Email,
            FirstName = subscriber.Value.FirstName,
            LastName = subscriber.Value.LastName,
            Enabled = subscriber.Value.Active,
        };
        return subscriber.Value.More.Aggregate(member, (known, more) => known.WithValue(more.Key, more.Value));
    }
}
