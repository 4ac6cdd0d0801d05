namespace LdapVendorSync.Core.Notifications;

/// <summary>What is to be told after a run.</summary>
/// <param name="News">New troubles, and old ones whose time has come again.</param>
/// <param name="Known">Troubles that were told a short while ago.</param>
/// <param name="Recovered">Troubles that are over.</param>
internal sealed record AlertVerdict(IReadOnlyList<Alert> News, IReadOnlyList<Alert> Known, IReadOnlyList<OpenAlert> Recovered);
