namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>What <see cref="KnownGroupFinder"/> needs of a directory.</summary>
internal interface IGroupFinder
{
    /// <summary>Finds the one group that is meant.</summary>
    /// <exception cref="SourceException">There is none, there are several, it is no group, or the directory cannot say.</exception>
    Task<DirectoryGroup> FindAsync(GroupSelector selector, CancellationToken cancellationToken);

    /// <summary>Finds a group by an id that survives renames, wherever it is; <see langword="null"/> where no group can be seen that has
    /// it.</summary>
    /// <exception cref="SourceException">The directory cannot answer any more.</exception>
    Task<DirectoryGroup?> FindByIdAsync(string id, CancellationToken cancellationToken);
}
