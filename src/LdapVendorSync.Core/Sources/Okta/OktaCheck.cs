using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;

namespace LdapVendorSync.Core.Sources.Okta;

/// <summary>Checks step by step what the account may do: reach, authenticate, list groups, read users.</summary>
internal sealed class OktaCheck(OktaClient client, OktaSourceSettings settings)
{
    private readonly List<CheckResult> _results = [];

    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var groups = OktaNeed.ToReadGroups("list the groups");
        var users = OktaNeed.ToReadUsers("list the users");
        if (await TryAsync("groups", "/groups?limit=1", groups, cancellationToken).ConfigureAwait(false))
            await TryAsync("users", "/users?limit=1", users, cancellationToken).ConfigureAwait(false);
        return _results;
    }

    private string Method => settings.Auth is { } auth ? $"as the service app {auth.ClientId}" : "with the API token";

    // Returns whether a further step can be tried at all.
    private async Task<bool> TryAsync(string step, string path, OktaNeed need, CancellationToken cancellationToken)
    {
        try
        {
            await client.ReadPageAsync(path, need, cancellationToken).ConfigureAwait(false);
            PassAccess();
            _results.Add(new CheckResult(step, true, $"may {need.Purpose}"));
            return true;
        }
        catch (SourceException error) when (error.Failure == SourceFailure.AccessDenied)
        {
            PassAccess();
            var hint = $"Grant the scope {need.Scope}, and a role that may see it, such as Read-only Administrator.";
            _results.Add(new CheckResult(step, false, error.Message, hint));
            return true;
        }
        catch (SourceException error) when (error.Failure == SourceFailure.Authentication)
        {
            PassOnce("reach", $"'{settings.Domain}' answers");
            const string hint = "Create another token, or check client_id, key_id and key_file of the service app.";
            _results.Add(new CheckResult("authenticate", false, error.Message, hint));
            return false;
        }
        catch (SourceException error)
        {
            const string hint = "Check domain, proxy and truststore_file, and that the domain is that of an Okta organization.";
            _results.Add(new CheckResult(_results.Count == 0 ? "reach" : step, false, error.Message, hint));
            return false;
        }
    }

    private void PassAccess()
    {
        PassOnce("reach", $"'{settings.Domain}' answers");
        PassOnce("authenticate", $"authenticated {Method}");
    }

    private void PassOnce(string step, string message)
    {
        if (_results.TrueForAll(result => result.Step != step))
            _results.Add(new CheckResult(step, true, message));
    }
}
