namespace LdapVendorSync.Core.Members;

/// <summary>Somebody of whom it is not certain who they are. They are neither added, updated nor removed.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Member">The person or account.</param>
/// <param name="Message">A sentence for an administrator.</param>
/// <param name="Side">Which side <paramref name="Member"/> is from.</param>
public sealed record IdentityProblem(IdentityProblemKind Kind, GroupMember Member, string Message, ReadSide Side);

/// <summary>What makes an identity uncertain.</summary>
public enum IdentityProblemKind
{
    /// <summary>Several people of the source have one key.</summary>
    DuplicateKeyAtSource,

    /// <summary>One person fits several accounts.</summary>
    SeveralAccounts,

    /// <summary>The account that a key finds is linked to somebody else.</summary>
    AccountOfAnother,

    /// <summary>A person is linked to one account, but their key belongs to another one in the group.</summary>
    LinkContradictsKey,

    /// <summary>A person has neither key nor link.</summary>
    NoKey,

    /// <summary>Entries of one side with different keys have one id, so that it does not say who is meant.</summary>
    DuplicateId,

    /// <summary>A person fits an account by one key, but not by a better one that both have.</summary>
    KeysContradict,

    /// <summary>An account has a key of somebody at the source, but it is not certain whose it is.</summary>
    AccountInDoubt,

    /// <summary>It is not certain whether a person is one of those whom the mapping leaves out.</summary>
    ExclusionInDoubt,
}
