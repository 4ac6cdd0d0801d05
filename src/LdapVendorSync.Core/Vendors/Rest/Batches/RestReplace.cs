using LdapVendorSync.Core.Vendors.Rest.Bodies;

namespace LdapVendorSync.Core.Vendors.Rest.Batches;

/// <summary>How members are changed by writing all of them.</summary>
internal sealed record RestReplace
{
    /// <summary>Reads the document; <see langword="null"/> where the members are put into a body of their own.</summary>
    public RestOperation? Read { get; init; }

    /// <summary>Writes the document, or the body with all members.</summary>
    public required RestOperation Write { get; init; }

    /// <summary>What the document is written in.</summary>
    public RestBodyFormat BodyFormat { get; init; }

    /// <summary>What stands for one person.</summary>
    public BodyBlock? Item { get; init; }

    /// <summary>Where the list is in the document.</summary>
    public required string MembersPath { get; init; }

    /// <summary>Where an entry of the list has the id.</summary>
    public required string IdPath { get; init; }

    /// <summary>Whether the document of a group without members may lack the list.</summary>
    public bool MembersOptional { get; init; }

    /// <summary>How often it is tried.</summary>
    public int MaxAttempts { get; init; }
}
