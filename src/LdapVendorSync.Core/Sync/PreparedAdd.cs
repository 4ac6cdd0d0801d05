using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>An addition whose account was looked up, and created where that is due.</summary>
/// <param name="Change">The addition with the account; without one where adding makes it.</param>
internal sealed record PreparedAdd(MembershipChange Change)
{
    /// <summary>What became of it already; <see langword="null"/> where the account is still to be added.</summary>
    public ChangeOutcome? Outcome { get; init; }

    /// <summary>Whether only a link speaks for the account: it may be gone.</summary>
    public bool ByLinkAlone { get; init; }

    /// <summary>Whether the account was found by its key, with everything that the vendor tells of it.</summary>
    public bool IsFound { get; init; }

    /// <summary>Whether the account was created for it.</summary>
    public bool IsCreated { get; init; }

    /// <summary>Whether adding makes the account.</summary>
    public bool MakesAccount => Change.VendorMember is null;

    /// <summary>Nothing is left to send.</summary>
    public static PreparedAdd Done(ChangeOutcome outcome) => new(outcome.Change) { Outcome = outcome };
}
