using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Entra;

/// <summary>The groups and people of an Entra tenant, read through Microsoft Graph. It can tell what changed.</summary>
public sealed class EntraSource : ApiSource, IChangeFeed
{
    private readonly EntraSourceSettings _settings;
    private readonly Connected _connected;

    /// <summary>A source over a tenant, which is not spoken to yet.</summary>
    /// <param name="settings">Which tenant, as which application, and what to read there.</param>
    /// <param name="services">What every source gets besides.</param>
    public EntraSource(EntraSourceSettings settings, SourceServices services)
        : this(settings, services, new Connected())
    {
    }

    private EntraSource(EntraSourceSettings settings, SourceServices services, Connected connected)
        : base(
            settings, services, async token => connected.Api = await EntraApi.ConnectAsync(settings, services, token).ConfigureAwait(false))
    {
        _settings = settings;
        _connected = connected;
    }

    /// <inheritdoc />
    public async Task<SourceChanges> ReadChangesAsync(string? since, CancellationToken cancellationToken)
    {
        await ConnectAsync(cancellationToken).ConfigureAwait(false);
        return await ApiErrors.TranslateAsync(() => _connected.Api!.Changes.ReadAsync(since, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<string> ReadIdentityAsync(CancellationToken cancellationToken) =>
        Task.FromResult($"{EntraPlaces.Of(_settings).Graph} {_settings.TenantId} {_settings.ClientId}");

    /// <inheritdoc />
    /// <remarks>Which replica answers is not told; <see cref="GraphDeltaToken"/> does what can be done about it.</remarks>
    public Task<bool> IsStillTheSameServerAsync(SourceChanges changes, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>What the base class has connected.</summary>
    private sealed class Connected
    {
        public EntraApi? Api { get; set; }
    }
}
