using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>Fills in whom or what a finding is about.</summary>
internal static class FindingSubject
{
    /// <summary>A person of one side.</summary>
    public static SystemFinding About(this SystemFinding finding, ComparedSide side, GroupMember person) => finding with
    {
        Side = side,
        Person = person.Label,
        PersonName = person.DisplayName,
        ReferencePersonId = side == ComparedSide.Reference ? person.Id : null,
        DifferencePersonId = side == ComparedSide.Difference ? person.Id : null,
    };

    /// <summary>A person whom both sides have.</summary>
    public static SystemFinding About(this SystemFinding finding, GroupMember reference, GroupMember difference) => finding with
    {
        Person = reference.Label,
        PersonName = reference.DisplayName ?? difference.DisplayName,
        ReferencePersonId = reference.Id,
        DifferencePersonId = difference.Id,
    };

    /// <summary>A group of one side.</summary>
    public static SystemFinding About(this SystemFinding finding, ComparedSide side, SystemGroup group) => finding with
    {
        Side = side,
        ReferenceGroup = side == ComparedSide.Reference ? group.Name : null,
        ReferenceGroupId = side == ComparedSide.Reference ? group.Id : null,
        DifferenceGroup = side == ComparedSide.Difference ? group.Name : null,
        DifferenceGroupId = side == ComparedSide.Difference ? group.Id : null,
    };

    /// <summary>A group that both sides have.</summary>
    public static SystemFinding About(this SystemFinding finding, SystemGroup reference, SystemGroup difference) => finding with
    {
        ReferenceGroup = reference.Name,
        ReferenceGroupId = reference.Id,
        DifferenceGroup = difference.Name,
        DifferenceGroupId = difference.Id,
    };
}
