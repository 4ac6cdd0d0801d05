using System.Collections.Concurrent;
using System.Globalization;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Grafana;

/// <summary>What the operations share while a server is connected: the log-ins, the organization, and who is known to be in it.</summary>
internal sealed class GrafanaSession : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, bool> _isInOrg = new(StringComparer.Ordinal);

    private GrafanaSession(VendorContext context, GrafanaSettings settings, GrafanaClient client, GrafanaClient? admin)
    {
        Vendor = context.Settings;
        Settings = settings;
        Client = client;
        Admin = admin;
        Logger = context.LoggerFactory.CreateLogger<GrafanaVendorProvider>();
    }

    public VendorSettings Vendor { get; }

    public GrafanaSettings Settings { get; }

    /// <summary>The log-in of <c>auth</c>.</summary>
    public GrafanaClient Client { get; }

    /// <summary>The log-in of <c>grafana.admin_auth</c>; <see langword="null"/> where there is none.</summary>
    public GrafanaClient? Admin { get; }

    public ILogger Logger { get; }

    /// <summary>The organization.</summary>
    public int OrgId { get; private set; }

    /// <summary>Its name.</summary>
    public string OrgName { get; private set; } = string.Empty;

    /// <summary>Prepares both log-ins, and makes sure that they are what they should be.</summary>
    /// <exception cref="VendorException">
    /// The server cannot be reached, refuses a log-in, or the log-in is for another organization.
    /// </exception>
    public static async Task<GrafanaSession> ConnectAsync(
        VendorContext context, GrafanaSettings settings, CancellationToken cancellationToken)
    {
        var client = new GrafanaClient(
            await VendorHttpClient.CreateAsync(context, cancellationToken).ConfigureAwait(false), settings.OrgId);
        GrafanaClient? admin = null;
        try
        {
            if (settings.AdminAuth is { } auth)
            {
                var asAdmin = context with { Settings = context.Settings with { Auth = auth } };
                admin = new GrafanaClient(await VendorHttpClient.CreateAsync(asAdmin, cancellationToken).ConfigureAwait(false), null);
            }

            var session = new GrafanaSession(context, settings, client, admin);
            await session.CheckOrganizationAsync(cancellationToken).ConfigureAwait(false);
            await session.CheckAdminAsync(cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            if (admin is not null)
                await admin.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Notes whether an account is in the organization.</summary>
    public void Note(string userId, bool isInOrg) => _isInOrg[userId] = isInOrg;

    /// <summary>Whether an account is in the organization; <see langword="null"/> where this run has not met it.</summary>
    public bool? IsInOrg(string userId) => _isInOrg.TryGetValue(userId, out var isInOrg) ? isInOrg : null;

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync().ConfigureAwait(false);
        if (Admin is not null)
            await Admin.DisposeAsync().ConfigureAwait(false);
    }

    private async Task CheckOrganizationAsync(CancellationToken cancellationToken)
    {
        const string Purpose = "connect";
        var org = await Client.GetAsync("/org", Purpose, "orgs:read", cancellationToken).ConfigureAwait(false);
        if (!int.TryParse(org.TextAt("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            throw Client.Failure(
                VendorFailure.Malformed, Purpose, "GET /api/org answers without the id of an organization; is base_url a Grafana?");
        }

        (OrgId, OrgName) = (id, org.TextAt("name") ?? string.Empty);
        if (Settings.OrgId is { } wanted && wanted != id)
        {
            throw Client.Failure(
                VendorFailure.Unsupported,
                Purpose,
                $"grafana.org_id is {wanted}, but the log-in works in organization {id} ('{OrgName}'); "
                    + "a service account's token is bound to one");
        }

        Logger.LogDebug("{Vendor}: organization {OrgId} '{OrgName}'", Vendor.Name, OrgId, OrgName);
    }

    private async Task CheckAdminAsync(CancellationToken cancellationToken)
    {
        const string Purpose = "log in as server administrator (grafana.admin_auth)";
        if (Admin is null)
            return;
        var account = await Admin.GetAsync("/user", Purpose, "users:read", cancellationToken).ConfigureAwait(false);
        if (account.TextAt("isGrafanaAdmin") != "true")
        {
            throw Admin.Failure(
                VendorFailure.Unsupported, Purpose, $"'{account.TextAt("login")}' is an account, but no administrator of the server");
        }
    }
}
