namespace LdapVendorSync.Cli.Tests.Chaos.Truths;

/// <summary>Which vendor group follows which groups of the directory.</summary>
/// <param name="Vendor">The vendor's name.</param>
/// <param name="VendorGroup">The vendor group.</param>
/// <param name="SourceGroups">The groups of the directory; several are a union.</param>
/// <param name="IsNested">Whether members of nested groups count.</param>
internal sealed record TrueMapping(string Vendor, string VendorGroup, IReadOnlyList<string> SourceGroups, bool IsNested = false)
{
    /// <summary>A vendor whose people lose their memberships when they are disabled.</summary>
    public const string Wiki = "Wiki";

    /// <summary>A vendor whose people keep their memberships when they are disabled, but whose accounts are disabled too.</summary>
    public const string Crm = "Crm";

    /// <summary>Every mapping of the suite.</summary>
    public static IReadOnlyList<TrueMapping> All { get; } =
    [
        new(Wiki, "everyone", ["staff"], IsNested: true),
        new(Wiki, "developers", ["engineers"]),
        new(Wiki, "sales", ["sales"]),
        new(Wiki, "on-call", ["leads", "operators"]),
        new(Crm, "sellers", ["sales"]),
        new(Crm, "agents", ["support"]),
        new(Crm, "managers", ["leads"]),
        new(Crm, "guests", ["contractors"]),
    ];

    /// <summary>The vendors.</summary>
    public static IReadOnlyList<string> Vendors { get; } = [Wiki, Crm];
}
