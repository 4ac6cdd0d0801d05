using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>What tells a person from others within one vendor, over all its mappings and sources.</summary>
internal static class PersonKey
{
    /// <summary>The person's best match key, or the id where there is none.</summary>
    public static string Of(GroupMember person, IReadOnlyList<string> matchOn) =>
        Best(person, matchOn) is { } key ? $"{key.Attribute}={key.Normalized}" : $"id={person.Id}";

    /// <summary>The first key that the person has.</summary>
    public static MatchKey? Best(GroupMember person, IReadOnlyList<string> matchOn)
    {
        foreach (var attribute in matchOn)
        {
            if (MatchKey.Of(person, attribute) is { } key)
                return key;
        }

        return null;
    }
}
