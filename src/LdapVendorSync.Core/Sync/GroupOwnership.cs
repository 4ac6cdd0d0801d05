using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Which mapping owns which vendor group. Two names of the config may mean one group, such as its name and its id; two mappings that own it would
/// remove each other's members, so neither is synced.
/// </summary>
internal sealed class GroupOwnership
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Target, string GroupId), Owner> _owners = [];

    /// <summary>Notes that a mapping follows a group, and refuses it and the other owner where there is one already.</summary>
    /// <param name="target">The canonical target of the vendor.</param>
    /// <param name="group">The group that the mapping's name means.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="run">The mapping in this run; <see langword="null"/> where it was not selected.</param>
    public void Claim(string target, VendorGroup group, MappingReference mapping, MappingRun? run)
    {
        lock (_gate)
        {
            if (_owners.TryAdd((target, group.Id), new Owner(mapping, run)))
                return;
            var other = _owners[(target, group.Id)];
            if (other.Mapping == mapping)
                return;
            var message = $"'{other.Mapping}' and '{mapping}' mean the same vendor group (id '{group.Id}') and would remove each other's members. "
                + "Name the group once, or make the mappings a union of one name (combine: union).";
            other.Run?.Refuse(message);
            run?.Refuse(message);
        }
    }

    /// <summary>The configured mapping that owns a group; <see langword="null"/> where none does.</summary>
    /// <param name="target">The canonical target of the vendor.</param>
    /// <param name="group">The group.</param>
    public MappingReference? FindOwner(string target, VendorGroup group)
    {
        lock (_gate)
            return _owners.GetValueOrDefault((target, group.Id))?.Mapping;
    }

    private sealed record Owner(MappingReference Mapping, MappingRun? Run);
}
