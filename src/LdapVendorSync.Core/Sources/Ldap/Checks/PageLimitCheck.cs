using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Ldap;

namespace LdapVendorSync.Core.Sources.Ldap.Checks;

/// <summary>Finds out how much a server returns at once, and whether it goes on in pages (RFC 2696).</summary>
internal sealed class PageLimitCheck(LdapDirectory directory, LdapConnection connection, CheckRecorder recorder)
{
    /// <summary>What of the root DSE is needed for it.</summary>
    public static readonly string[] Attributes = ["supportedControl", "configurationNamingContext"];

    private const string PagedResults = "1.2.840.113556.1.4.319";
    private const string QueryPolicy = "CN=Default Query Policy,CN=Query-Policies,CN=Directory Service,CN=Windows NT,CN=Services,";
    private const string AdminLimits = "lDAPAdminLimits";
    private const string MaxPageSize = "MaxPageSize=";

    // Above the usual limits (500, 1000); no more is asked for.
    private const int ProbeLimit = 2000;

    public async Task RunAsync(LdapEntry rootDse, LdapServer server, CancellationToken cancellationToken)
    {
        var limit = await ReadPolicyAsync(rootDse, cancellationToken).ConfigureAwait(false)
            ?? await ProbeAsync(server, cancellationToken).ConfigureAwait(false);
        if (Texts(rootDse, "supportedControl").Contains(PagedResults))
            recorder.Pass("page limit", $"{limit}; pages are supported (page_size {directory.Settings.PageSize}).");
        else
            recorder.Warn(
                "page limit",
                $"{limit}; the server does not offer pages (RFC 2696).",
                "Lists that a limit cuts off are never taken for whole. Raise the limit for the account if reads are incomplete.");
    }

    /// <summary>The limit that Active Directory's default query policy sets.</summary>
    private async Task<string?> ReadPolicyAsync(LdapEntry rootDse, CancellationToken cancellationToken)
    {
        if (Texts(rootDse, "configurationNamingContext").FirstOrDefault() is not { } configuration)
            return null;
        var request = LdapSearchRequest.ForEntry(QueryPolicy + configuration, AdminLimits);
        var response = await connection.SearchAsync(request, cancellationToken).ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        var limit = response.Entries
            .SelectMany(entry => Texts(entry, AdminLimits))
            .FirstOrDefault(value => value.StartsWith(MaxPageSize, StringComparison.OrdinalIgnoreCase));
        return limit is null ? null : $"The server returns {limit[MaxPageSize.Length..]} entries at once (MaxPageSize)";
    }

    /// <summary>Searches without pages, to see where the server stops.</summary>
    private async Task<string> ProbeAsync(LdapServer server, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var tree in directory.UserBases(server, "base of people"))
        {
            var request = LdapDirectory.Subtree(server, tree, directory.UserFilter, [LdapSearchRequest.NoAttributes]);
            var search = connection.SearchAsync(request, cancellationToken);
            var entries = 0;
            await foreach (var item in search.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (item is LdapEntry && ++entries >= ProbeLimit)
                    return $"The server returns {ProbeLimit} entries at once, or more";
            }

            if (LdapFault.KindOf(search.Result.Code) == Members.ReadReasonKind.LimitExceeded)
                return $"The server returns {entries} entries at once ({search.Result.Code})";
            count += entries;
        }

        return $"No limit was reached with {count} entries";
    }

    private static IEnumerable<string> Texts(LdapEntry entry, string attribute)
    {
        var values = entry[attribute];
        for (var i = 0; i < (values?.Count ?? 0); i++)
        {
            if (values!.TryGetString(i, out var text))
                yield return text;
        }
    }
}
