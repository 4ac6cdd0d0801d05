using System.Text;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Tests.Sources.Ldif;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>The same directory in a file and on a server: what slapd answers says whether the file was understood.</summary>
public sealed class FileAndServerTests(SmallDirectory directory) : IClassFixture<SmallDirectory>
{
    [SkippableTheory]
    [InlineData("(objectClass=person)", null)]
    [InlineData("(objectClass=PERSON)", "ou=people,dc=example,dc=test")]
    [InlineData("(uid=u0000*)", null)]
    [InlineData("(&(objectClass=inetOrgPerson)(!(mail=*)))", null)]
    [InlineData("(cn=*\\28temp\\29*)", null)]
    [InlineData("(|(cn=jo\\2an 8)(givenName=o'neil)(givenName=ŁUKASZ)(cn=odd \\28ALL\\29  \\2a spaces))", null)]
    [InlineData("(cn=*o*1*)", null)]
    [InlineData("(mail=u0001*@EXAMPLE.test)", null)]
    [InlineData("(memberOf=CN=Team1,OU=Groups,DC=example,DC=test)", null)]
    [InlineData("(entryDN=uid=U00003,ou=people,dc=example,dc=test)", null)]
    [InlineData("(uid:caseExactMatch:=U00003)", null)]
    [InlineData("(uid:caseIgnoreMatch:=U00003)", null)]
    [InlineData("(objectClass=*)", "ou=services,dc=example,dc=test")]
    public async Task File_is_read_as_a_server_with_the_same_content(string filter, string? userBase)
    {
        var server = directory.Server;
        using var file = new LdifFile(Content(server.Seed));
        await using var fromFile = file.Open(settings => settings with { UserFilter = filter, UserBaseDn = userBase, Recurse = true });
        await using var fromServer = server.Open(settings => settings with { UserFilter = filter, UserBaseDn = userBase, Recurse = true });
        var groups = await fromServer.ListGroupsAsync(default).ToListAsync();

        (await DescribePeopleAsync(fromFile)).ShouldBe(await DescribePeopleAsync(fromServer));
        (await fromFile.ListGroupsAsync(default).Select(group => group.Name).ToListAsync())
            .ShouldBe(groups.Select(group => group.Name), ignoreOrder: true);
        foreach (var group in groups)
            (await DescribeAsync(fromFile, group.DistinguishedName!)).ShouldBe(await DescribeAsync(fromServer, group.DistinguishedName!));
    }

    private static string Content(DirectorySeed seed)
    {
        using var text = new StringWriter();
        seed.Write(text);
        return text.ToString();
    }

    private static async Task<string> DescribePeopleAsync(ISource source) =>
        string.Join('\n', (await source.ListUsersAsync(default).Select(Describe).ToListAsync()).Order(StringComparer.Ordinal));

    private static async Task<string> DescribeAsync(ISource source, string group)
    {
        var (members, read) = await source.ReadAllAsync(group);
        var reasons = read.Completeness!.Reasons.Select(reason => $"{reason.Kind} {reason.Scope} {reason.Reference}");
        var lines = members.Select(Describe).Concat(reasons).Order(StringComparer.Ordinal);
        return new StringBuilder($"{group}: {read.Completeness.Status}, {read.FilteredOut} left out\n").AppendJoin('\n', lines).ToString();
    }

    // The server gives ids of its own; everything else comes from the content.
    private static string Describe(GroupMember member) => string.Join(
        '|',
        [member.DistinguishedName, member.UserName, member.Email, member.FirstName, member.LastName, member.DisplayName, $"{member.Enabled}"]);
}
