namespace LdapVendorSync.Core.Sources.Okta;

/// <summary>What a request is for, and what the account needs for it.</summary>
/// <param name="Purpose">What it is for, as messages say it: <c>read the members of group 'SRE'</c>.</param>
/// <param name="Scope">The scope of a service app.</param>
internal sealed record OktaNeed(string Purpose, string Scope)
{
    private const string GroupScope = "okta.groups.read";
    private const string UserScope = "okta.users.read";

    /// <summary>The scopes that everything together takes.</summary>
    public const string AllScopes = $"{GroupScope} {UserScope}";

    /// <summary>What the account must have.</summary>
    public string Right => $"a service app needs the scope {Scope}, and either way it takes an administrator role that may see it";

    /// <summary>What it means that what the address names is not there.</summary>
    public SourceFailure Missing { get; init; } = SourceFailure.ServerError;

    /// <summary>To read groups.</summary>
    public static OktaNeed ToReadGroups(string purpose) => new(purpose, GroupScope);

    /// <summary>To read people.</summary>
    public static OktaNeed ToReadUsers(string purpose) => new(purpose, UserScope);
}
