namespace LdapVendorSync.Ldap.Protocol;

/// <summary>The requests of which a search consists: one, or as many as there are pages.</summary>
internal interface ISearchSequence
{
    /// <summary>The first request.</summary>
    LdapSearchRequest First { get; }

    /// <summary>The request that follows a result; null when the search is over.</summary>
    /// <param name="result">The result of the request before.</param>
    /// <param name="firstItem">What that request yielded first; null when it yielded nothing.</param>
    LdapSearchRequest? Next(LdapResult result, LdapSearchItem? firstItem);
}

/// <summary>A search in one request.</summary>
internal sealed class SingleSearch(LdapSearchRequest request) : ISearchSequence
{
    public LdapSearchRequest First => request;

    public LdapSearchRequest? Next(LdapResult result, LdapSearchItem? firstItem) => null;
}
