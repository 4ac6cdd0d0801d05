using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Configuration.Validation;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Vendors.Odoo;

/// <summary>The block <c>odoo:</c> of a vendor whose groups are read from the PostgreSQL database of an Odoo server.</summary>
public sealed record OdooSettings : IProviderSettings
{
    /// <summary>The database server.</summary>
    [Setting("The host name of the PostgreSQL server, as its certificate has it.")]
    [MinLength(1)]
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    [Setting("The port of the PostgreSQL server.")]
    [Range(1, 65535)]
    public int Port { get; init; } = 5432;

    /// <summary>The database of Odoo.</summary>
    [Setting("The name of Odoo's database.")]
    [MinLength(1)]
    public required string Database { get; init; }

    /// <summary>The database account.</summary>
    [Setting("The database account, which may read a few columns and nothing else.")]
    [MinLength(1)]
    public required string Username { get; init; }

    /// <summary>The password of the account; <see langword="null"/> where a client certificate (<c>keystore_file</c>) stands for it.</summary>
    [Setting("The password of the database account; none where keystore_file stands for it.", EnvironmentVariable = "{name}_PASSWORD")]
    public Secret? Password { get; init; }

    /// <summary>Whether the connection is encrypted.</summary>
    [Setting("Whether the connection is encrypted; false only for a server on loopback, or with allow_plaintext: true.")]
    public bool Tls { get; init; } = true;

    /// <summary>The languages of the names that groups are shown by, the preferred one first.</summary>
    [Setting("The languages in which groups without an XML id are called by name, the preferred one first; others are found too.")]
    public IReadOnlyList<string> Languages { get; init; } = ["en_US"];

    /// <summary>Whether Odoo's own accounts (OdooBot, templates, the public user) count as people.</summary>
    [Setting("Whether Odoo's own accounts count as people: OdooBot, the public user, templates of users.")]
    public bool SystemUsers { get; init; }

    /// <summary>The time limit of one statement, in seconds.</summary>
    [Setting("The time limit of one statement at the server, in seconds.")]
    [Range(1, 3600)]
    public double StatementTimeoutSeconds { get; init; } = 60;

    /// <inheritdoc />
    public string? Target => Host.Length == 0 ? null : $"{Host.ToLowerInvariant()}:{Port}/{Database}";

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate(VendorSettings vendor)
    {
        ArgumentNullException.ThrowIfNull(vendor);
        if (vendor.BaseUrl is not null)
            yield return new SettingProblem("base_url", "Odoo is read from its database.", "Remove it; odoo.host names the server.");
        if (vendor.Auth is not null)
            yield return new SettingProblem("auth", "The database has an account of its own.", "Remove it; use odoo.username and odoo.password.");
        if (Password is null && vendor.Keystore is null && Host.Length > 0)
            yield return new SettingProblem("odoo.password", "There is neither a password nor a client certificate.", "Give it, or keystore_file.");
        if (!Tls && !vendor.AllowPlaintext && !IsLoopback)
            yield return new SettingProblem(
                "odoo.tls", "The password would go over the network without encryption.", "Leave it out; allow_plaintext: true lifts this.");
    }

    /// <summary>Whether the server is on this machine.</summary>
    internal bool IsLoopback => Uri.TryCreate($"https://{Host}", UriKind.Absolute, out var address) && Addresses.IsLoopback(address);
}
