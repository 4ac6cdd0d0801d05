namespace LdapVendorSync.Fixtures.Entra;

/// <summary>What the tenant is like. May be changed while the server runs.</summary>
public sealed class EntraOptions
{
    /// <summary>The application permissions that the app was granted.</summary>
    public HashSet<string> Permissions { get; } = ["GroupMember.Read.All", "User.Read.All"];

    /// <summary>How long tokens are valid, in seconds.</summary>
    public int TokenLifetimeSeconds { get; set; } = 3599;

    /// <summary>The most items on a page, whatever <c>$top</c> says.</summary>
    public int LongestPage { get; set; } = 999;

    /// <summary>The most members of groups on a page of changes: a group with more comes on several.</summary>
    public int MembersOnDeltaPage { get; set; } = 100;

    /// <summary>How many changes before the token are told once more.</summary>
    public int Replays { get; set; }

    /// <summary>By which status a lost delta token is refused: 410, or 400.</summary>
    public int LostTokenStatus { get; set; } = 410;
}
