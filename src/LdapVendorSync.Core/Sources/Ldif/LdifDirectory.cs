using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldif;

/// <summary>The entries of an LDIF file as a directory in memory.</summary>
internal sealed class LdifDirectory : IGroupDirectory
{
    private readonly Dictionary<DistinguishedName, DirectoryEntry> _entries;
    private readonly ILookup<string, DirectoryEntry> _peopleByUserId;
    private readonly DistinguishedName _userBase;
    private readonly FilterMatcher _userFilter;
    private readonly GroupMapper _groups;
    private readonly string _source;

    private LdifDirectory(
        string source, Dictionary<DistinguishedName, DirectoryEntry> entries, DistinguishedName userBase, FilterMatcher userFilter, GroupMapper groups)
    {
        _source = source;
        _entries = entries;
        _userBase = userBase;
        _userFilter = userFilter;
        _groups = groups;
        _peopleByUserId = People
            .SelectMany(entry => entry.Texts("uid").Distinct(StringComparer.OrdinalIgnoreCase).Select(uid => (uid, entry)))
            .ToLookup(pair => pair.uid, pair => pair.entry, StringComparer.OrdinalIgnoreCase);
    }

    public int Count => _entries.Count;

    /// <summary>Everybody who counts as a person, in the order of the file.</summary>
    public IEnumerable<DirectoryEntry> People => _entries.Values.Where(IsPerson);

    /// <summary>Every group, in the order of the file.</summary>
    public IEnumerable<DirectoryGroup> Groups => _entries.Values.Where(EntryClasses.IsGroup).Select(_groups.Map);

    /// <summary>Reads a file.</summary>
    /// <exception cref="LdifException">It is no LDIF, or not one directory: a DN is invalid or comes twice.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static async Task<LdifDirectory> LoadAsync(
        string source, string file, DistinguishedName userBase, FilterMatcher userFilter, GroupMapper groups, CancellationToken cancellationToken)
    {
        var entries = new Dictionary<DistinguishedName, DirectoryEntry>();
        var lines = new Dictionary<DistinguishedName, int>();
        var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
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

        return entries.Count > 0
            ? new LdifDirectory(source, entries, userBase, userFilter, groups)
            : throw new LdifException(file, 1, "the file holds no entry.");
    }

    /// <summary>Finds the one group that is meant.</summary>
    /// <exception cref="SourceException">There is none, there are several, or it is no group.</exception>
    public DirectoryGroup FindGroup(GroupSelector selector, DistinguishedName groupBase)
    {
        if (selector.Dn is { } dn)
            return ReadGroup(dn, selector.Name);

        var matcher = CreateMatcher(selector.Filter!);
        var found = _entries.Values.Where(entry => IsIn(entry, groupBase) && matcher.Matches(entry)).ToList();
        return found switch
        {
            [var entry] => _groups.Map(entry),
            [] => throw Fail(SourceFailure.GroupNotFound, $"there is no group '{selector.Name}' in the file."),
            _ => throw Fail(
                SourceFailure.GroupAmbiguous,
                $"'{selector.Name}' fits {found.Count} groups: {string.Join(", ", found.Select(entry => $"'{entry.Dn}'"))}. Give the DN of the one that is meant."),
        };
    }

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

    private ResolvedMember ResolveName(DirectoryGroup group, MemberReference member)
    {
        if (member.Dn is not { } dn)
            return new ResolvedMember.Missing(member, group, "the value is no valid DN (RFC 4514).");
        if (!_entries.TryGetValue(dn, out var entry))
            return new ResolvedMember.Missing(member, group, "the file has no such entry.");
        if (EntryClasses.IsGroup(entry))
            return new ResolvedMember.NestedGroup(entry.Dn);
        return IsPerson(entry) ? new ResolvedMember.Person(entry) : new ResolvedMember.LeftOut(member);
    }

    private ResolvedMember ResolveUserId(DirectoryGroup group, MemberReference member, string userId) => _peopleByUserId[userId].ToList() switch
    {
        [var person] => new ResolvedMember.Person(person),
        [] => ResolveLeftOut(group, member, userId),
        var several => new ResolvedMember.Missing(member, group, $"several people have this uid: {string.Join(", ", several.Select(person => $"'{person.Dn}'"))}."),
    };

    private ResolvedMember ResolveLeftOut(DirectoryGroup group, MemberReference member, string userId) =>
        _entries.Values.Any(entry => entry.Texts("uid").Contains(userId, StringComparer.OrdinalIgnoreCase))
            ? new ResolvedMember.LeftOut(member)
            : new ResolvedMember.Missing(member, group, "the file has nobody with this uid.");

    private DirectoryGroup ReadGroup(DistinguishedName dn, string name)
    {
        if (!_entries.TryGetValue(dn, out var entry))
            throw Fail(SourceFailure.GroupNotFound, $"there is no group '{name}' in the file.");
        return _groups.CanRead(entry)
            ? _groups.Map(entry)
            : throw Fail(SourceFailure.GroupNotFound, $"'{name}' is no group (objectClass {string.Join(", ", entry.ObjectClasses)}).");
    }

    private FilterMatcher CreateMatcher(LdapFilter filter)
    {
        try
        {
            return new FilterMatcher(filter);
        }
        catch (NotSupportedException error)
        {
            throw new SourceException(SourceFailure.Malformed, $"Source '{_source}': {error.Message}", error);
        }
    }

    private bool IsPerson(DirectoryEntry entry) => IsIn(entry, _userBase) && !EntryClasses.IsGroup(entry) && _userFilter.Matches(entry);

    private static bool IsIn(DirectoryEntry entry, DistinguishedName tree) => entry.Dn.Equals(tree) || entry.Dn.IsDescendantOf(tree);

    private SourceException Fail(SourceFailure failure, string message) => new(failure, $"Source '{_source}': {message}");

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
