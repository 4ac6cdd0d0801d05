namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// Counts the binds with a password that were sent and not answered. Each may have counted as a wrong password: were they repeated at every
/// server and with every retry, a changed password would lock the account.
/// </summary>
internal sealed class UnansweredBinds
{
    // Enough for servers that are down behind a load balancer or freeze in just that moment; fewer than the failures that lock accounts.
    private const int Most = 4;

    private int _count;

    /// <summary>Why no further one is sent.</summary>
    public static ServerFailure Explanation { get; } = new(
        "The password was sent four times without an answer and is not sent again now, as each time may have counted as a wrong one.",
        SourceFailure.Unavailable);

    /// <summary>Whether no further one may be sent.</summary>
    public bool IsEnough => _count >= Most;

    /// <summary>Notes one.</summary>
    public void Note() => _count++;
}
