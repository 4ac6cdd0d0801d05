using System.Collections.Concurrent;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Audit;

/// <summary>Reads a whole source or vendor: its people, its groups, who is directly in which, and which is within which.</summary>
/// <remarks>
/// <para>A list of people or groups that cannot be read at all ends the reading with its error. One that breaks off, a group that cannot be
/// read whole, and nestings that cannot be told are doubts: what was read is given, with what it lacks.</para>
/// <para>Unless the system gives everything at one moment (<see cref="IWholeSystem"/>), what changes while it is read may be seen or
/// not.</para>
/// </remarks>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">Hears how far the reading is.</param>
public sealed class SystemReader(TimeProvider timeProvider, ILogger logger)
{
    private const int NamedInSummary = 5;

    /// <summary>How many groups are read at once.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>Reads a source.</summary>
    /// <exception cref="SourceException">People or groups cannot be read at all.</exception>
    public Task<SystemReading> ReadAsync(ISource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ReadAsync(new SourceLists(source), cancellationToken);
    }

    /// <summary>Reads a vendor.</summary>
    /// <param name="name">The name of the vendor.</param>
    /// <param name="provider">Its provider, connected.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="VendorException">
    /// People or groups cannot be read at all; <see cref="VendorFailure.Unsupported"/> where the vendor has no lists of them.
    /// </exception>
    public async Task<SystemReading> ReadAsync(string name, IVendorProvider provider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        if (!provider.Capabilities.CanBeAsked)
        {
            throw new VendorException(
                VendorFailure.Unsupported,
                $"{name}: no snapshot can be taken, because this vendor cannot be asked what it has: all that is known is what it was last told.")
            {
                NotSent = true,
            };
        }

        if (provider is IWholeSystem whole)
            return await ReadWholeAsync(name, whole, cancellationToken).ConfigureAwait(false);
        if (provider is IListingVendorProvider listing)
            return await ReadAsync(new VendorLists(name, listing), cancellationToken).ConfigureAwait(false);
        throw new VendorException(
            VendorFailure.Unsupported,
            $"{name}: no snapshot can be taken, because this vendor's provider does not list all accounts and groups. With module: rest, "
            + "the rest: block has to describe both lists (list_users and list_groups).") { NotSent = true };
    }

    private async Task<SystemReading> ReadWholeAsync(string name, IWholeSystem whole, CancellationToken cancellationToken)
    {
        var startedAt = timeProvider.GetUtcNow();
        var content = await whole.ReadSystemAsync(cancellationToken).ConfigureAwait(false);
        var doubts = new SystemDoubts();
        DoubtGroups(content.Groups, doubts);
        DoubtNobody(content.Users.Count, doubts);
        logger.LogInformation(
            "{System}: {Users} people and {Groups} groups were read at one moment", name, content.Users.Count, content.Groups.Count);
        return Conclude(startedAt, content, doubts, []);
    }

    private async Task<SystemReading> ReadAsync(ISystemLists lists, CancellationToken cancellationToken)
    {
        var startedAt = timeProvider.GetUtcNow();
        var doubts = new SystemDoubts();
        var users = await ReadUsersAsync(lists, doubts, cancellationToken).ConfigureAwait(false);
        var listed = await ReadGroupsAsync(lists, doubts, cancellationToken).ConfigureAwait(false);
        logger.LogInformation("{System}: {Users} people and {Groups} groups are listed", lists.Name, users.People.Count, listed.Count);

        var strangers = new ConcurrentDictionary<string, GroupMember>(StringComparer.Ordinal);
        var groups = new SystemGroup[listed.Count];
        var places = new GroupPlaces(listed);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, listed.Count),
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Concurrency), CancellationToken = cancellationToken },
            async (place, token) =>
                groups[place] = await ReadGroupAsync(lists, listed[place], places, users.People, strangers, token).ConfigureAwait(false))
            .ConfigureAwait(false);
        await AdmitAsync(lists, strangers, users.People, doubts, cancellationToken).ConfigureAwait(false);
        var nested = await NestAsync(lists, groups, doubts, cancellationToken).ConfigureAwait(false);
        DoubtGroups(nested, doubts);
        DoubtNobody(users.People.Count, doubts);
        return Conclude(startedAt, new SystemContent { Users = [.. users.People.Values], Groups = nested }, doubts, users.Hidden);
    }

    private SystemReading Conclude(
        DateTimeOffset startedAt, SystemContent content, SystemDoubts doubts, IReadOnlyList<string> hidden) => new()
    {
        StartedAt = startedAt,
        TakenAt = timeProvider.GetUtcNow(),
        Content = content,
        Doubts = doubts.Messages,
        DoubtfulParts = doubts.Parts,
        Hidden = hidden,
    };

    private static async Task<(Dictionary<string, GroupMember> People, IReadOnlyList<string> Hidden)> ReadUsersAsync(
        ISystemLists lists, SystemDoubts doubts, CancellationToken cancellationToken)
    {
        var people = new Dictionary<string, GroupMember>(StringComparer.Ordinal);
        var twice = new List<string>();
        var read = lists.ReadUsers(cancellationToken);
        await foreach (var person in read.ConfigureAwait(false))
        {
            if (!people.TryAdd(person.Id, Plain(person)))
                twice.Add(person.Id);
        }

        if (read.Completeness!.Error is { } error && people.Count == 0)
            throw error;
        foreach (var reason in Doubtful(read))
            doubts.Add(SystemParts.Users, $"The list of people may not be whole: {reason}");

        // A list that repeats somebody has moved while it was read, so that somebody else may have slipped through.
        if (twice.Count > 0)
            doubts.Add(SystemParts.Users, $"The list of people has {twice.Count} people twice: {Some(twice)}.");
        return (people, [.. read.Doubtful.Select(member => member.Reference)]);
    }

    private static async Task<List<ListedGroup>> ReadGroupsAsync(
        ISystemLists lists, SystemDoubts doubts, CancellationToken cancellationToken)
    {
        var groups = new List<ListedGroup>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await foreach (var group in lists.ListGroupsAsync(cancellationToken).ConfigureAwait(false))
            {
                if (ids.Add(group.Id))
                    groups.Add(group);
                else
                    doubts.Add(SystemParts.Groups, $"The list of groups has the group '{group.Name}' ({group.Id}) twice.");
            }
        }
        catch (Exception error) when (groups.Count > 0 && error is SourceException or VendorException)
        {
            doubts.Add(SystemParts.Groups, $"The list of groups broke off: {error.Message}");
        }

        return groups;
    }

    private static async Task<SystemGroup> ReadGroupAsync(
        ISystemLists lists,
        ListedGroup group,
        GroupPlaces places,
        Dictionary<string, GroupMember> people,
        ConcurrentDictionary<string, GroupMember> strangers,
        CancellationToken cancellationToken)
    {
        var members = new HashSet<string>(StringComparer.Ordinal);
        var read = lists.ReadGroup(group, cancellationToken);
        await foreach (var member in read.ConfigureAwait(false))
        {
            members.Add(member.Id);
            if (!people.ContainsKey(member.Id))
                strangers.TryAdd(member.Id, Plain(member));
        }

        return new SystemGroup(group.Id, group.Name)
        {
            Description = group.Description,
            Path = group.Path,
            MemberIds = [.. members],
            Doubts = [.. Doubtful(read), .. places.FindUnlisted(read)],
        };
    }

    // Somebody may have come while groups were read; else the list leaves people out whom the groups have, and perhaps others.
    private static async Task AdmitAsync(
        ISystemLists lists,
        ConcurrentDictionary<string, GroupMember> strangers,
        Dictionary<string, GroupMember> people,
        SystemDoubts doubts,
        CancellationToken cancellationToken)
    {
        if (strangers.IsEmpty)
            return;
        var known = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var person in lists.ReadUsers(cancellationToken).ConfigureAwait(false))
            known.Add(person.Id);
        foreach (var (id, stranger) in strangers)
            people.TryAdd(id, stranger);
        if (strangers.Values
            .Where(stranger => !known.Contains(stranger.Id))
            .Select(stranger => stranger.Label)
            .ToList() is { Count: > 0 } unlisted)
        {
            doubts.Add(
                SystemParts.Users,
                $"{unlisted.Count} people are in groups and not in the list of people, which may lack others too: {Some(unlisted)}.");
        }
    }

    private static async Task<SystemGroup[]> NestAsync(
        ISystemLists lists, SystemGroup[] groups, SystemDoubts doubts, CancellationToken cancellationToken)
    {
        if (lists.Hierarchy is not { } hierarchy)
            return groups;
        var ids = groups.Select(group => group.Id).ToHashSet(StringComparer.Ordinal);
        var nested = new HashSet<GroupNesting>();
        var outside = 0;
        try
        {
            await foreach (var nesting in hierarchy.ListNestingsAsync(cancellationToken).ConfigureAwait(false))
            {
                if (ids.Contains(nesting.GroupId) && ids.Contains(nesting.NestedId))
                    nested.Add(nesting);
                else
                    outside++;
            }
        }
        catch (Exception error) when (error is SourceException or VendorException)
        {
            doubts.Add(SystemParts.Nestings, $"Which group is within which could not be read to the end: {error.Message}");
        }

        if (outside > 0)
            doubts.Add(
                SystemParts.Nestings, $"{outside} groups within groups are not told, because one of the two is not in the list of groups.");
        var byGroup = nested.ToLookup(nesting => nesting.GroupId, nesting => nesting.NestedId, StringComparer.Ordinal);
        return [.. groups.Select(group => group with { NestedIds = [.. byGroup[group.Id].Order(StringComparer.Ordinal)] })];
    }

    private static void DoubtGroups(IReadOnlyList<SystemGroup> groups, SystemDoubts doubts)
    {
        var doubtful = groups.Where(group => group.Doubts.Count > 0).ToList();
        if (doubtful.Count > 0)
        {
            doubts.Add(
                SystemParts.Memberships,
                $"Of {doubtful.Count} of {groups.Count} groups it is not sure who is in: {Some(doubtful.ConvertAll(group => group.Name))}. "
                + $"The first: {doubtful[0].Doubts[0]}");
        }
    }

    // A system that holds nobody is one that was not seen, as far as anybody can tell.
    private static void DoubtNobody(int people, SystemDoubts doubts)
    {
        if (people == 0)
            doubts.Add(SystemParts.Users, "The list of people is empty.");
    }

    private static IEnumerable<string> Doubtful(GroupRead read) =>
        read.Completeness!.Reasons.Where(reason => reason.Scope != HoldScope.Nothing).Select(reason => reason.Message);

    // Within a whole system nobody came by a way, or from one read.
    private static GroupMember Plain(GroupMember member) => member with { Read = null, GroupPath = [] };

    private static string Some(List<string> names) =>
        names.Count <= NamedInSummary
            ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(NamedInSummary))} and {names.Count - NamedInSummary} more";
}
