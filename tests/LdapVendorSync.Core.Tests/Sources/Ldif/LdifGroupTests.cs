using LdapVendorSync.Core.Sources;

namespace LdapVendorSync.Core.Tests.Sources.Ldif;

/// <summary>How a file finds the group that is meant.</summary>
public sealed class LdifGroupTests : IDisposable
{
    private readonly LdifFile _file = SmallLdif.Create();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("cn=Ops\\, Night \\+ Day,ou=groups,dc=example,dc=test")]
    [InlineData("CN=ops\\2C  night \\2B day , OU=Groups, DC=Example, DC=Test")]
    [InlineData("Ops, Night + Day")]
    [InlineData("ops, night + day")]
    [InlineData("(description=on call)")]
    [InlineData("oncall")]
    public async Task Source_finds_a_group_by_every_way_to_name_it(string name)
    {
        await using var source = _file.Open(settings => settings with
        {
            GroupDnMap = new Dictionary<string, string> { ["OnCall"] = "cn=Ops\\, Night \\+ Day,ou=groups,dc=example,dc=test" },
        });

        var (members, read) = await source.ReadAllAsync(name);

        read.ShouldBeComplete();
        read.GroupId.ShouldBe("22222222-0000-0000-0000-000000000001");
        members.UserNames().ShouldBe(["ada", "jose", "zoe"]);
        members.ShouldAllBe(member => member.Read == read);
    }

    [Theory]
    [InlineData("cn=nobody,ou=groups,dc=example,dc=test")]
    [InlineData("nobody")]
    [InlineData("(description=nobody)")]
    [InlineData("uid=ada,ou=people,dc=example,dc=test")]
    [InlineData("wrong")]
    public async Task Source_fails_for_a_group_that_is_not_there(string name)
    {
        await using var source = _file.Open(settings => settings with
        {
            GroupDnMap = new Dictionary<string, string> { ["wrong"] = "cn=nobody,ou=groups,dc=example,dc=test" },
        });

        var (members, read) = await source.ReadAllAsync(name);

        members.ShouldBeEmpty();
        var error = read.ShouldHaveFailed(SourceFailure.GroupNotFound);
        error.Message.ShouldContain("Source 'file'");
        error.Message.ShouldContain(name);
    }

    [Fact]
    public async Task Source_fails_for_a_name_that_fits_several_groups_and_names_them()
    {
        await using var source = _file.Open();

        var error = (await source.ReadAllAsync("twin")).Read.ShouldHaveFailed(SourceFailure.GroupAmbiguous);

        error.Message.ShouldContain("cn=twin,ou=groups,dc=example,dc=test");
        error.Message.ShouldContain("cn=twin,ou=old groups,dc=example,dc=test");
    }

    [Fact]
    public async Task Source_finds_the_group_that_is_meant_below_the_group_base()
    {
        await using var source = _file.Open(settings => settings with { GroupBaseDn = "ou=old groups,dc=example,dc=test" });

        (await source.ReadAllAsync("twin")).Members.UserNames().ShouldBe(["zoe"]);
    }

    [Fact]
    public async Task Source_lists_groups_and_people()
    {
        await using var source = _file.Open();

        var groups = await source.ListGroupsAsync(default).ToListAsync();
        var people = await source.ListUsersAsync(default).ToListAsync();

        groups.Count.ShouldBe(11);
        groups[0].ShouldBe(new SourceGroup(
            "22222222-0000-0000-0000-000000000001", "Ops, Night + Day", "cn=Ops\\, Night \\+ Day,ou=groups,dc=example,dc=test", "On call"));
        people.UserNames().ShouldBe(["ada", "jose", "svc", "zoe"]);
    }
}
