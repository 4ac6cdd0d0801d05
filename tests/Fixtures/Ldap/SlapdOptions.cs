using System.Security.Cryptography.X509Certificates;

namespace LdapVendorSync.Fixtures.Ldap;

/// <summary>How a test's slapd is set up.</summary>
public sealed record SlapdOptions
{
    /// <summary>What the directory holds.</summary>
    public DirectorySeed Seed { get; init; } = new();

    /// <summary>The most entries a search returns, to all but the administrator and the unlimited reader.</summary>
    public int SizeLimit { get; init; } = 500;

    /// <summary>The most entries of a page; null for as many as are asked for.</summary>
    public int? PageSizeLimit { get; init; }

    /// <summary>The server's certificate; null for a good one.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Refuses a simple bind on a connection without TLS.</summary>
    public bool RequireTls { get; init; }

    /// <summary>Lines of slapd.conf for schema and modules, in front of the database.</summary>
    public string GlobalConfiguration { get; init; } = string.Empty;

    /// <summary>Lines of slapd.conf behind the database's own: further overlays.</summary>
    public string Overlays { get; init; } = string.Empty;

    /// <summary>Rules of slapd.access(5) that come before the usual ones.</summary>
    public string AccessRules { get; init; } = string.Empty;

    /// <summary>Keeps memberOf up to date while the server runs.</summary>
    public bool MemberOfOverlay { get; init; } = true;

    /// <summary>Offers content synchronisation (RFC 4533).</summary>
    public bool SyncProvider { get; init; }

    /// <summary>How many changes the server remembers, so that it can name deleted entries; 0 for none, so that it names those
    /// present.</summary>
    public int SyncSessionLog { get; init; }
}
