using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>
/// Explains why somebody is, is not or was in a vendor group. It takes no lock and writes nothing: neither at a vendor nor into the
/// history.
/// </summary>
/// <param name="configuration">The configuration.</param>
/// <param name="environment">The surroundings.</param>
public sealed class MembershipTracer(SyncConfiguration configuration, SyncEnvironment environment)
{
    /// <summary>Answers a question.</summary>
    /// <param name="request">The question.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    /// <returns>The answer; what could not be read is said in it.</returns>
    /// <exception cref="TraceException">There is no such vendor, the moment is to come, or nobody or several people are meant.</exception>
    /// <exception cref="History.HistoryException">
    /// The history cannot be opened: a newer version wrote it, or its key is missing.
    /// </exception>
    public async Task<MembershipTrace> TraceAsync(TraceRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.At is { } moment && moment > environment.TimeProvider.GetUtcNow())
            throw new TraceException(TraceFailure.MomentToCome, $"{TraceText.Time(moment)} is still to come.");
        var session = new SyncSession(configuration, environment);
        await using var closeSession = session.ConfigureAwait(false);
        var vendor = FindVendor(session, request.Vendor);
        return request.At is { } at
            ? await new PastTrace(session, vendor).AnswerAsync(request, at, cancellationToken).ConfigureAwait(false)
            : await new LiveTrace(session, vendor).AnswerAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private static VendorSettings FindVendor(SyncSession session, string name)
    {
        try
        {
            return session.GetVendor(name);
        }
        catch (VendorException error)
        {
            throw new TraceException(TraceFailure.VendorNotFound, error.Message);
        }
    }
}
