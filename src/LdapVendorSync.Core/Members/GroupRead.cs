using System.Runtime.CompilerServices;

namespace LdapVendorSync.Core.Members;

/// <summary>
/// One reading of one group: a stream of members that ends in a <see cref="Members.Completeness"/>. It can be enumerated once.
/// </summary>
/// <remarks>
/// The stream never throws for a fault of the read (only for cancellation): it ends, and <see cref="Completeness"/> is Failed.
/// While members are still to come, or if the enumeration was abandoned or cancelled, <see cref="Completeness"/> stays
/// <see langword="null"/>.
/// </remarks>
public sealed class GroupRead : IAsyncEnumerable<GroupMember>
{
    private readonly Func<GroupReadRecorder, CancellationToken, IAsyncEnumerable<GroupMember>> _read;
    private readonly CancellationToken _cancellationToken;
    private readonly GroupReadRecorder _recorder = new();
    private int _started;

    /// <summary>A read that starts when it is enumerated.</summary>
    /// <param name="side">Which side is read.</param>
    /// <param name="system">The name of the source or vendor.</param>
    /// <param name="group">The group as the config or the user named it.</param>
    /// <param name="read">
    /// Yields the members and records what the read is worth; may throw, which makes the read Failed. Its token is cancelled by
    /// <paramref name="cancellationToken"/> and by that of the enumeration.
    /// </param>
    /// <param name="cancellationToken">The token of whoever asked for the read.</param>
    public GroupRead(
        ReadSide side,
        string system,
        string group,
        Func<GroupReadRecorder, CancellationToken, IAsyncEnumerable<GroupMember>> read,
        CancellationToken cancellationToken = default)
    {
        Side = side;
        System = system;
        Group = group;
        _read = read;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Tells this read from others of the same group.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Which side was read.</summary>
    public ReadSide Side { get; }

    /// <summary>The name of the source or vendor.</summary>
    public string System { get; }

    /// <summary>The group as the config or the user named it.</summary>
    public string Group { get; }

    /// <summary>The group's stable id on its side, where known.</summary>
    public string? GroupId => _recorder.GroupId;

    /// <summary>Where the group is on its side, for LDAP-like sources; where known.</summary>
    public string? GroupDistinguishedName => _recorder.GroupDistinguishedName;

    /// <summary>The reads that this one was made together with; <see langword="null"/> for one that stands alone.</summary>
    public GroupReadSet? Set { get; internal set; }

    /// <summary>How many members were yielded so far.</summary>
    public int MemberCount { get; private set; }

    /// <inheritdoc cref="GroupReadRecorder.FilteredOut" />
    public int FilteredOut => _recorder.FilteredOut;

    /// <inheritdoc cref="GroupReadRecorder.NonPeople" />
    public IReadOnlyList<NonPersonMembers> NonPeople => _recorder.NonPeople;

    /// <inheritdoc cref="GroupReadRecorder.Doubtful" />
    public IReadOnlyList<DoubtfulMember> Doubtful => _recorder.Doubtful;

    /// <inheritdoc cref="GroupReadRecorder.ValidUntil" />
    public DateTimeOffset? ValidUntil => _recorder.ValidUntil;

    /// <inheritdoc cref="GroupReadRecorder.OpenReason" />
    public string? OpenReason => _recorder.OpenReason;

    /// <summary>The groups whose lists were read: the group itself and those nested in it, for sources that tell.</summary>
    public IReadOnlyList<ReadGroup> Groups => _recorder.Groups;

    /// <summary>
    /// When the group was really read, where it is known not to have changed since; <see langword="null"/> for a read of now.
    /// </summary>
    public DateTimeOffset? UnchangedSince { get; internal init; }

    /// <summary>What the read ended in; <see langword="null"/> until it has ended.</summary>
    public Completeness? Completeness { get; private set; }

    /// <summary>What its members share.</summary>
    internal SharedDetails Details => field ??= new SharedDetails(this);

    /// <summary>A read that failed before it began.</summary>
    public static GroupRead Failed(ReadSide side, string system, string group, Exception error) =>
        new(side, system, group, (_, _) => throw error);

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">The read was already enumerated.</exception>
    /// <exception cref="OperationCanceledException">The read was cancelled.</exception>
    public async IAsyncEnumerator<GroupMember> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
            throw new InvalidOperationException($"The read of group '{Group}' was already enumerated; read the group again.");

        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken, cancellationToken);
        var names = new TextPool();
        var members = Start(cancellation.Token).GetAsyncEnumerator(cancellation.Token);
        try
        {
            while (await MoveNextAsync(members, cancellation.Token).ConfigureAwait(false))
            {
                MemberCount++;

                // A copy: what was yielded may be shared with other reads, as where a source keeps everybody in memory.
                yield return Take(members.Current, names);
            }
        }
        finally
        {
            await CloseAsync(members).ConfigureAwait(false);
        }

        Completeness ??= _recorder.Conclude();
    }

    /// <inheritdoc />
    public override string ToString() => $"{Side} {System}/{Group}";

    // Many have the same first or last name: a big group keeps each name once.
    private GroupMember Take(GroupMember member, TextPool names) => member with
    {
        Read = this,
        FirstName = names.Share(member.FirstName),
        LastName = names.Share(member.LastName),
    };

    private async IAsyncEnumerable<GroupMember> Start([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A method of its own, so that a read that throws before its first member fails like one that throws later.
        await foreach (var member in _read(_recorder, cancellationToken).ConfigureAwait(false))
            yield return member;
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<GroupMember> members, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await members.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // What breaks because of a cancellation (a closed connection, a wrapped exception) is the cancellation. Whatever else ends a
            // read makes it Failed: the consumer sees it as completeness, with the error kept.
            cancellationToken.ThrowIfCancellationRequested();
            Completeness = Members.Completeness.Failed(error);
            return false;
        }
    }

    private static async ValueTask CloseAsync(IAsyncEnumerator<GroupMember> members)
    {
        try
        {
            await members.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Only an abandoned read is still open here: nothing is concluded from it, whatever goes wrong now.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
