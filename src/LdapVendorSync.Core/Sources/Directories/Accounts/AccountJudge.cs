using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Directories.Accounts;

/// <summary>Tells from a person's entry whether the account may be used, now and how much longer.</summary>
/// <remarks>
/// Of several rules the gravest answer counts: disabled, expired, locked, active. A lock after wrong passwords does not disable an account,
/// unless the settings say so: anybody could take somebody's access away by typing wrong passwords. Even then a lock that may be over
/// long since disables nobody.
/// </remarks>
internal sealed class AccountJudge(IReadOnlyList<AccountRule> rules, LockedAccounts lockedAccounts, TimeProvider timeProvider)
{
    private readonly string[] _attributes = [.. rules.SelectMany(rule => rule.Attributes).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The attributes that tell.</summary>
    public IReadOnlyList<string> Attributes => _attributes;

    /// <summary>A judge by the rules of a directory and those that the settings add.</summary>
    public static AccountJudge Create(DirectorySourceSettings settings, IEnumerable<AccountRule> rules, TimeProvider timeProvider)
    {
        var lockedTime = AccountRules.LockedSince(settings.LockoutDuration);
        List<AccountRule> all = [.. rules.Select(rule => rule == AccountRules.LockedTime ? lockedTime : rule)];
        if (settings.ShadowExpire)
            all.Add(AccountRules.ShadowExpire);
        if (settings.DisabledLoginShells.Count > 0)
            all.Add(AccountRules.LoginShell(settings.DisabledLoginShells));
        return new AccountJudge(all, settings.LockedAccounts, timeProvider);
    }

    /// <summary>What an entry says of its account.</summary>
    public AccountStatus Judge(DirectoryEntry entry)
    {
        if (IsSilent(entry))
            return new AccountStatus(null, null, null);
        var now = timeProvider.GetUtcNow();
        var verdicts = rules.Select(rule => rule.Judge(entry, now)).OfType<AccountVerdict>().ToList();
        var states = verdicts.Select(verdict => verdict.State).OfType<AccountState>().ToHashSet();
        var isLocked = states.Contains(AccountState.Locked);
        if (states.Contains(AccountState.Disabled))
            return new AccountStatus(AccountState.Disabled, false, EndOf(AccountState.Disabled, verdicts));
        if (states.Contains(AccountState.Expired))
            return new AccountStatus(AccountState.Expired, false, null);
        if (lockedAccounts == LockedAccounts.Disabled && verdicts.Exists(verdict => IsSure(AccountState.Locked, verdict)))
            return new AccountStatus(AccountState.Locked, false, EndOf(AccountState.Locked, verdicts) ?? now);

        // A lock says nothing of what comes after it: whether an administrator wants the account to be used.
        bool? enabled = states.Contains(AccountState.Active) ? true : null;
        AccountState? state = isLocked ? AccountState.Locked : enabled is null ? null : AccountState.Active;
        return new AccountStatus(state, enabled, verdicts.Min(verdict => verdict.Until));
    }

    // Most entries say nothing of their account, and there may be a hundred thousand of them.
    private bool IsSilent(DirectoryEntry entry)
    {
        foreach (var attribute in _attributes)
        {
            if (entry[attribute].Count > 0)
                return false;
        }

        return true;
    }

    private static bool IsSure(AccountState state, AccountVerdict verdict) => verdict.State == state && !verdict.MayBeOver;

    /// <summary>When the last of the rules that give a state will not do so any more; <see langword="null"/> for a rule without end.</summary>
    private static DateTimeOffset? EndOf(AccountState state, List<AccountVerdict> verdicts)
    {
        var giving = verdicts.Where(verdict => IsSure(state, verdict)).ToList();
        return giving.Exists(verdict => verdict.Until is null) ? null : giving.Max(verdict => verdict.Until);
    }
}
