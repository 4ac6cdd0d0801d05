using System.Collections.Concurrent;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>
/// The groups and people that one run has read of a directory, so that whatever several mappings need is read once. Only what was found is
/// kept: what was not found, or left out, is looked up each time. Beyond its bounds it keeps nothing more. Safe for concurrent use.
/// </summary>
internal sealed class ReadCache
{
    /// <summary>How many people are kept; each takes some 400 bytes besides what the run holds of them anyway.</summary>
    public const int MaxPeople = 100_000;

    /// <summary>How many members the kept groups may list altogether.</summary>
    public const int MaxListed = 200_000;

    private readonly ConcurrentDictionary<DistinguishedName, DirectoryGroup> _groups = new();
    private readonly ConcurrentDictionary<DistinguishedName, GroupMember> _people = new();
    private int _peopleCount;
    private int _listed;

    /// <summary>A group that was read; <see langword="null"/> for one that was not.</summary>
    public DirectoryGroup? FindGroup(DistinguishedName dn) => _groups.GetValueOrDefault(dn);

    /// <summary>A person who was read, without the way into a group; <see langword="null"/> for one who was not.</summary>
    public GroupMember? FindPerson(DistinguishedName dn) => _people.GetValueOrDefault(dn);

    /// <summary>Keeps a group.</summary>
    public void Add(DirectoryGroup group)
    {
        if (Volatile.Read(ref _listed) + group.Members.Count <= MaxListed && _groups.TryAdd(group.Dn, group))
            Interlocked.Add(ref _listed, group.Members.Count);
    }

    /// <summary>Keeps a person.</summary>
    public void Add(DistinguishedName dn, GroupMember person)
    {
        if (Volatile.Read(ref _peopleCount) < MaxPeople && _people.TryAdd(dn, person))
            Interlocked.Increment(ref _peopleCount);
    }
}
