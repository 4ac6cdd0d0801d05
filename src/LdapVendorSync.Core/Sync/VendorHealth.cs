using System.Globalization;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Whether a vendor may still be written in this run: it is given up after too many failures, and at once where nothing can go well.
/// </summary>
/// <param name="maxErrors">With more failed changes than this the vendor is given up.</param>
internal sealed class VendorHealth(int maxErrors)
{
    private readonly Lock _gate = new();
    private int _failures;

    /// <summary>Why the vendor was given up; <see langword="null"/> while it was not.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Whether the vendor was given up.</summary>
    public bool IsStopped => StopReason is not null;

    /// <summary>Counts a failure and gives the vendor up where that is called for.</summary>
    public void Report(Exception error)
    {
        lock (_gate)
        {
            _failures++;
            StopReason ??= ReasonToStop(error) ?? TooMany();
        }
    }

    /// <summary>Gives the vendor up where an error of a read or a look-up means that nothing can go well; counts nothing.</summary>
    public void ReportRead(Exception error)
    {
        lock (_gate)
            StopReason ??= ReasonToStop(error);
    }

    private static string? ReasonToStop(Exception error) => error switch
    {
        VendorException { Failure: VendorFailure.Authentication } => $"The vendor refused the credentials: {error.Message}",
        VendorException { Failure: VendorFailure.RateLimited } => error.Message,
        HistoryException => $"The journal cannot be written, so nothing is sent: {error.Message}",
        _ => null,
    };

    private string? TooMany() => _failures > maxErrors
        ? string.Create(CultureInfo.InvariantCulture, $"Stopped after {_failures} failures, more than max_errors_per_vendor {maxErrors}.")
        : null;
}
