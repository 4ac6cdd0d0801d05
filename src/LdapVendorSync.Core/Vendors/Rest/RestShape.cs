using LdapVendorSync.Core.Vendors.Rest.Batches;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>A vendor's API: its operations, understood and ready to be sent. What is missing cannot be done.</summary>
internal sealed record RestShape
{
    /// <summary>The fields of users and members.</summary>
    public required RestFields Fields { get; init; }

    public RestOperation? Connect { get; init; }

    public RestOperation? FindGroup { get; init; }

    public RestOperation? ListGroups { get; init; }

    public RestOperation? CreateGroup { get; init; }

    public required RestOperation ReadMembers { get; init; }

    public required RestOperation FindUser { get; init; }

    /// <summary>By attribute, where one is asked for otherwise than others.</summary>
    public required IReadOnlyDictionary<string, RestOperation> FindUserBy { get; init; }

    public RestOperation? ListUsers { get; init; }

    public RestOperation? CreateUser { get; init; }

    public RestOperation? UpdateUser { get; init; }

    public RestOperation? SetEnabled { get; init; }

    public RestOperation? DeleteUser { get; init; }

    public RestOperation? AddMember { get; init; }

    public RestOperation? RemoveMember { get; init; }

    public RestBulk? AddMembers { get; init; }

    public RestBulk? RemoveMembers { get; init; }

    /// <summary>How members are changed by writing all of them; <see langword="null"/> where they are not.</summary>
    public RestReplace? Replace { get; init; }

    public bool RemovalDeletesAccount { get; init; }

    public bool AddCreatesUsers { get; init; }

    /// <summary>Whether an account that came into being while it was to be created is used.</summary>
    public bool AdoptsAccounts { get; init; }
}
