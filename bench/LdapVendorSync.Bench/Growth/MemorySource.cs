using System.Runtime.CompilerServices;
using LdapVendorSync.Bench.Populations;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;

namespace LdapVendorSync.Bench.Growth;

/// <summary>The settings of a source whose people are made up while they are read.</summary>
internal sealed record MemorySourceSettings : SourceSettings
{
    /// <summary>The name of this kind of source.</summary>
    public const string Kind = "memory";

    /// <inheritdoc />
    public override string Type => Kind;
}

/// <summary>A source of one group that answers at once.</summary>
/// <param name="name">Its name in the configuration.</param>
/// <param name="people">Who is in the group.</param>
internal sealed class MemorySource(string name, People people) : ISource
{
    /// <inheritdoc />
    public string Name => name;

    /// <inheritdoc />
    public GroupRead ReadGroup(GroupReference group, CancellationToken cancellationToken) => new(
        ReadSide.Source,
        name,
        group.Name,
        (recorder, _) =>
        {
            recorder.MarkProved();
            return people.AtSource().ToAsyncEnumerable();
        },
        cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<SourceGroup> ListGroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return new SourceGroup("everybody", "everybody");
    }

    /// <inheritdoc />
    public IAsyncEnumerable<GroupMember> ListUsersAsync(CancellationToken cancellationToken) => people.AtSource().ToAsyncEnumerable();

    /// <inheritdoc />
    public Task<IReadOnlyList<CheckResult>> TestAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<CheckResult>>([]);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
