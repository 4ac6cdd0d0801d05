namespace LdapVendorSync.Core.Members;

/// <summary>Reads one attribute of many members: what <see cref="GroupMember.GetValue"/> finds out by name each time is found out once.</summary>
internal static class AttributeValue
{
    public static Func<GroupMember, string?> Reader(string attribute) => AttributeNames.Canonical(attribute) switch
    {
        AttributeNames.Id => member => member.Id,
        AttributeNames.UserName => member => member.UserName,
        AttributeNames.Email => member => member.Email,
        AttributeNames.FirstName => member => member.FirstName,
        AttributeNames.LastName => member => member.LastName,
        AttributeNames.DisplayName => member => member.DisplayName,
        AttributeNames.DistinguishedName => member => member.DistinguishedName,
        _ => member => member.GetValue(attribute),
    };
}
