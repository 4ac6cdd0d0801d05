using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sources.Entra;

/// <summary>Checks step by step what the app registration may do.</summary>
internal sealed class EntraCheck(GraphClient graph, GraphPeople people)
{
    private readonly List<CheckResult> _results = [];

    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        if (await TryAsync("groups", "groups?$select=id&$top=1", "list groups", "GroupMember.Read.All", cancellationToken)
            .ConfigureAwait(false))
        {
            await TryAsync("users", $"users?$select={people.Select}&$top=1", "list users", "User.Read.All", cancellationToken)
                .ConfigureAwait(false);
        }

        return _results;
    }

    // Returns whether there is use in asking on.
    private async Task<bool> TryAsync(
        string step, string address, string purpose, string permission, CancellationToken cancellationToken)
    {
        try
        {
            var body = await graph.FindAsync(address, purpose, permission, cancellationToken).ConfigureAwait(false);
            Arrived();
            var count = body?.Find("value")?.Items.Count ?? 0;
            _results.Add(count > 0
                ? new CheckResult(step, true, $"The app may {purpose} ({permission}).")
                : new CheckResult(step, true, $"The app may {purpose}, but there are none.") { IsWarning = true });
            return true;
        }
        catch (VendorException error) when (error.StatusCode == 403)
        {
            Arrived();
            _results.Add(new CheckResult(
                step, false, error.Message, $"Grant the application permission {permission}, with admin consent."));
            return true;
        }
        catch (VendorException error) when (error.Failure == VendorFailure.Authentication)
        {
            _results.Add(new CheckResult(
                "authenticate", false, error.Message, "Check tenant_id, client_id, client_secret or keystore_file, and cloud."));
            return false;
        }
        catch (VendorException error) when (error.StatusCode is not null)
        {
            // Of the question, such as an attribute that Graph does not know, the message says it all.
            Arrived();
            var hint = error.Failure == VendorFailure.Unavailable ? "Graph itself fails: try again later." : null;
            _results.Add(new CheckResult(step, false, error.Message, hint));
            return hint is null;
        }
        catch (VendorException error)
        {
            const string hint = "Check the way to sign-in and Graph: name resolution, proxy, firewall, trusted authorities.";
            _results.Add(new CheckResult(_results.Count == 0 ? "reach" : step, false, error.Message, hint));
            return false;
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
