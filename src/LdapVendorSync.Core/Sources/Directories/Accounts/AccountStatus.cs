using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Directories.Accounts;

/// <summary>What an entry says of its account at one moment.</summary>
/// <param name="State">The state; <see langword="null"/> where no attribute tells.</param>
/// <param name="Enabled">Whether the account counts as one that may be used; <see langword="null"/> where no attribute tells.</param>
/// <param name="Until">Until when this holds if nobody changes the entry; <see langword="null"/> where only a change can end it.</param>
internal readonly record struct AccountStatus(AccountState? State, bool? Enabled, DateTimeOffset? Until);
