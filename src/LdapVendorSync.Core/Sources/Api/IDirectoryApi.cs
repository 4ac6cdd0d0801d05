using LdapVendorSync.Core.Diagnostics;

namespace LdapVendorSync.Core.Sources.Api;

/// <summary>
/// What a directory behind an HTTP API is asked. It knows addresses, pages and fields; what a group is, what a read is worth and whom it
/// holds is decided in <c>ApiSource</c>, once for all of them.
/// </summary>
/// <remarks>
/// Safe for concurrent use. Every list is read page by page and yields what each page has; it tells by its <see cref="ListProof"/> whether
/// its end is proved. What fails throws a <see cref="SourceException"/>, or what <see cref="GuardedDirectoryApi"/> makes one of.
/// </remarks>
internal interface IDirectoryApi : IAsyncDisposable
{
    /// <summary>Whether groups of this directory can hold groups; where not, there is no use in asking each of them for its own.</summary>
    bool HasNestedGroups { get; }

    /// <summary>The groups that a text means: the one with this id or path, else those with exactly this name.</summary>
    Task<IReadOnlyList<ApiGroup>> FindGroupsAsync(string text, CancellationToken cancellationToken);

    /// <summary>The group with an id; <see langword="null"/> where there is none (any more).</summary>
    Task<ApiGroup?> GetGroupAsync(string id, CancellationToken cancellationToken);

    /// <summary>Every group, nested ones included.</summary>
    IAsyncEnumerable<ApiGroup> ListGroupsAsync(ListProof proof, CancellationToken cancellationToken);

    /// <summary>The groups directly in a group.</summary>
    IAsyncEnumerable<ApiGroup> ListNestedGroupsAsync(ApiGroup group, ListProof proof, CancellationToken cancellationToken);

    /// <summary>The entries directly in a group, without groups.</summary>
    IAsyncEnumerable<ApiEntry> ListMembersAsync(ApiGroup group, ListProof proof, CancellationToken cancellationToken);

    /// <summary>Everybody.</summary>
    IAsyncEnumerable<ApiEntry> ListUsersAsync(ListProof proof, CancellationToken cancellationToken);

    /// <summary>The entries that a text may mean: an id, a login name, a mail address, a name to show.</summary>
    Task<IReadOnlyList<ApiEntry>> FindUsersAsync(string text, CancellationToken cancellationToken);

    /// <summary>The groups that list an entry directly. They are all of them, or it fails.</summary>
    Task<IReadOnlyList<ApiGroup>> ListGroupsOfAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Checks step by step what the account may do. Faults are results.</summary>
    Task<IReadOnlyList<CheckResult>> TestAsync(CancellationToken cancellationToken);
}
