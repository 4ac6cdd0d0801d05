using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>A vendor's API: its operations, understood and ready to be sent.</summary>
internal sealed record RestShape
{
    public required DataFormat Format { get; init; }

    /// <summary>The fields of users and members.</summary>
    public required RestFields Fields { get; init; }

    public RestOperation? Connect { get; init; }

    public RestOperation? FindGroup { get; init; }

    public RestOperation? CreateGroup { get; init; }

    public required RestOperation ReadMembers { get; init; }

    public required RestOperation FindUser { get; init; }

    public required RestOperation CreateUser { get; init; }

    public required RestOperation UpdateUser { get; init; }

    public required RestOperation SetEnabled { get; init; }

    public required RestOperation AddMember { get; init; }

    public required RestOperation RemoveMember { get; init; }
}
