using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Http.Authentication;

/// <summary>Has the credential of the moment for every request of a vendor. Safe for concurrent use.</summary>
internal interface ICredentialSource : IAsyncDisposable
{
    /// <summary>How requests are authenticated, for a person; without secrets.</summary>
    string Description { get; }

    /// <summary>The credential to send; <see langword="null"/> for none. Gets one first where that is needed.</summary>
    /// <exception cref="VendorException">There is none to be had; nothing was sent to the vendor.</exception>
    ValueTask<Credential?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Whether an answer with this status means that the credential was refused.</summary>
    bool IsRefusal(int status);

    /// <summary>Whether another credential than the one that was refused can be had, so that the request may be sent once more.</summary>
    bool TryRenew(Credential? refused);

    /// <summary>Notes that a credential was accepted.</summary>
    void Accept(Credential? credential);
}
