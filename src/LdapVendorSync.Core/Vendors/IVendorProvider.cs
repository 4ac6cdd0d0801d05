using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors;

/// <summary>
/// Speaks the API of one vendor application. Each effect on the vendor is an operation of its
/// own, so that plan, journal and undo can see it.
/// </summary>
/// <remarks>
/// <para>Operations may be called at the same time from several threads, but never two for the same person at once.</para>
/// <para>Every operation throws <see cref="VendorException"/> for a failure; retries of what may be retried have already happened inside.
/// An operation that finds its effect already there succeeds (adding a member who is in, removing one who is not).</para>
/// </remarks>
public interface IVendorProvider : IAsyncDisposable
{
    /// <summary>What this vendor can do; before <see cref="ConnectAsync"/>, what it can at most.</summary>
    VendorCapabilities Capabilities { get; }

    /// <summary>Reaches the vendor and logs in where that is a step of its own. Called once, before anything else.</summary>
    /// <exception cref="VendorException">The vendor cannot be reached or refuses the credentials.</exception>
    Task ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Looks a group up by the name or id that the config gives.</summary>
    /// <returns>The group, or <see langword="null"/> where the vendor has proved that there is none.</returns>
    Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken);

    /// <summary>Creates a group.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Unsupported"/> where the vendor cannot.</exception>
    Task<VendorGroup> CreateGroupAsync(string group, CancellationToken cancellationToken);

    /// <summary>Reads who is in a group. Nothing is sent before the result is enumerated.</summary>
    GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken);

    /// <summary>Finds the one account that has a key.</summary>
    /// <returns>The account, or <see langword="null"/> where the vendor has none.</returns>
    /// <exception cref="VendorException"><see cref="VendorFailure.Ambiguous"/> where several accounts have the key.</exception>
    Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken);

    /// <summary>Creates an account. A request whose outcome is unknown is checked by looking before it is sent again.</summary>
    /// <param name="member">The person in the vendor's terms; <see cref="GroupMember.Id"/> is the
    /// source's id and is not sent as the account's.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The account with the vendor's id.</returns>
    Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken);

    /// <summary>Changes the attributes that differ, and no others.</summary>
    Task UpdateUserAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken);

    /// <summary>Lets an account be used, or not.</summary>
    Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken);

    /// <summary>Makes an account a member of a group.</summary>
    Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken);

    /// <summary>Ends an account's membership of a group. The account stays.</summary>
    Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken);

    /// <summary>Whether to take somebody out of this very group deletes the account
    /// (<see cref="VendorCapabilities.RemovalDeletesAccount"/>), for vendors where groups differ in that.</summary>
    bool RemovalDeletesAccountIn(VendorGroup group) => Capabilities.RemovalDeletesAccount;

    /// <summary>Deletes an account with everything that it holds. Only called where it is allowed, and as a guarded removal.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Unsupported"/> where the vendor cannot.</exception>
    Task DeleteUserAsync(GroupMember user, CancellationToken cancellationToken) =>
        throw new VendorException(VendorFailure.Unsupported, "This vendor's accounts cannot be deleted.") { NotSent = true };
}
