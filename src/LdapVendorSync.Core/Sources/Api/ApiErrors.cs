using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sources.Api;

/// <summary>Says in the words of sources what HTTP says in those of vendors.</summary>
internal static class ApiErrors
{
    /// <summary>The failure of a source that a failure of its connection is.</summary>
    public static SourceException ToSourceException(this VendorException error) => new(FailureOf(error.Failure), error.Message, error);

    private static SourceFailure FailureOf(VendorFailure failure) => failure switch
    {
        VendorFailure.Authentication => SourceFailure.Authentication,
        VendorFailure.Malformed => SourceFailure.Malformed,
        VendorFailure.Rejected or VendorFailure.NotFound or VendorFailure.Conflict => SourceFailure.ServerError,
        _ => SourceFailure.Unavailable,
    };
}
