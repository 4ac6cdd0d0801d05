namespace LdapVendorSync.Core.Configuration;

/// <summary>What an account counts as, by its status in Okta (https://developer.okta.com/docs/concepts/users/).</summary>
public sealed record OktaStatusSettings
{
    /// <summary><c>ACTIVE</c>: in use.</summary>
    [Setting("What an account counts as that is ACTIVE: in use.")]
    public AccountPolicy Active { get; init; } = AccountPolicy.Enabled;

    /// <summary><c>STAGED</c>: created, but not yet activated.</summary>
    [Setting("What an account counts as that is STAGED: created, but not yet activated, as those of people who begin later.")]
    public AccountPolicy Staged { get; init; } = AccountPolicy.Disabled;

    /// <summary><c>PROVISIONED</c>: activated, but the person has not chosen a password yet.</summary>
    [Setting("What an account counts as that is PROVISIONED: activated, but the person has not set a password yet (Pending user action).")]
    public AccountPolicy Provisioned { get; init; } = AccountPolicy.Enabled;

    /// <summary><c>RECOVERY</c>: the password is being reset.</summary>
    [Setting("What an account counts as that is in RECOVERY: its password is being reset.")]
    public AccountPolicy Recovery { get; init; } = AccountPolicy.Enabled;

    /// <summary><c>PASSWORD_EXPIRED</c>: the person has to choose another password.</summary>
    [Setting("What an account counts as that is PASSWORD_EXPIRED: the person has to choose another password.")]
    public AccountPolicy PasswordExpired { get; init; } = AccountPolicy.Enabled;

    /// <summary><c>LOCKED_OUT</c>: locked after too many wrong passwords.</summary>
    [Setting(
        "What an account counts as that is LOCKED_OUT after too many wrong passwords: enabled, since anybody can bring that about "
        + "who knows the login name.")]
    public AccountPolicy LockedOut { get; init; } = AccountPolicy.Enabled;

    /// <summary><c>SUSPENDED</c>: an administrator has suspended it.</summary>
    [Setting("What an account counts as that is SUSPENDED by an administrator.")]
    public AccountPolicy Suspended { get; init; } = AccountPolicy.Disabled;

    /// <summary><c>DEPROVISIONED</c>: deactivated.</summary>
    [Setting("What an account counts as that is DEPROVISIONED: deactivated, as those of people who have left.")]
    public AccountPolicy Deprovisioned { get; init; } = AccountPolicy.Disabled;
}
