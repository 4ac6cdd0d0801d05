using System.Collections.Concurrent;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Names;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// Follows referrals and continuation references (RFC 4511 sections 4.1.10 and 4.5.3) to the servers they name, with this source's
/// credentials and never with less protection. What cannot be followed stays in the answer, as if nothing had been tried.
/// </summary>
internal sealed class ReferralFollower(LdapSourceSettings settings, SourceServices services, ILogger logger) : IAsyncDisposable
{
    private const int MaxHops = 5;

    private readonly ConcurrentDictionary<Uri, LdapSession> _sessions = [];
    private readonly ConcurrentDictionary<Uri, string> _givenUp = [];

    /// <summary>Adds to an answer what the servers that it names have.</summary>
    /// <param name="request">What was searched for.</param>
    /// <param name="response">What came.</param>
    /// <param name="pageSize">The entries of a page; <see langword="null"/> to ask without pages.</param>
    /// <param name="purpose">What it is for, for messages.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<LdapSearchResponse> FollowAsync(
        LdapSearchRequest request, LdapSearchResponse response, int? pageSize, string purpose, CancellationToken cancellationToken) =>
        NamesNobody(response)
            ? response
            : await FollowAsync(request, response, new Trail(pageSize, purpose), cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions.Values)
            await session.DisposeAsync().ConfigureAwait(false);
    }

    private static bool NamesNobody(LdapSearchResponse response) =>
        response.References.Count == 0 && response.Result.Code != LdapResultCode.Referral;

    private async Task<LdapSearchResponse> FollowAsync(
        LdapSearchRequest request, LdapSearchResponse response, Trail trail, CancellationToken cancellationToken)
    {
        var entries = new Dictionary<string, LdapEntry>(StringComparer.OrdinalIgnoreCase);
        var references = new List<LdapSearchReference>();
        var result = response.Result;
        Add(response.Entries);
        foreach (var reference in response.References)
        {
            var found = await AskAnyAsync(request, reference.Uris, trail, cancellationToken).ConfigureAwait(false);
            Add(found?.Entries ?? []);
            references.AddRange(found?.References ?? []);
            if (found is not { Result.IsSuccess: true })
                references.Add(reference);
        }

        if (result.Code == LdapResultCode.Referral
            && await AskAnyAsync(request, result.Referrals, trail, cancellationToken).ConfigureAwait(false) is { } answer)
        {
            Add(answer.Entries);
            references.AddRange(answer.References);
            result = answer.Result;
        }

        return new LdapSearchResponse([.. entries.Values], references, result);

        void Add(IEnumerable<LdapEntry> found)
        {
            foreach (var entry in found)
                entries.TryAdd(NormalizedName(entry), entry);
        }
    }

    private static string NormalizedName(LdapEntry entry) =>
        DistinguishedName.TryParse(entry.Dn, out var dn) ? dn.Normalized : entry.Dn;

    /// <summary>Asks the servers that hold the same, one after the other, until one answers.</summary>
    private async Task<LdapSearchResponse?> AskAnyAsync(
        LdapSearchRequest request, IReadOnlyList<string> uris, Trail trail, CancellationToken cancellationToken)
    {
        foreach (var uri in uris)
        {
            if (await AskAsync(request, uri, trail, cancellationToken).ConfigureAwait(false) is { } response)
                return response;
        }

        return null;
    }

    private async Task<LdapSearchResponse?> AskAsync(
        LdapSearchRequest request, string uri, Trail trail, CancellationToken cancellationToken)
    {
        if (!LdapUrl.TryParse(uri, out var url))
            return Refuse(uri, "it is no LDAP URL that names a search.");
        if (WhyNot(url) is { } reason)
            return Refuse(uri, reason);
        var server = ServerOf(url);
        if (_givenUp.TryGetValue(server, out var failure))
            return Refuse(uri, failure);
        var next = Continue(request, url);
        if (!trail.TryEnter(server, next))
            return Refuse(uri, "it leads round in a circle, or over too many servers.");
        try
        {
            var response = await SearchAsync(server, next, trail, cancellationToken).ConfigureAwait(false);
            return NamesNobody(response)
                ? response
                : await FollowAsync(next, response, trail, cancellationToken).ConfigureAwait(false);
        }
        catch (SourceException error)
        {
            // Whatever keeps it from answering now would do so for every further search, and a refused password may lock the account.
            _givenUp[server] = error.Message;
            return Refuse(uri, error.Message);
        }
        finally
        {
            trail.Leave();
        }
    }

    private Task<LdapSearchResponse> SearchAsync(Uri server, LdapSearchRequest request, Trail trail, CancellationToken cancellationToken)
    {
        var session = _sessions.GetOrAdd(server, Open);
        return trail.PageSize is { } pageSize
            ? session.SearchPagedAsync(request, pageSize, trail.Purpose, cancellationToken)
            : session.SearchAsync(request, trail.Purpose, cancellationToken);
    }

    private LdapSession Open(Uri server)
    {
        logger.LogInformation("Source {Source}: following a referral to {Server}", settings.Name, server);
        var own = settings with { ServerUrls = [server], Referrals = ReferralHandling.Report };
        return new LdapSession(own, new LdapConnector(own, services, logger), services, logger);
    }

    /// <summary>Why a server may not be asked: the password would go there, so it must be protected as it is configured to be.</summary>
    private string? WhyNot(LdapUrl url)
    {
        if (url.Host is null)
            return "it names no server.";
        var isSecure = url.IsSecure || settings.StartTls;
        return isSecure || settings.ServerUrls.All(configured => configured.Scheme != "ldaps")
            ? null
            : "it is not protected by TLS, as server_url is.";
    }

    private static Uri ServerOf(LdapUrl url)
    {
        var host = url.Host!.Contains(':', StringComparison.Ordinal) ? $"[{url.Host}]" : url.Host;
        return new Uri($"{(url.IsSecure ? "ldaps" : "ldap")}://{host}:{url.Port ?? (url.IsSecure ? 636 : 389)}");
    }

    /// <summary>The search to go on with: what the URL leaves out is as it was (RFC 4511 section 4.1.10).</summary>
    private static LdapSearchRequest Continue(LdapSearchRequest request, LdapUrl url)
    {
        var parts = url.Text.Split('?');
        return request with
        {
            BaseDn = url.BaseDn.IsRoot ? request.BaseDn : url.BaseDn.ToString(),
            Scope = Has(2) ? url.Scope : request.Scope,
            Filter = Has(3) ? url.Filter : request.Filter,
        };

        bool Has(int part) => parts.Length > part && parts[part].Length > 0;
    }

    private LdapSearchResponse? Refuse(string uri, string reason)
    {
        logger.LogWarning("Source {Source}: the referral to {Referral} is not followed: {Reason}", settings.Name, uri, reason);
        return null;
    }

    /// <summary>The way from the search that began it to where it has led.</summary>
    private sealed class Trail(int? pageSize, string purpose)
    {
        private readonly HashSet<(Uri Server, string BaseDn, LdapSearchScope Scope)> _seen = [];
        private int _hops;

        public int? PageSize => pageSize;

        public string Purpose => purpose;

        public bool TryEnter(Uri server, LdapSearchRequest request)
        {
            if (_hops >= MaxHops || !_seen.Add((server, request.BaseDn.ToUpperInvariant(), request.Scope)))
                return false;
            _hops++;
            return true;
        }

        public void Leave() => _hops--;
    }
}
