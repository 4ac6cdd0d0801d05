using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Core.Sources.Directories.Dialects;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldif;

/// <summary>The entries of an LDIF file as a directory in memory.</summary>
internal sealed class LdifDirectory : IGroupDirectory, IGroupFinder
{
    private static readonly FileStreamOptions Sequential = new()
    {
        Access = FileAccess.Read,
        BufferSize = 0,
        Mode = FileMode.Open,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        Share = FileShare.Read,
    };

    private readonly LdifDirectoryOptions _options;
    private readonly Dictionary<DistinguishedName, DirectoryEntry> _entries;
    private readonly FilterMatcher _userFilter;
    private readonly ILookup<string, DirectoryEntry> _peopleByUserId;

    private LdifDirectory(LdifDirectoryOptions options, Dictionary<DistinguishedName, DirectoryEntry> entries)
    {
        _options = options;
        _entries = entries;
        Profile = options.CreateProfile(FileDialect.Of(options.Dialect, entries.Values));
        _userFilter = new FilterMatcher(Profile.UserFilter);
        _peopleByUserId = People
            .SelectMany(entry => entry.Texts("uid").Distinct(StringComparer.OrdinalIgnoreCase).Select(uid => (uid, entry)))
            .ToLookup(pair => pair.uid, pair => pair.entry, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>How the entries are understood.</summary>
    public DirectoryProfile Profile { get; }

    public int Count => _entries.Count;

    /// <summary>The tree that people are in.</summary>
    public DistinguishedName UserBase => _options.UserBase;

    /// <summary>Every entry, in the order of the file.</summary>
    public IEnumerable<DirectoryEntry> Entries => _entries.Values;

    /// <summary>Everybody who counts as a person, in the order of the file.</summary>
    public IEnumerable<DirectoryEntry> People => _entries.Values.Where(IsPerson);

    /// <summary>Every group, in the order of the file.</summary>
    public IEnumerable<DirectoryGroup> Groups => _entries.Values
        .Where(entry => entry.Dn.IsWithin(_options.GroupBase) && EntryClasses.IsGroup(entry))
        .Select(Profile.Groups.Map);

    /// <summary>Every group wherever it is, with the members whom a search describes.</summary>
    public IEnumerable<DirectoryGroup> AllGroups => _entries.Values.Where(Profile.Groups.CanRead).Select(Map);

    /// <summary>The entry of a name; <see langword="null"/> where the file has none.</summary>
    public DirectoryEntry? FindEntry(DistinguishedName dn) => _entries.GetValueOrDefault(dn);

    /// <summary>Reads a file.</summary>
    /// <exception cref="LdifException">It is no LDIF, or not one directory: a DN is invalid or comes twice.</exception>
    /// <exception cref="IOException">It cannot be read, or was written meanwhile.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static async Task<LdifDirectory> LoadAsync(LdifDirectoryOptions options, CancellationToken cancellationToken)
    {
        var file = options.File;
        var entries = new Dictionary<DistinguishedName, DirectoryEntry>();
        var lines = new Dictionary<DistinguishedName, int>();
        var stamp = FileStamp.Of(file);
        var stream = File.Open(file, Sequential);
        await using (stream.ConfigureAwait(false))
        {
            await foreach (var read in new LdifReader(stream, file).ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var entry = ToEntry(file, read);
                if (!entries.TryAdd(entry.Dn, entry))
                    throw new LdifException(file, read.Line, $"the entry '{entry.Dn}' was already given on line {lines[entry.Dn]}.");
                lines.Add(entry.Dn, read.Line);
            }
        }

        stamp.RequireUnchanged();
        return entries.Count > 0 ? new LdifDirectory(options, entries) : throw new LdifException(file, 1, "the file holds no entry.");
    }

    /// <summary>
    /// Makes sure that the people's base is there: below one that was renamed or misspelt nobody is, so that everybody would be left out.
    /// </summary>
    /// <exception cref="SourceException">No entry of the file lies there.</exception>
    public void RequireUserBase()
    {
        if (!_entries.Keys.Any(dn => dn.IsWithin(_options.UserBase)))
            throw Fail(SourceFailure.ServerError, $"no entry of the file lies below '{_options.UserBase}' (user_base_dn).");
    }

    public Task<DirectoryGroup> FindAsync(GroupSelector selector, CancellationToken cancellationToken) =>
        Task.FromResult(FindGroup(selector));

    public Task<DirectoryGroup?> FindByIdAsync(string id, CancellationToken cancellationToken) => Task.FromResult(_entries.Values
        .Where(Profile.Groups.CanRead)
        .Select(Profile.Groups.Map)
        .FirstOrDefault(group => group.Ids.Any(known => known.Value == id)));

    public Task PrefetchAsync(DirectoryGroup root, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<DirectoryGroup> ReadGroupAsync(DistinguishedName dn, CancellationToken cancellationToken) =>
        Task.FromResult(ReadGroup(dn, dn.ToString()));

#pragma warning disable CS1998 // In memory nothing is waited for.
    public async IAsyncEnumerable<ResolvedMember> ResolveAsync(
#pragma warning restore CS1998
        IReadOnlyList<GroupMembers> groups, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (group, members) in groups)
        {
            foreach (var member in members)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return member.UserId is { } userId ? ResolveUserId(group, member, userId) : ResolveName(group, member);
            }
        }
    }

    private DirectoryGroup FindGroup(GroupSelector selector)
    {
        if (selector.Dn is { } dn)
            return ReadGroup(dn, selector.Name);

        var matcher = CreateMatcher(selector.Filter!);
        var found = _entries.Values.Where(entry => entry.Dn.IsWithin(_options.GroupBase) && matcher.Matches(entry)).ToList();
        if (found is [var group])
            return Map(group);
        if (found is [])
            throw Fail(SourceFailure.GroupNotFound, $"there is no group '{selector.Name}' in the file.");
        var names = string.Join(", ", found.Select(entry => $"'{entry.Dn}'"));
        throw Fail(
            SourceFailure.GroupAmbiguous, $"'{selector.Name}' fits {found.Count} groups: {names}. Give the DN of the one that is meant.");
    }

    private ResolvedMember ResolveName(DirectoryGroup group, MemberReference member)
    {
        if (member.Dn is not { } dn)
            return new ResolvedMember.Missing(member, group, "the value is no valid DN (RFC 4514).");
        if (!_entries.TryGetValue(dn, out var entry))
            return new ResolvedMember.Missing(member, group, "the file has no such entry.");
        if (EntryClasses.IsGroup(entry))
            return new ResolvedMember.NestedGroup(entry.Dn, group);
        return IsPerson(entry) ? new ResolvedMember.Person(entry, group) : ResolvedMember.LeftOut.Of(entry);
    }

    private ResolvedMember ResolveUserId(DirectoryGroup group, MemberReference member, string userId) =>
        _peopleByUserId[userId].ToList() switch
        {
            [var person] => new ResolvedMember.Person(person, group),
            [] => ResolveLeftOut(group, member, userId),
            var several => ResolvedMember.Missing.Ambiguous(member, group, several.Select(person => person.Dn)),
        };

    private ResolvedMember ResolveLeftOut(DirectoryGroup group, MemberReference member, string userId) =>
        _entries.Values.Any(entry => entry.Texts("uid").Contains(userId, StringComparer.OrdinalIgnoreCase))
            ? new ResolvedMember.LeftOut(NonPerson: null)
            : new ResolvedMember.Missing(member, group, "the file has nobody with this uid.");

    private DirectoryGroup ReadGroup(DistinguishedName dn, string name)
    {
        if (!_entries.TryGetValue(dn, out var entry))
            throw Fail(SourceFailure.GroupNotFound, $"there is no group '{name}' in the file.");
        return Profile.Groups.CanRead(entry)
            ? Map(entry)
            : throw Fail(SourceFailure.GroupNotFound, $"'{name}' is no group (objectClass {string.Join(", ", entry.ObjectClasses)}).");
    }

    private DirectoryGroup Map(DirectoryEntry entry)
    {
        var group = Profile.Groups.Map(entry);
        return MemberSearch.Of(group, _ => false).Aggregate(group, AddFound);
    }

    /// <summary>Adds the members whom a search describes (<c>memberURL</c>).</summary>
    private DirectoryGroup AddFound(DirectoryGroup group, MemberSearch search)
    {
        if (search.Url is not { } url)
            return group.With([], [search.Gap!]);
        if (!_entries.ContainsKey(url.BaseDn) && !url.BaseDn.IsRoot)
            return group.With([], [MemberSearch.NotKnown(group, url.Text, $"the file has no entry '{url.BaseDn}'.")]);
        try
        {
            var matcher = new FilterMatcher(url.Filter);
            var found = _entries.Values.Where(entry => IsInScope(entry.Dn, url) && matcher.Matches(entry));
            return group.With(found.Select(entry => MemberReference.To(entry.Dn)), []);
        }
        catch (NotSupportedException error)
        {
            return group.With([], [MemberSearch.NotKnown(group, url.Text, error.Message)]);
        }
    }

    private static bool IsInScope(DistinguishedName dn, LdapUrl url) => url.Scope switch
    {
        LdapSearchScope.Base => dn.Equals(url.BaseDn),
        LdapSearchScope.OneLevel => dn.Parent?.Equals(url.BaseDn) == true,
        _ => dn.IsWithin(url.BaseDn),
    };

    private FilterMatcher CreateMatcher(LdapFilter filter)
    {
        try
        {
            return new FilterMatcher(filter);
        }
        catch (NotSupportedException error)
        {
            throw new SourceException(SourceFailure.Malformed, $"Source '{_options.Source}': {error.Message}", error);
        }
    }

    private bool IsPerson(DirectoryEntry entry) =>
        entry.Dn.IsWithin(_options.UserBase) && !EntryClasses.IsGroup(entry) && _userFilter.Matches(entry);

    private SourceException Fail(SourceFailure failure, string message) => new(failure, $"Source '{_options.Source}': {message}");

    private static DirectoryEntry ToEntry(string file, LdifEntry read)
    {
        if (!DistinguishedName.TryParse(read.DistinguishedName, out var dn))
            throw new LdifException(file, read.Line, $"'{read.DistinguishedName}' is no valid DN (RFC 4514).");
        var attributes = read.Values
            .GroupBy(value => value.Attribute, StringComparer.OrdinalIgnoreCase)
            .Select(values => new DirectoryValues(AttributeDescription.Parse(values.Key), [.. values.Select(value => value.Value)]));
        return new DirectoryEntry(dn, [.. attributes]);
    }
}

/// <summary>What a directory in a file is made from.</summary>
internal sealed record LdifDirectoryOptions
{
    /// <summary>The name of the source, for messages.</summary>
    public required string Source { get; init; }

    public required string File { get; init; }

    /// <summary>The tree that people are in.</summary>
    public required DistinguishedName UserBase { get; init; }

    /// <summary>The tree that groups are searched in by name.</summary>
    public required DistinguishedName GroupBase { get; init; }

    /// <summary>The dialect that the settings ask for.</summary>
    public required DirectoryDialect Dialect { get; init; }

    /// <summary>Makes the profile for a dialect.</summary>
    public required Func<Dialect, DirectoryProfile> CreateProfile { get; init; }
}
