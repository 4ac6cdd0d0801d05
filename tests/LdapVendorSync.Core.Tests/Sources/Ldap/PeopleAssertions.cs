using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Who of a <see cref="FakeDirectory"/> was read.</summary>
internal static class PeopleAssertions
{
    /// <summary>They are the first so many people, each once.</summary>
    public static void ShouldBePeople(this IEnumerable<GroupMember> members, int count)
    {
        var expected = Enumerable.Range(0, count).Select(FakeDirectory.PersonDn);
        members.Select(member => member.DistinguishedName).ShouldBe(expected, ignoreOrder: true);
    }
}
