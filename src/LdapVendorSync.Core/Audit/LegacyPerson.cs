using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Audit;

/// <summary>Somebody who was once seen in a system and is not in its newest complete snapshot.</summary>
public sealed record LegacyPerson
{
    /// <summary>The name of the source or vendor.</summary>
    public required string System { get; init; }

    /// <summary>Whether the system is a source or a vendor.</summary>
    public required SystemSide Side { get; init; }

    /// <summary>The person as they were last seen; by the id alone where nothing else is kept of them.</summary>
    public required GroupMember Person { get; init; }

    /// <summary>When the first snapshot was taken that had the person.</summary>
    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When the last snapshot was taken that had the person.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>The number of the last snapshot that had the person; it may be forgotten by now.</summary>
    public int? LastSnapshot { get; init; }
}
