using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit;

/// <summary>
/// A fresh vendor application, without accounts and groups of the contract's people, and the provider for it. This is all that the author
/// of a provider writes to have it tested; each behaviour gets an instance of its own.
/// </summary>
/// <remarks>
/// Seeding and reading go behind the provider's back: to the test server's memory, its database, its administrative API. What has a default
/// here is a skill: a behaviour that needs one that is missing is skipped, and says so.
/// </remarks>
public interface IVendorUnderTest : IAsyncDisposable
{
    /// <summary>
    /// The vendor as an administrator would configure it, with credentials that are right. Name a mapping to
    /// <see cref="ContractNames.Group"/> where the provider looks at a mapped group to see whether the credentials are accepted.
    /// </summary>
    VendorSettings Settings { get; }

    /// <summary>Makes a provider that is not connected yet, as <see cref="VendorProviderDescriptor.Create"/> does.</summary>
    /// <param name="context">
    /// <see cref="Settings"/> or <see cref="WrongCredentials"/> with the retries and time limits of the behaviour, a log and a clock.
    /// </param>
    IVendorProvider CreateProvider(VendorContext context);

    /// <summary>Makes accounts in the vendor.</summary>
    /// <param name="users">The people; only <see cref="Attributes"/> of them count, and <see cref="GroupMember.Enabled"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Their ids at the vendor, in the same order.</returns>
    Task<IReadOnlyList<string>> SeedUsersAsync(IReadOnlyList<GroupMember> users, CancellationToken cancellationToken);

    /// <summary>Makes a group with members in the vendor.</summary>
    /// <param name="group">Its name.</param>
    /// <param name="userIds">The members' ids at the vendor.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task SeedGroupAsync(string group, IReadOnlyList<string> userIds, CancellationToken cancellationToken);

    /// <summary>Every account as the vendor really has it.</summary>
    Task<IReadOnlyList<GroupMember>> ReadUsersAsync(CancellationToken cancellationToken);

    /// <summary>The ids of a group's members as the vendor really has them; <see langword="null"/> where there is no such group.</summary>
    Task<IReadOnlyList<string>?> ReadGroupAsync(string group, CancellationToken cancellationToken);

    /// <summary>The attributes that an account of this vendor has, by their canonical names (<see cref="AttributeNames"/>).</summary>
    IReadOnlyList<string> Attributes => AttributeNames.Profile;

    /// <summary>The attributes that accounts can be looked up by; the first one is what this vendor tells people apart by.</summary>
    IReadOnlyList<string> Keys => [AttributeNames.UserName, AttributeNames.Email, AttributeNames.Id];

    /// <summary>How many members one answer of the vendor holds at most, so that the edges of pages are tested.</summary>
    int? PageSize => null;

    /// <summary>The vendor configured with credentials that are wrong; <see langword="null"/> where there is no log-in.</summary>
    VendorSettings? WrongCredentials => null;

    /// <summary>Texts that may never be in a message or a log: passwords, tokens.</summary>
    IReadOnlyList<string> Secrets => [];

    /// <summary>Misbehaviour on request; <see langword="null"/> where the vendor cannot be made to.</summary>
    IVendorFaults? Faults => null;

    /// <summary>How many requests have reached the vendor; <see langword="null"/> where nobody counts.</summary>
    RequestCount? Requests => null;

    /// <summary>
    /// Behaviours, by name, that this vendor's API makes impossible, with the reason. They are still run: a deviation that is none fails.
    /// </summary>
    IReadOnlyDictionary<string, string> Deviations => new Dictionary<string, string>();
}
