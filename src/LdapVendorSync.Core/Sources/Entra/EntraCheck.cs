using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sources.Entra;

/// <summary>Checks step by step what the app registration may do.</summary>
internal sealed class EntraCheck(GraphClient graph, GraphPeople people)
{
    private readonly List<CheckResult> _results = [];

    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var groups = await TryAsync(
            "groups", "groups?$select=id&$top=1", "list groups", "GroupMember.Read.All", cancellationToken).ConfigureAwait(false);
        if (groups is null)
            return _results;
        await TryAsync("users", $"users?$select={people.Select}&$top=1", "list users", "User.Read.All", cancellationToken)
            .ConfigureAwait(false);
        return _results;
    }

    /// <returns>The answer, of whatever worth; <see langword="null"/> where there is no use in asking on.</returns>
    private async Task<DataNode?> TryAsync(
        string step, string address, string purpose, string permission, CancellationToken cancellationToken)
    {
        try
        {
            var body = await graph.FindAsync(address, purpose, permission, cancellationToken).ConfigureAwait(false) ?? DataNode.Null;
            Arrived();
            var count = body.Find("value")?.Items.Count ?? 0;
            _results.Add(count > 0
                ? new CheckResult(step, true, $"The app may {purpose} ({permission}).")
                : new CheckResult(step, true, $"The app may {purpose}, but there are none.") { IsWarning = true });
            return body;
        }
        catch (VendorException error) when (error.StatusCode is null && error.Failure != VendorFailure.Authentication)
        {
            const string hint = "Check the way to sign-in and Graph: name resolution, proxy, firewall, trusted authorities.";
            _results.Add(new CheckResult(_results.Count == 0 ? "reach" : step, false, error.Message, hint));
            return null;
        }
        catch (VendorException error) when (error.StatusCode is null or 401)
        {
            _results.Add(new CheckResult(
                "authenticate", false, error.Message, "Check tenant_id, client_id, client_secret or keystore_file, and cloud."));
            return null;
        }
        catch (VendorException error)
        {
            Arrived();
            _results.Add(new CheckResult(
                step, false, error.Message, $"Grant the application permission {permission}, with admin consent."));
            return DataNode.Null;
        }
    }

    private void Arrived()
    {
        if (_results.Count > 0)
            return;
        _results.Add(new CheckResult("reach", true, "Sign-in and Graph answer."));
        _results.Add(new CheckResult("authenticate", true, "Entra gave a token, and Graph takes it."));
    }
}
