using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Keeps the ids of several sources apart where people of all of them stand in one list: two
/// sources may use the same id for different people.
/// </summary>
internal static class SourceIdentity
{
    // No id of a directory, database or API holds a unit separator.
    private const char Separator = '\u001F';

    /// <summary>The person under an id that is unique over all sources.</summary>
    public static GroupMember Qualify(GroupMember person) => person with { Id = Qualify(person.Read?.System ?? string.Empty, person.Id) };

    /// <summary>An id that is unique over all sources.</summary>
    public static string Qualify(string source, string id) => $"{source.ToUpperInvariant()}{Separator}{id}";

    /// <summary>The id as the source has it.</summary>
    public static string Unqualify(string id) => id[(id.IndexOf(Separator, StringComparison.Ordinal) + 1)..];
}
