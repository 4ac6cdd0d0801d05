namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>The parts of Glean's people data, and the groups that they are made of.</summary>
internal static class GleanGroups
{
    /// <summary>The part that holds the people; it has uploads of its own.</summary>
    public const string People = "people";

    /// <summary>The part that holds the teams; it has uploads of its own.</summary>
    public const string Teams = "teams";

    /// <summary>The part that holds those teams of which it is known what Glean has, where others may be there too.</summary>
    public const string SingleTeams = "single teams";

    /// <summary>The id of the group that stands for all people, whatever the settings call it. No team has it.</summary>
    public const string PeopleId = ":people";
}
