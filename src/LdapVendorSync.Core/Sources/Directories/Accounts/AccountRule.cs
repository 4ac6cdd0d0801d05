using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Directories.Accounts;

/// <summary>One way in which a directory keeps the state of an account.</summary>
/// <param name="Attributes">The attributes that it looks at. Some are operational: they come only when asked for by name.</param>
/// <param name="Judge">What they say at a moment, or <see langword="null"/> where they say nothing.</param>
internal sealed record AccountRule(IReadOnlyList<string> Attributes, Func<DirectoryEntry, DateTimeOffset, AccountVerdict?> Judge);

/// <summary>What one rule says of an account.</summary>
/// <param name="State">The state; <see langword="null"/> where the rule only knows when it will say something.</param>
/// <param name="Until">When the rule will say something else by itself.</param>
/// <param name="MayBeOver">Whether the state may have ended already, which the directory does not tell: nothing is to follow from it.</param>
internal readonly record struct AccountVerdict(AccountState? State, DateTimeOffset? Until = null, bool MayBeOver = false);
