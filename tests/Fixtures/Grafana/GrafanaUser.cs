namespace LdapVendorSync.Fixtures.Grafana;

/// <summary>An account of the Grafana of a test.</summary>
public sealed class GrafanaUser
{
    /// <summary>The id.</summary>
    public required int Id { get; init; }

    /// <summary>The login name.</summary>
    public required string Login { get; set; }

    /// <summary>The mail address; may be empty.</summary>
    public string Email { get; set; } = "";

    /// <summary>The name; may be empty.</summary>
    public string Name { get; set; } = "";

    /// <summary>The password.</summary>
    public string Password { get; set; } = "";

    /// <summary>Whether the account administers the server.</summary>
    public bool IsServerAdmin { get; set; }

    /// <summary>Whether the account may not be used.</summary>
    public bool IsDisabled { get; set; }

    /// <summary>Whether it is a service account, which lists of people leave out.</summary>
    public bool IsServiceAccount { get; set; }

    /// <summary>What signs the account in from outside (<c>OAuth</c>); <see langword="null"/> for nothing.</summary>
    public string? ExternalAuth { get; set; }
}
