using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources;

/// <summary>A directory that is right: groups and people are read from it, never written.</summary>
/// <remarks>Implementations may be asked for several groups at once.</remarks>
public interface ISource : IAsyncDisposable
{
    /// <summary>The source's name in the config.</summary>
    string Name { get; }

    /// <summary>Reads one group. Nothing is sent before the result is enumerated.</summary>
    /// <param name="group">Which group, and whether nested groups count.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The members and then the completeness; a group that is not there makes the read Failed
    /// with a <see cref="SourceException"/>.</returns>
    GroupRead ReadGroup(GroupReference group, CancellationToken cancellationToken);

    /// <summary>Every group that the source offers.</summary>
    /// <exception cref="SourceException">The list could not be read to its end.</exception>
    IAsyncEnumerable<SourceGroup> ListGroupsAsync(CancellationToken cancellationToken);

    /// <summary>Every person that the source offers.</summary>
    /// <exception cref="SourceException">The list could not be read to its end.</exception>
    IAsyncEnumerable<GroupMember> ListUsersAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Checks step by step whether the source can be used: reach, authenticate, what it may read. Faults are results, not exceptions.
    /// </summary>
    Task<IReadOnlyList<CheckResult>> TestAsync(CancellationToken cancellationToken);
}
