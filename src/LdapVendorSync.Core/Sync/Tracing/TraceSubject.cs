using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>The one person who is meant, as far as each side knows them.</summary>
internal sealed record TraceSubject
{
    /// <summary>The name of the source that knows them; <see langword="null"/> where none does.</summary>
    public string? Source { get; init; }

    /// <summary>The id at the source.</summary>
    public string? SourceId { get; init; }

    /// <summary>As a group of the source has them; <see langword="null"/> where none that was read does.</summary>
    public GroupMember? Member { get; init; }

    /// <summary>Their entry, whether or not it counts as a person; <see langword="null"/> where the source has or shows none.</summary>
    public PersonEntry? Entry { get; init; }

    /// <summary>The id of the account that is theirs, by link or by key; <see langword="null"/> where none is known.</summary>
    public string? VendorId { get; init; }

    /// <summary>Whether several accounts may be theirs, or nothing is kept that would tell which is.</summary>
    public bool IsAccountInDoubt { get; init; }

    /// <summary>The account.</summary>
    public GroupMember? Account { get; init; }

    /// <summary>The link between both.</summary>
    public Link? Link { get; init; }

    /// <summary>What the journal calls somebody whom neither side knows any more.</summary>
    public string? RememberedName { get; init; }

    /// <summary>As the source has them; <see langword="null"/> where it does not.</summary>
    public GroupMember? Person => Member ?? Entry?.Person;

    /// <summary>How the sentences call them.</summary>
    public string Name => ToPerson().Name;

    /// <summary>For the answer.</summary>
    public TracedPerson ToPerson()
    {
        if (Person is { } person)
            return TracedPerson.Of(person, Source) with { VendorId = VendorId };
        var known = Account is { } account
            ? TracedPerson.Of(account, source: null)
            : new TracedPerson
            {
                Name = RememberedName ?? Link?.Person ?? SourceId ?? VendorId!,
                DistinguishedName = Link?.SourceReference,
            };
        return known with { Source = Source, SourceId = SourceId, VendorId = VendorId };
    }

    /// <summary>Whether a member of a source group is this person.</summary>
    public bool IsAtSource(GroupMember member) =>
        SourceId is not null
        && SourceIdentity.Unqualify(member.Id) == SourceId
        && (member.Read is null || string.Equals(member.Read.System, Source, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a record of the history is about this person.</summary>
    public bool IsMeantBy(string? source, string? sourceId, string? vendorId) =>
        (SourceId is not null && sourceId == SourceId && string.Equals(source, Source, StringComparison.OrdinalIgnoreCase))
        || (VendorId is not null && vendorId == VendorId && (sourceId is null || SourceId is null));
}
