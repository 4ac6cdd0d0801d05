using System.Text.Json.Serialization;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Cli.Output;

/// <summary>A group and its members in JSON. The completeness comes last because it is known last.</summary>
internal sealed class MemberDocument(GroupRead read)
{
    /// <summary>The source or vendor.</summary>
    [JsonPropertyOrder(0)]
    public string System => read.System;

    /// <summary>The group.</summary>
    [JsonPropertyOrder(1)]
    public string Group => read.Group;

    /// <summary>The members, as they are read.</summary>
    [JsonPropertyOrder(2)]
    public IAsyncEnumerable<PersonDocument> Members => read.Select(PersonDocument.Of);

    /// <summary>Complete, Partial or Failed.</summary>
    [JsonPropertyOrder(3)]
    public CompletenessStatus? Completeness => read.Completeness?.Status;

    /// <summary>What keeps the list from being complete.</summary>
    [JsonPropertyOrder(4)]
    public IEnumerable<string> Reasons => read.Completeness?.Reasons.Select(reason => reason.Message) ?? [];

    /// <summary>How many entries the group lists that the settings leave out.</summary>
    [JsonPropertyOrder(5)]
    public int LeftOut => read.FilteredOut;

    /// <summary>Those of them that are no people, kind by kind.</summary>
    [JsonPropertyOrder(6)]
    public IReadOnlyList<NonPersonMembers> NonPeople => read.NonPeople;
}

/// <summary>A member in JSON.</summary>
internal sealed record PersonDocument(
    string Id,
    string? UserName,
    string? Email,
    string? FirstName,
    string? LastName,
    string? DisplayName,
    bool? Enabled,
    string? Dn,
    IReadOnlyList<string> GroupPath,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes)
{
    public static PersonDocument Of(GroupMember member) => new(
        member.Id,
        member.UserName,
        member.Email,
        member.FirstName,
        member.LastName,
        member.DisplayName,
        member.Enabled,
        member.DistinguishedName,
        member.GroupPath,
        member.Attributes);
}
