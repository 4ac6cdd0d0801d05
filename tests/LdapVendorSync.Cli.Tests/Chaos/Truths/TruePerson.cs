namespace LdapVendorSync.Cli.Tests.Chaos.Truths;

/// <summary>A person as the directory has them.</summary>
internal sealed record TruePerson
{
    /// <summary>Their number, which is in their DN and never changes.</summary>
    public required int Number { get; init; }

    /// <summary>The login name. No two people ever have the same, not even one after the other.</summary>
    public required string UserName { get; init; }

    public required string FirstName { get; init; }

    public required string LastName { get; init; }

    public required string Email { get; init; }

    /// <summary>Whether the directory has their account disabled.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Whether nobody knows any more that it was the sync that disabled their accounts: such an account stays disabled.</summary>
    public bool StaysDisabled { get; init; }

    /// <summary>The groups that list them.</summary>
    public IReadOnlySet<string> Groups { get; init; } = new HashSet<string>();
}
