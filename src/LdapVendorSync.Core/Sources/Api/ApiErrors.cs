using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sources.Api;

/// <summary>Says in the words of sources what HTTP says in those of vendors.</summary>
internal static class ApiErrors
{
    private const int Forbidden = 403;

    /// <summary>The failure of a source that a failure of its connection is.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="notFound">What it is that something is not there.</param>
    public static SourceException ToSourceException(this VendorException error, SourceFailure notFound = SourceFailure.ServerError) =>
        new(FailureOf(error, notFound), error.Message, error);

    /// <summary>Does something, and says in the words of sources how it failed.</summary>
    /// <exception cref="SourceException">It failed.</exception>
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            throw error.ToSourceException();
        }
    }

    /// <inheritdoc cref="TranslateAsync" />
    public static T Translate<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (VendorException error)
        {
            throw error.ToSourceException();
        }
    }

    private static SourceFailure FailureOf(VendorException error, SourceFailure notFound) => error.Failure switch
    {
        _ when error.StatusCode == Forbidden => SourceFailure.AccessDenied,
        VendorFailure.Authentication => SourceFailure.Authentication,
        VendorFailure.Malformed => SourceFailure.Malformed,
        VendorFailure.NotFound => notFound,
        VendorFailure.Rejected or VendorFailure.Conflict => SourceFailure.ServerError,
        _ => SourceFailure.Unavailable,
    };
}
