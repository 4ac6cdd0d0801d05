using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>The groups and people of an Entra tenant, read through Microsoft Graph.</summary>
public sealed record EntraSourceSettings : ApiSourceSettings, IIncrementalSettings
{
    /// <inheritdoc />
    public override string Type => "entra";

    /// <summary>The tenant.</summary>
    [Setting("The tenant: its id, or one of its domains, such as contoso.onmicrosoft.com.")]
    [MinLength(1)]
    public required string TenantId { get; init; }

    /// <summary>The application that reads.</summary>
    [Setting("The application (client) id of the app registration.")]
    [MinLength(1)]
    public required string ClientId { get; init; }

    /// <summary>The application's secret; <see langword="null"/> where <see cref="Keystore"/> is given.</summary>
    [Setting(
        "The value of a client secret of the app, not its id; instead of keystore_file.",
        EnvironmentVariable = "{name}_CLIENT_SECRET",
        SoleEnvironmentVariable = "AZURE_CLIENT_SECRET")]
    public Secret? ClientSecret { get; init; }

    /// <summary>The application's certificate; <see langword="null"/> where <see cref="ClientSecret"/> is given.</summary>
    [Setting("The certificate of the app with its private key (RSA), instead of client_secret.", Prefix = "keystore_")]
    public CertificateStoreSettings? Keystore { get; init; }

    /// <summary>The cloud that the tenant is in.</summary>
    [Setting("The cloud that the tenant is in; it decides where sign-in and Graph are.")]
    public EntraCloud Cloud { get; init; } = EntraCloud.Global;

    /// <summary>Where tokens come from; <see langword="null"/> for the cloud's own place.</summary>
    [Setting("Where tokens come from, scheme and host alone, for private endpoints and tests; that of the cloud where left out.")]
    public Uri? AuthorityUrl { get; init; }

    /// <summary>Where Graph is; <see langword="null"/> for the cloud's own place.</summary>
    [Setting("Where Graph is, scheme and host alone, for private endpoints and tests; that of the cloud where left out.")]
    public Uri? GraphUrl { get; init; }

    /// <summary>Whether guests count.</summary>
    [Setting("Whether guests (userType Guest) count as people. Those whom exclude leaves out are no members.")]
    public GuestPolicy Guests { get; init; } = GuestPolicy.Include;

    /// <summary>How many groups or people to ask for at once.</summary>
    [Setting("How many groups or people to ask for at once; Graph gives at most 999.")]
    [Range(1, 999)]
    public int PageSize { get; init; } = 999;

    /// <summary>Whether groups that are known not to have changed are read again.</summary>
    [Setting(
        "Whether a group that is known not to have changed since it was read completely is read again: "
        + "auto asks Graph what changed, off always reads.")]
    public IncrementalReading Incremental { get; init; } = IncrementalReading.Auto;

    /// <summary>After which time a group is read again even if it is known not to have changed.</summary>
    [Setting("After which time a group is read again even if it is known not to have changed, such as 24h or 7d.")]
    public TimeSpan FullReadEvery { get; init; } = TimeSpan.FromHours(24);
}
