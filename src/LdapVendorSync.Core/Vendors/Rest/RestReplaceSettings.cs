using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>
/// How members are changed by writing all of them: the group's document is read, its list changed, and the document written; or the whole
/// list of members is put into a body of its own.
/// </summary>
public sealed record RestReplaceSettings
{
    /// <summary>Reads the document.</summary>
    [Setting("Reads the document that holds the members ({group}).")]
    public RestOperationSettings? Read { get; init; }

    /// <summary>
    /// Writes the members: the document as it was read but for the list, or a body with <c>"{items}"</c> for all members.
    /// </summary>
    [Setting("Writes it. Without a body: what was read, with the list changed; a body with \"{items}\" takes all that read_members gives.")]
    public RestOperationSettings? Write { get; init; }

    /// <summary>Where the list is in the document.</summary>
    [Setting("Where the list is in the document: members for JSON, group.members.member for XML; . where the document is the list.")]
    public string Members { get; init; } = "members";

    /// <summary>What stands for one person in the list.</summary>
    [Setting("What stands for one person in the list; \"{id}\" where left out.")]
    public JsonNode? Item { get; init; }

    /// <summary>Where an entry of the document's list has the person's id.</summary>
    [Setting("Where an entry of the document's list has the person's id; . where it is the id.")]
    public string Id { get; init; } = ".";

    /// <summary>Whether the document of a group without members may lack the list.</summary>
    [Setting("Whether the document of a group without members may lack the list.")]
    public bool MembersOptional { get; init; }

    /// <summary>How often the document is read and written again when somebody else changed it meanwhile.</summary>
    [Setting("How often it is tried when somebody else changes the group at the same time.")]
    [Range(1, 100)]
    public int MaxAttempts { get; init; } = 5;
}
