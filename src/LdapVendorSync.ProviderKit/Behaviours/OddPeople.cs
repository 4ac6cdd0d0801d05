using LdapVendorSync.Core.Members;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>People whose names are hard on APIs: quotes, markup, separators, emoji, scripts from right to left, long ones.</summary>
internal static class OddPeople
{
    // The longest that common schemas take for a name.
    private const int LongName = 64;

    private static readonly (string First, string Last)[] Names =
    [
        ("Zoë Ångström", "Ñúñez Łódź"),
        ("Seán \"The\" Pat", "O'Brien; DROP TABLE users;--"),
        ("<b>Tim & Tom</b>", "{\"a\": [1, 2]} \\ / %41 + ?x=1#y"),
        ("李 小龍", "Ελληνικά Кириллица"),
        ("👩🏽‍💻 Emoji", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢"),
        ("عبد الله", "שלום"),
        (new string('a', LongName), new string('ß', LongName)),
    ];

    /// <summary>The people in a vendor's terms; user names and mail addresses are plain.</summary>
    public static IReadOnlyList<GroupMember> In(ContractScene scene) => [.. Names.Select((name, index) => scene.Only(
        scene.Person($"odd{index}") with
        {
            FirstName = name.First, LastName = name.Last, DisplayName = $"{name.First} {name.Last}",
        }))];
}
