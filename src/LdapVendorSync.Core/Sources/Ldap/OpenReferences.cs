using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>The references of some groups that are still to be resolved. Each leaves once.</summary>
internal sealed class OpenReferences
{
    private readonly Dictionary<DistinguishedName, MemberReference> _names;
    private readonly HashSet<MemberReference> _noPeople = [];
    private readonly List<MemberReference> _unreadable = [];
    private readonly Dictionary<MemberReference, DirectoryGroup> _groups = [];

    // Mostly there is one group only, and it may have a hundred thousand members.
    private readonly DirectoryGroup? _onlyGroup;

    public OpenReferences(IReadOnlyList<GroupMembers> groups)
    {
        _onlyGroup = groups is [var only] ? only.Group : null;
        _names = new Dictionary<DistinguishedName, MemberReference>(groups.Sum(group => group.Members.Count));
        foreach (var (group, members) in groups)
        {
            foreach (var member in members)
                Add(group, member);
        }
    }

    /// <summary>Whether every reference was answered.</summary>
    public bool IsEmpty => _names.Count == 0 && UserIds.Count == 0 && _unreadable.Count == 0;

    /// <summary>References to DNs that are open.</summary>
    public IReadOnlyCollection<MemberReference> Names => _names.Values;

    /// <summary>References to people's <c>uid</c>.</summary>
    public List<MemberReference> UserIds { get; } = [];

    /// <summary>The group that a reference was first seen in.</summary>
    public DirectoryGroup GroupOf(MemberReference member) => _onlyGroup ?? _groups[member];

    /// <summary>Answers the reference to an entry that matches the settings' filter.</summary>
    /// <returns><see langword="null"/> for an entry that nobody refers to, or that was answered before.</returns>
    public ResolvedMember? Take(DirectoryEntry entry)
    {
        if (!_names.Remove(entry.Dn, out var member))
            return null;
        return EntryClasses.IsGroup(entry)
            ? new ResolvedMember.NestedGroup(entry.Dn, GroupOf(member))
            : new ResolvedMember.Person(entry, GroupOf(member));
    }

    /// <summary>Answers the references to what was fetched before.</summary>
    public IEnumerable<ResolvedMember> Take(NestingSearch fetched)
    {
        foreach (var (dn, member) in fetched.IsEmpty ? [] : _names.ToList())
        {
            if (fetched.FindGroup(dn) is not null && _names.Remove(dn))
                yield return new ResolvedMember.NestedGroup(dn, GroupOf(member));
            else if (fetched.TakePerson(dn) is { } entry && Take(entry) is { } found)
                yield return found;
        }
    }

    /// <summary>Answers the references to entries that do not match the settings' filter.</summary>
    public IEnumerable<ResolvedMember> TakeOthers(
        IEnumerable<DirectoryEntry> entries, Func<DirectoryEntry, IReadOnlyList<string>> absent)
    {
        foreach (var entry in entries)
        {
            if (_names.TryGetValue(entry.Dn, out var member) && _noPeople.Contains(member) && _names.Remove(entry.Dn))
                yield return EntryClasses.IsGroup(entry)
                    ? new ResolvedMember.NestedGroup(entry.Dn, GroupOf(member))
                    : ResolvedMember.NoPerson(member, entry, GroupOf(member), absent(entry));
        }
    }

    /// <summary>Notes that a search which came to its end would have found these, were they people in the sense of the settings.</summary>
    public void MarkNoPeople(IEnumerable<MemberReference> members) => _noPeople.UnionWith(members);

    /// <summary>Whether such a search did not find the reference.</summary>
    public bool IsNoPerson(MemberReference member) => _noPeople.Contains(member);

    /// <summary>What no search has answered, and values that are no DNs.</summary>
    public IReadOnlyList<MemberReference> TakeRest()
    {
        MemberReference[] rest = [.. _names.Values, .. _unreadable];
        _names.Clear();
        _unreadable.Clear();
        return rest;
    }

    private void Add(DirectoryGroup group, MemberReference member)
    {
        if (_onlyGroup is null)
            _groups.TryAdd(member, group);
        if (member.UserId is not null)
            UserIds.Add(member);
        else if (member.Dn is { } dn)
            _names.TryAdd(dn, member);
        else
            _unreadable.Add(member);
    }
}
