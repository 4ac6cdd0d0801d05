using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http.Paging;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Rest;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>What is wrong with a <c>rest:</c> block is said before anything is sent.</summary>
public sealed class RestSettingsTests
{
    private static readonly VendorSettings Vendor = HttpVendor.Settings(new Uri("https://app.example.com"));

    public static TheoryData<RestSettings, string, string> Mistakes => new()
    {
        { new RestSettings { ReadMembers = new() { Path = "/groups/{grup}/members" } }, "rest.read_members", "'{grup}' stands for nothing" },
        { new RestSettings { ReadMembers = new() { Path = "/groups/{group/members" } }, "rest.read_members.path", "cannot stand here" },
        { new RestSettings { AddMember = new() { Method = "ADD" } }, "rest.add_member.method", "'ADD' is not a method" },
        { new RestSettings { CreateUser = new() { Body = JsonValue.Create(
            "{{\"a\": \"{email|lwoer}\"}}") } }, "rest.create_user.body", "'lwoer' is no pipe" },
        { new RestSettings { CreateUser = new() { Body = new JsonObject { ["a"] = "{mial}" } } }, "rest.create_user", "'{mial}' stands for nothing" },
        { new RestSettings { FindGroup = new() { Query = new Dictionary<string, string> { ["q"] = "{group}" } } }, "rest.find_group.path", "missing" },
        { new RestSettings { Headers = new Dictionary<string, string> { ["X"] = "{" } }, "rest.headers.X", "needs the name of a field" },
    };

    [Theory]
    [InlineData("Authorization")]
    [InlineData("cookie")]
    public void Credentials_among_the_headers_are_refused(string header)
    {
        var headers = new Dictionary<string, string> { [header] = "Bearer abc" };
        var problem = new RestSettings { Headers = headers }.Validate(Vendor).ShouldHaveSingleItem();
        problem.Hint!.ShouldContain("'auth'");
        (problem.Message + problem.Hint).ShouldNotContain("abc");
        new RestSettings { ReadMembers = new() { Headers = headers } }.Validate(Vendor).ShouldHaveSingleItem();
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_is_reported_with_its_key(RestSettings settings, string key, string message)
    {
        var problem = settings.Validate(Vendor).ShouldHaveSingleItem();
        problem.Key.ShouldBe(key);
        problem.Message.ShouldContain(message);
        Should.Throw<VendorException>(() => new RestVendorProvider(HttpVendor.Context(Vendor with { ProviderSettings = settings })))
            .Failure.ShouldBe(VendorFailure.Unsupported);
    }

    [Fact]
    public void Base_address_is_required() =>
        new RestSettings().Validate(Vendor with { BaseUrl = null }).ShouldHaveSingleItem().Key.ShouldBe("base_url");

    [Fact]
    public void Groups_are_created_only_where_they_can_be_found_and_created()
    {
        var vendor = Vendor with
        {
            Groups =
            [
                new MappingSettings { SourceGroup = "a", VendorGroup = "a" },
                new MappingSettings { SourceGroup = "b", VendorGroup = "b", CreateGroups = true },
            ],
        };

        var problem = new RestSettings { CreateGroup = new() }.Validate(vendor).ShouldHaveSingleItem();

        problem.Key.ShouldBe("groups[1].create_groups");
        problem.Message.ShouldContain("rest.find_group");
        problem.Message.ShouldNotContain("rest.create_group");
        new RestSettings { CreateGroup = new(), FindGroup = new() { Path = "/groups" } }.Validate(vendor).ShouldBeEmpty();
    }

    [Fact]
    public void Default_shape_is_right_in_both_formats()
    {
        new RestSettings().Validate(Vendor).ShouldBeEmpty();
        new RestSettings().Validate(Vendor with { Format = DataFormat.Xml }).ShouldBeEmpty();
    }

    [Fact]
    public void Xml_body_has_one_root()
    {
        var settings = new RestSettings { CreateUser = new() { Body = new JsonObject { ["a"] = "1", ["b"] = "2" } } };
        settings.Validate(Vendor with { Format = DataFormat.Xml }).ShouldHaveSingleItem().Message.ShouldContain(
            "one key, the name of the root element");
    }

    [Fact]
    public void Attributes_that_are_synced_may_be_used_by_name()
    {
        var settings = new RestSettings { CreateUser = new() { Body = new JsonObject { ["dept"] = "{department}" } } };
        settings.Validate(
            Vendor with { Attributes = new Dictionary<string, string> { ["department"] = "{departmentNumber}" } }).ShouldBeEmpty();
        settings.Validate(Vendor).ShouldHaveSingleItem();
    }

    [Fact]
    public void What_an_operation_leaves_out_stays_as_in_the_default_shape()
    {
        var merged = new RestOperationSettings { Path = "/x", Paging = new PagingSettings { Size = 5 } }.Over(
            RestDefaults.AddMember(new RestFormats(RestBodyFormat.Json, DataFormat.Json)));
        (merged.Method, merged.Path, merged.Already!.Single(), merged.Paging!.Size).ShouldBe(("POST", "/x", 409, 5));
        merged.Body!["userId"]!.GetValue<string>().ShouldBe("{id}");
    }
}
