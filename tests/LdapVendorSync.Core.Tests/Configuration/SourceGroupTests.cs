using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Tests.Configuration;

/// <summary>Groups that a mapping leaves out, and lists of source groups.</summary>
public sealed class SourceGroupTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    public void Dispose() => _text.Dispose();

    [Fact]
    public void A_name_is_a_group_of_the_mapping_s_source_with_that_source_s_settings()
    {
        var mapping = LoadMapping("except: [leavers, {source: hr, group: suspended, allow_empty: true}]");

        mapping.Except.Select(except => (except.Source, except.Group, except.Recurse, except.AllowEmpty)).ShouldBe(
        [
            ("dir", "leavers", true, false),
            ("hr", "suspended", false, true),
        ]);
    }

    [Fact]
    public void One_group_needs_no_list_and_the_environment_may_give_it()
    {
        LoadMapping("except: leavers").Except.ShouldHaveSingleItem().Group.ShouldBe("leavers");

        _text.Environment["LVS__VENDOR_APPS__APP__GROUPS__0__EXCEPT"] = "leavers, suspended";
        LoadMapping().Except.Select(except => except.Group).ShouldBe(["leavers", "suspended"]);
        _text.Environment["LVS__VENDOR_APPS__APP__GROUPS__0__EXCEPT"] = "[{source: hr, group: suspended}]";
        LoadMapping().Except.ShouldHaveSingleItem().Source.ShouldBe("hr");
    }

    [Theory]
    [InlineData("except: [{source: hh, group: x}]", "vendor_apps[0].groups[0].except[0].source", "There is no source 'hh'.")]
    [InlineData("except: [staff]", "vendor_apps[0].groups[0].except[0]", "The group 'staff' is the source group itself: nobody would be a member.")]
    [InlineData("except: ['cn=staff, dc=x']", "vendor_apps[0].groups[0].except[0]", "The group 'cn=staff, dc=x' is the source group itself: nobody would be a member.")]
    [InlineData("except: [leaverz]", "vendor_apps[0].groups[0].except[0]", "'leaverz' is not in the group_dn_map of source 'dir', but resembles a name that is.")]
    [InlineData("except: [{group: leavers, recursive: true}]", "vendor_apps[0].groups[0].except[0].recursive", "There is no key 'recursive' here.")]
    [InlineData("except: [{source: hr}]", "vendor_apps[0].groups[0].except[0].group", "The key is missing.")]
    [InlineData("except: [leavers, {group: LEAVERS}]", "vendor_apps[0].groups[0].except[1].group", "The group 'LEAVERS' is left out twice.")]
    [InlineData("except: ['(cn=x']", "vendor_apps[0].groups[0].except[0]", "This is not a filter: at character 6, a ')' is missing.")]
    public void What_cannot_be_meant_is_told_at_its_place(string line, string key, string message)
    {
        var problem = _text.LoadWithProblem(Yaml(line));

        problem.Key.ShouldBe(key);
        problem.Message.ShouldStartWith(message[..Math.Min(message.Length, 40)]);
        problem.Line.ShouldBe(20);
    }

    [Fact]
    public void A_list_of_source_groups_is_a_union()
    {
        var configuration = _text.LoadValid(Yaml("except: [leavers]\nmatch_on: [email]").Replace(
            "source_group: staff", "source_group: [staff, {source: hr, group: temps, recurse: true}]", StringComparison.Ordinal));

        configuration.Vendors[0].Groups.Select(group => (group.Source, group.SourceGroup, group.Recurse, group.Combine)).ShouldBe(
        [
            ("dir", "staff", true, GroupCombination.Union),
            ("hr", "temps", true, GroupCombination.Union),
        ]);
        configuration.Vendors[0].Groups.ShouldAllBe(group => group.MatchOn[0] == "email" && group.VendorGroup == "users");

        // What is left out is left out of each, and a name is of the mapping's own source.
        configuration.Vendors[0].Groups.Select(group => group.Except.Single().Source).ShouldBe(["dir", "dir"]);
    }

    [Fact]
    public void A_mistake_in_a_list_is_told_once()
    {
        var yaml = Yaml("create_userz: true").Replace("source_group: staff", "source_group: [staff, {source: hr, group: temps, sours: x}]", StringComparison.Ordinal);

        _text.Load(yaml).Errors.Select(error => error.Message).ShouldBe(
            ["There is no key 'sours' here.", "There is no key 'create_userz' here."]);
    }

    [Fact]
    public void Sources_of_groups_that_are_left_out_are_part_of_what_a_plan_depends_on()
    {
        var (one, other) = (_text.LoadValid(Yaml("except: [{source: hr, group: x}]")), _text.LoadValid(
            Yaml("except: [{source: hr, group: x}]").Replace("groups_column: Groups", "groups_column: Teams", StringComparison.Ordinal)));

        Fingerprint(one).ShouldNotBe(Fingerprint(other));

        static string Fingerprint(SyncConfiguration configuration) =>
            ConfigurationFingerprint.Of(configuration, configuration.Vendors[0], configuration.Vendors[0].Groups);
    }

    private MappingSettings LoadMapping(string line = "") => _text.LoadValid(Yaml(line)).Vendors[0].Groups[0];

    private string Yaml(string line)
    {
        File.WriteAllText(Path.Combine(_text.Folder, "people.csv"), "Id\n1\n");
        return $$"""
            sources:
              - name: dir
                type: ldap
                server_url: ldaps://ldap.example.com
                recurse: true
                group_dn_map: {staff: "cn=staff,dc=x", leavers: "cn=leavers,dc=x", suspended: "cn=suspended,dc=x"}
              - name: hr
                type: csv
                file: people.csv
                columns: {id: Id}
                groups_column: Groups
            vendor_apps:
              - name: App
                module: rest
                base_url: https://app.example.com/api
                groups:
                  - source_group: staff
                    vendor_group: users
                    source: dir
                    {{line.Replace("\n", "\n" + new string(' ', 8), StringComparison.Ordinal)}}
            """;
    }
}
