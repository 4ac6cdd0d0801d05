using System.Globalization;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Whether a vendor may still be written in this run: it is given up after too many failures, and at once where nothing can go well.
/// </summary>
/// <param name="settings">How many changes may fail.</param>
internal sealed class VendorHealth(ErrorHandlingSettings settings)
{
    private readonly Lock _gate = new();
    private string? _reason;
    private int _tried;
    private int _failed;
    private int _notSent;
    private int _retriesWithheld;

    /// <summary>Why the vendor was given up; <see langword="null"/> while it was not.</summary>
    public string? StopReason => Volatile.Read(ref _reason);

    /// <summary>What kind of reason that is; <see langword="null"/> while it was not given up.</summary>
    public VendorStopCause? StopCause { get; private set; }

    /// <summary>Whether the vendor was given up.</summary>
    public bool IsStopped => StopReason is not null;

    /// <summary>The reason with what it cost, for the end of the run; <see langword="null"/> where the vendor was not given up.</summary>
    public string? Verdict
    {
        get
        {
            lock (_gate)
            {
                return _notSent == 0
                    ? _reason
                    : Invariant($"{_reason} {_notSent} change(s) were not sent; the next run has them again.");
            }
        }
    }

    /// <summary>
    /// What to say of requests that were not tried again for want of retries; <see langword="null"/> where there were none.
    /// </summary>
    public string? RetryNote
    {
        get
        {
            lock (_gate)
            {
                return _retriesWithheld == 0
                    ? null
                    : Invariant($"{_retriesWithheld} request(s) were not tried again, because retry_budget ({settings.RetryBudget}) was spent: ")
                        + "many requests to the vendor failed.";
            }
        }
    }

    /// <summary>Counts a change that was tried and did not fail.</summary>
    public void ReportTried()
    {
        lock (_gate)
            _tried++;
    }

    /// <summary>Counts a change that was not sent because the vendor was given up.</summary>
    public void ReportNotSent()
    {
        lock (_gate)
            _notSent++;
    }

    /// <summary>Counts a failed change and gives the vendor up where that is called for.</summary>
    public void Report(Exception error)
    {
        lock (_gate)
        {
            _tried++;
            _failed++;
            Stop(error);
            if (_reason is null && IsTooMany)
                Stop(VendorStopCause.TooManyErrors, TooMany());
        }
    }

    /// <summary>
    /// Gives the vendor up where an error of a read, a look-up or a request that was never sent means that nothing can go well; counts
    /// nothing.
    /// </summary>
    public void ReportRead(Exception error)
    {
        lock (_gate)
            Stop(error);
    }

    private bool IsTooMany =>
        settings.MaxErrorsPerVendor is { } limit
        && (_failed > limit.Count || (_tried >= settings.ErrorFloor && Share > limit.Percent));

    private double Share => 100.0 * _failed / _tried;

    private void Stop(Exception error)
    {
        if (error is VendorException { RetryWithheld: true })
            _retriesWithheld++;
        var message = Origin(error).Message;
        switch (error)
        {
            case VendorException { Failure: VendorFailure.Authentication }:
                Stop(VendorStopCause.Authentication, $"The vendor refused the credentials: {message}");
                break;
            case VendorException { Failure: VendorFailure.RateLimited }:
                Stop(VendorStopCause.RateLimited, $"{message} Run again after that.");
                break;
            case VendorException { Failure: VendorFailure.Down }:
                Stop(VendorStopCause.Down, message);
                break;
            case HistoryException:
                Stop(VendorStopCause.JournalFailure, $"The journal cannot be written, so nothing is sent: {message}");
                break;
            default:
                break;
        }
    }

    // What met the same fault on the way to something else tells of that as well, which says nothing of the vendor.
    private static Exception Origin(Exception error) =>
        error is VendorException { InnerException: VendorException inner } outer && inner.Failure == outer.Failure ? Origin(inner) : error;

    private void Stop(VendorStopCause cause, string reason)
    {
        if (_reason is not null)
            return;
        StopCause = cause;
        Volatile.Write(ref _reason, reason);
    }

    private string TooMany() =>
        Invariant($"Stopped after {_failed} failed changes of {_tried} tried ({Share:0.#} %), ")
        + $"more than max_errors_per_vendor {settings.MaxErrorsPerVendor}.";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
