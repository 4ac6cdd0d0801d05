using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// Finds out on a server what the references of groups mean. The groups' own lists decide who is in; a reverse search by <c>memberOf</c>
/// only fetches the people of a big group faster, and where there is none, a look through the people's tree does, as long as it meets
/// members. What these do not bring is looked up in batches, and what the batches do not bring is read by name.
/// </summary>
internal sealed class LdapMemberResolver(LdapDirectory directory, LdapServer server, string purpose, ILogger logger) : IGroupDirectory
{
    private const string MemberOf = "memberOf";
    private const string UserId = "uid";
    private const int ReadsOutstanding = 32;

    /// <summary>With how many references it pays to search for people by what they say to be in.</summary>
    public const int BigGroup = 100;

    // How many open references make it worth a try to read a whole tree, and how many of its entries the trial is.
    private const int ManyReferences = 1000;
    private const int Trial = 500;

    private readonly LdapGroupReader _groups = new(directory, purpose);
    private readonly NestingSearch _nested = new(directory, server, purpose, logger);
    private readonly EntryLookup _lookup = new(directory, purpose);
    private readonly HashSet<string> _reportedReferences = new(StringComparer.Ordinal);

    public Task PrefetchAsync(DirectoryGroup root, CancellationToken cancellationToken) => _nested.RunAsync(root, cancellationToken);

    public Task<DirectoryGroup> ReadGroupAsync(DistinguishedName dn, CancellationToken cancellationToken) =>
        _nested.FindGroup(dn) is { } group ? Task.FromResult(group) : _groups.ReadAsync(dn, cancellationToken);

    public async IAsyncEnumerable<ResolvedMember> ResolveAsync(
        IReadOnlyList<GroupMembers> groups, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = new OpenReferences(groups);
        foreach (var found in open.Take(_nested))
            yield return found;
        foreach (var (group, members) in _nested.HasSearchedPeople ? [] : groups)
        {
            if (!await IsReverseSearchWorthwhileAsync(group, members, cancellationToken).ConfigureAwait(false))
                continue;
            await foreach (var found in SearchReverseAsync(group, open, recorder, cancellationToken).ConfigureAwait(false))
                yield return found;
        }

        if (open.IsEmpty)
            yield break;

        await foreach (var found in ResolveUserIdsAsync(open, recorder, cancellationToken).ConfigureAwait(false))
            yield return found;

        await foreach (var found in LookThroughAsync(open, recorder, cancellationToken).ConfigureAwait(false))
            yield return found;
        if (open.Names.Count > 0)
            await _lookup.PrepareAsync(groups[0].Group.Dn, cancellationToken).ConfigureAwait(false);
        await foreach (var found in LookUpPeopleAsync(open, cancellationToken).ConfigureAwait(false))
            yield return found;
        await foreach (var found in LookUpOthersAsync(open, cancellationToken).ConfigureAwait(false))
            yield return found;
        await foreach (var found in ReadRestAsync(open, recorder, cancellationToken).ConfigureAwait(false))
            yield return found;
    }

    /// <summary>
    /// Whether to search people by <c>memberOf</c>: when told so, or when the group is big and a sample of its members shows it.
    /// </summary>
    private async Task<bool> IsReverseSearchWorthwhileAsync(
        DirectoryGroup group, IReadOnlyList<MemberReference> members, CancellationToken cancellationToken)
    {
        var names = members.Where(member => member.Dn is not null).Select(member => member.Dn!).ToList();
        switch (directory.Settings.MemberStrategy)
        {
            case MemberStrategy.Member:
                return false;
            case MemberStrategy.MemberOf:
                return names.Count > 0;
            default:
                return names.Count > BigGroup
                    && (directory.Profile.Dialect.KeepsMemberOf
                        || await HasMemberOfAsync(group, names, cancellationToken).ConfigureAwait(false));
        }
    }

    private async Task<bool> HasMemberOfAsync(DirectoryGroup group, List<DistinguishedName> names, CancellationToken cancellationToken)
    {
        // Whoever has the group as their primary one does not show it by memberOf, but is found in the same search.
        if (group.Listed == 0)
            return server.IsActiveDirectory && group.PrimaryGroupToken is not null;
        DistinguishedName[] sample = [names[0], names[names.Count / 2], names[^1]];
        var requests = sample.Select(dn => LdapSearchRequest.ForEntry(dn.ToString(), MemberOf));
        var reads = requests.Select(request => directory.Session.SearchAsync(request, purpose, cancellationToken));
        var responses = await Task.WhenAll(reads).ConfigureAwait(false);
        return responses
            .SelectMany(response => response.Entries)
            .SelectMany(entry => entry.ToDirectoryEntry().Texts(MemberOf))
            .Any(text => DistinguishedName.TryParse(text, out var name) && name.Equals(group.Dn));
    }

    /// <summary>Fetches people by the groups that they say they are in. Whoever the group's own list does not have is not in it.</summary>
    private async IAsyncEnumerable<ResolvedMember> SearchReverseAsync(
        DirectoryGroup group, OpenReferences open, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = LdapFilter.And(directory.UserFilter, SaysToBeIn(group));
        foreach (var tree in directory.UserBases(server, purpose))
        {
            var request = LdapDirectory.Subtree(server, tree, filter, directory.People.Attributes);
            await foreach (var entry in ReadTreeAsync(request, recorder, cancellationToken).ConfigureAwait(false))
            {
                if (open.Take(entry) is { } found)
                    yield return found;
            }
        }
    }

    /// <summary>
    /// Reads the people from the first to the last and picks the members out: of a group that has most of them, that is faster than to ask
    /// for each. Where fewer than half are members it ends, and the others are looked up.
    /// </summary>
    private async IAsyncEnumerable<ResolvedMember> LookThroughAsync(
        OpenReferences open, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var tree in directory.UserBases(server, purpose))
        {
            if (open.Names.Count < ManyReferences)
                yield break;
            var request = LdapDirectory.Subtree(server, tree, directory.UserFilter, directory.People.Attributes);
            var (seen, members) = (0, 0);
            await foreach (var entry in ReadTreeAsync(request, recorder, cancellationToken).ConfigureAwait(false))
            {
                seen++;
                if (open.Take(entry) is { } found)
                {
                    members++;
                    yield return found;
                }

                if (open.Names.Count == 0 || (seen >= Trial && members < seen / 2))
                    break;
            }
        }
    }

    /// <summary>The entries of a search as they arrive. What a search that ends early does not bring is looked up.</summary>
    private async IAsyncEnumerable<DirectoryEntry> ReadTreeAsync(
        LdapSearchRequest request, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batches = Produced.ReadAsync<IReadOnlyList<LdapSearchItem>>(
            (receive, token) => SearchAsync(request, receive, token), cancellationToken);
        await foreach (var items in batches.ConfigureAwait(false))
        {
            foreach (var item in items)
            {
                if (item is LdapSearchReference reference)
                    Report([reference], recorder);
                else if (item is LdapEntry entry)
                    yield return entry.ToDirectoryEntry();
            }
        }
    }

    private async Task SearchAsync(
        LdapSearchRequest request, Func<IReadOnlyList<LdapSearchItem>, ValueTask> receive, CancellationToken cancellationToken)
    {
        var result = await directory.Session
            .ReceivePagedAsync(request, directory.Settings.PageSize, purpose, receive, cancellationToken)
            .ConfigureAwait(false);
        if (!result.IsSuccess)
            logger.LogDebug("{Purpose}: a search for people ended with {Result}; the rest is looked up", purpose, result);
    }

    private LdapFilter SaysToBeIn(DirectoryGroup group)
    {
        var memberOf = LdapFilter.Equality(MemberOf, group.Dn.ToString());
        return server.IsActiveDirectory && group.PrimaryGroupToken is { } token
            ? LdapFilter.Or(memberOf, ImpliedMembers.HasPrimaryGroup(token))
            : memberOf;
    }

    /// <summary>Finds the people whom posixGroups list by <c>uid</c>.</summary>
    private async IAsyncEnumerable<ResolvedMember> ResolveUserIdsAsync(
        OpenReferences open, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (open.UserIds.Count == 0)
            yield break;

        var search = new UserIdSearch(directory);
        string[] attributes = [.. directory.People.Attributes.Union([UserId], StringComparer.OrdinalIgnoreCase)];
        var bases = directory.UserBases(server, purpose);
        foreach (var tree in bases)
        {
            var people = _lookup.ByUserIdAsync(open.UserIds, server, tree, directory.UserFilter, attributes, cancellationToken);
            await foreach (var answer in people.ConfigureAwait(false))
            {
                Report(answer.References, recorder);
                search.AddPeople(answer);
            }
        }

        string[] others = [.. directory.OtherAttributes(server).Union([UserId], StringComparer.OrdinalIgnoreCase)];
        foreach (var tree in bases.Select(tree => server.ContextOf(tree) ?? tree).Distinct())
        {
            var anybody = _lookup.ByUserIdAsync(search.NotFound(open.UserIds), server, tree, condition: null, others, cancellationToken);
            await foreach (var answer in anybody.ConfigureAwait(false))
                search.AddAnybody(answer);
        }

        foreach (var member in open.UserIds)
        {
            if (search.Conclude(member, open.GroupOf(member), recorder) is { } resolved)
                yield return resolved;
        }
    }

    /// <summary>Looks up, in batches, the people among the references.</summary>
    private async IAsyncEnumerable<ResolvedMember> LookUpPeopleAsync(
        OpenReferences open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (open.Names.Count == 0)
            yield break;
        foreach (var tree in directory.UserBases(server, purpose))
        {
            var within = open.Names.Where(member => IsWithin(member, tree)).ToList();
            var answers = _lookup.ByNameAsync(within, server, tree, directory.UserFilter, directory.People.Attributes, cancellationToken);
            await foreach (var answer in answers.ConfigureAwait(false))
            {
                foreach (var found in answer.Entries.Select(open.Take).OfType<ResolvedMember>())
                    yield return found;
                if (answer.Result.IsSuccess)
                    open.MarkNoPeople(answer.Members);
                else
                    logger.LogDebug("{Purpose}: a search for members ended with {Result}; they are read by name", purpose, answer.Result);
            }
        }

        open.MarkNoPeople(open.Names.Where(member => !directory.UserBases(server, purpose).Any(tree => IsWithin(member, tree))));
    }

    /// <summary>Looks up, in batches, what is there but is no person in the sense of the settings: groups, and people left out.</summary>
    private async IAsyncEnumerable<ResolvedMember> LookUpOthersAsync(
        OpenReferences open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var attributes = directory.OtherAttributes(server);
        var bases = directory.UserBases(server, purpose);
        var trees = open.Names.Where(open.IsNoPerson).GroupBy(member => server.ContextOf(member.Dn!)).ToList();
        foreach (var tree in trees.Where(tree => tree.Key is not null))
        {
            var answers = _lookup.ByNameAsync(tree, server, tree.Key!, condition: null, attributes, cancellationToken);
            await foreach (var answer in answers.ConfigureAwait(false))
            {
                foreach (var found in open.TakeOthers(answer.Entries, Absent))
                    yield return found;
            }
        }

        IReadOnlyList<string> Absent(DirectoryEntry entry) => bases.Any(entry.Dn.IsWithin) ? directory.FilterDoubt.Of(entry) : [];
    }

    /// <summary>Reads what is left by its name: only that proves that an entry is not there.</summary>
    private async IAsyncEnumerable<ResolvedMember> ReadRestAsync(
        OpenReferences open, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new MemberReader(directory, server, purpose);
        var answers = Pipelined.RunAsync(
            open.TakeRest(), ReadsOutstanding, (member, token) => reader.ReadAsync(member, open.GroupOf(member), token), cancellationToken);
        await foreach (var (resolved, reason) in answers.ConfigureAwait(false))
        {
            if (reason is not null)
                recorder.Report(reason);
            if (resolved is not null)
                yield return resolved;
        }
    }

    private void Report(IReadOnlyList<LdapSearchReference> references, GroupReadRecorder recorder)
    {
        foreach (var reference in references.Where(reference => _reportedReferences.Add(reference.ToString())))
            recorder.Report(new ReadReason(
                ReadReasonKind.Referral,
                HoldScope.Nothing,
                $"A part of the directory is on another server, which is not asked: {reference}.",
                reference.ToString()));
    }

    private static bool IsWithin(MemberReference member, DistinguishedName tree) => member.Dn!.IsWithin(tree);
}
