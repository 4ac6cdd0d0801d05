using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Http.Authentication;

/// <summary>Gets credentials that do not last: a token endpoint, a login call.</summary>
internal interface ICredentialIssuer : IAsyncDisposable
{
    /// <summary>Gets one.</summary>
    /// <exception cref="VendorException">There is none to be had.</exception>
    Task<IssuedCredential> IssueAsync(CancellationToken cancellationToken);

    /// <summary>Gives one back that is not needed any more. Failures are logged.</summary>
    Task RevokeAsync(Credential credential, CancellationToken cancellationToken);
}
