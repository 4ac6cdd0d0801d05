namespace LdapVendorSync.Core.Sources.Okta;

/// <summary>Expressions for <c>filter=</c> and <c>search=</c> (https://developer.okta.com/docs/api/#filter).</summary>
internal static class OktaFilter
{
    /// <summary>Groups with a name.</summary>
    public static string GroupsNamed(string name) => IsEqual("profile.name", name);

    /// <summary>The group with an id.</summary>
    public static string GroupWithId(string id) => IsEqual("id", id);

    /// <summary>Users with a login, mail address or name.</summary>
    public static string UsersNamed(string text)
    {
        List<string> terms =
        [
            IsEqual("profile.login", text),
            IsEqual("profile.email", text),
            IsEqual("profile.displayName", text),
        ];
        if (text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var blank)
            terms.Add($"({IsEqual("profile.firstName", text[..blank])} and {IsEqual("profile.lastName", text[(blank + 1)..].Trim())})");
        return string.Join(" or ", terms);
    }

    private static string IsEqual(string property, string value) =>
        $"{property} eq \"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
