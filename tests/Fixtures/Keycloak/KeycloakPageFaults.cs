using System.Globalization;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Keycloak;

/// <summary>Does to pages of members what a test has asked for. Each page is expected to begin with the last member of the one before.</summary>
internal static class KeycloakPageFaults
{
    // A position behind everybody: the page is empty.
    private const int Nowhere = 1_000_000;

    /// <summary>What is answered instead of a request, and what becomes of the answer.</summary>
    public static (ApiRequest Request, Fault? Fault) Apply(KeycloakServer server, ApiRequest request)
    {
        if (!request.Path.EndsWith("/members", StringComparison.Ordinal))
            return (request, null);
        var (first, max) = (Number(request, "first"), Number(request, "max"));
        var page = (first / (max - 1)) + 1;
        // The page after one that was said to be the last holds nobody, not even the last of the one before.
        if (server.PageFaults.Ends(page - 1))
            return (At(request, Nowhere), null);
        var fault = server.PageFaults.Take(page);
        switch (fault?.Effect)
        {
            case MemberPageEffect.Status:
                return (request, new Fault { Kind = FaultKind.Status, Status = fault.Status, RetryAfter = fault.Status == 429 ? "0" : null, Body = "{\"error\":\"HTTP error\"}" });
            case MemberPageEffect.Cut:
                return (request, new Fault { Kind = FaultKind.Truncate });
            case MemberPageEffect.ExpireToken:
                server.RevokeTokens();
                break;
            case MemberPageEffect.RepeatPeople:
                return (At(request, first - 1), null);
            case MemberPageEffect.RepeatFirstPage:
                return (At(request, 0), null);
            case MemberPageEffect.EmptyPage:
                return (At(request, Nowhere), null);
            case MemberPageEffect.DeleteGroup:
                server.Realm.Remove(GroupOf(server, request));
                break;
            case MemberPageEffect.RenameGroup:
                GroupOf(server, request).Name = "renamed";
                break;
        }

        return (request, null);
    }

    private static KeycloakGroup GroupOf(KeycloakServer server, ApiRequest request)
    {
        var id = request.Path.Split('/')[^2];
        return server.Realm.Groups.Single(group => group.Id == id);
    }

    private static int Number(ApiRequest request, string name) =>
        int.Parse(request.Query.Single(pair => pair.Key == name).Value, CultureInfo.InvariantCulture);

    private static ApiRequest At(ApiRequest request, int first)
    {
        var position = first.ToString(CultureInfo.InvariantCulture);
        return request with { Query = [.. request.Query.Select(pair => pair.Key == "first" ? KeyValuePair.Create("first", position) : pair)] };
    }
}
