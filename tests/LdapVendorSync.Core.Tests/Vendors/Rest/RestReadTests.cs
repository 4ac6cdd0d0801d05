using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Rest;
using LdapVendorSync.Fixtures.Http;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>Reading a group from a server that pages, lies or breaks off: the read never looks more complete than it is.</summary>
public sealed class RestReadTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(199, 1)]
    [InlineData(200, 2)]
    [InlineData(201, 2)]
    [InlineData(399, 2)]
    [InlineData(400, 3)]
    [InlineData(1000, 6)]
    public async Task Every_page_is_read_to_a_proved_end(int count, int requests)
    {
        await using var vendor = await StartAsync(count);
        var (members, completeness) = await vendor.ReadAsync();
        completeness.ShouldBe(Completeness.Complete);
        members.Select(member => member.UserName).ShouldBe(Enumerable.Range(1, count).Select(number => $"user{number:D5}"));
        vendor.Server.Requests.All.Count.ShouldBe(requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ten_thousand_members_are_read(bool xml)
    {
        await using var vendor = await StartAsync(10_000, new VendorServerOptions { Xml = xml });
        var (members, completeness) = await vendor.ReadAsync();
        completeness.ShouldBe(Completeness.Complete);
        members.Count.ShouldBe(10_000);
        members.Select(member => member.Id).Distinct().Count().ShouldBe(10_000);
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(100, 101)]
    [InlineData(100, 350)]
    [InlineData(25, 60)]
    [InlineData(50, 400)]
    public async Task Server_with_a_smaller_page_size_of_its_own_is_read_to_the_end(int cap, int count)
    {
        await using var vendor = await StartAsync(count, new VendorServerOptions { MaxPageSize = cap });
        var (members, completeness) = await vendor.ReadAsync();
        completeness.ShouldBe(Completeness.Complete);
        members.Count.ShouldBe(count);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(150)]
    public async Task Server_that_sends_everything_at_once_is_understood(int count)
    {
        await using var vendor = await StartAsync(count, new VendorServerOptions { Paging = PagingStyle.None });
        var (members, completeness) = await vendor.ReadAsync();
        completeness.ShouldBe(Completeness.Complete);
        members.Count.ShouldBe(count);
        vendor.Log.At(LogLevel.Warning).Count().ShouldBe(count % 5 == 0 ? 1 : 0);
    }

    [Fact]
    public async Task Server_that_always_sends_the_same_full_page_is_not_believed()
    {
        await using var vendor = await StartAsync(500, new VendorServerOptions { Paging = PagingStyle.None });
        var (members, completeness) = await vendor.ReadAsync();
        members.Count.ShouldBe(500);
        ShouldHold(completeness, ReadReasonKind.PagingInconsistent, "paging: {style: none}");
        vendor.Server.Requests.All.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(FaultKind.RepeatPage, false)]
    [InlineData(FaultKind.RepeatPage, true)]
    [InlineData(FaultKind.EndlessPages, false)]
    [InlineData(FaultKind.EndlessPages, true)]
    public async Task Pages_that_repeat_end_the_read_and_hold_removals(FaultKind fault, bool linkHeader)
    {
        await using var vendor = await StartAsync(450, new VendorServerOptions { LinkHeader = linkHeader }, new Fault { Kind = fault });
        var (members, completeness) = await vendor.ReadAsync();
        members.Count.ShouldBe(200);
        ShouldHold(completeness, ReadReasonKind.PagingInconsistent, "nothing but items of the pages before");
        vendor.Server.Requests.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Pages_that_overlap_hold_removals()
    {
        await using var vendor = await StartAsync(450, fault: new Fault { Kind = FaultKind.OverlapPages });
        var (members, completeness) = await vendor.ReadAsync();
        members.Select(member => member.Id).Distinct().Count().ShouldBe(members.Count);
        ShouldHold(completeness, ReadReasonKind.PagingInconsistent, "repeats 1 items");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(450)]
    public async Task Total_that_contradicts_what_arrived_holds_removals(int count)
    {
        await using var vendor = await StartAsync(
            count, new VendorServerOptions { TotalHeader = true }, new Fault { Kind = FaultKind.LieAboutTotal });
        var (members, completeness) = await vendor.ReadAsync();
        members.Count.ShouldBe(count);
        ShouldHold(completeness, ReadReasonKind.PagingInconsistent, $"there are {count / 2} items, but {count} arrived");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(450)]
    public async Task Total_and_link_header_that_agree_are_no_obstacle(int count)
    {
        await using var vendor = await StartAsync(count, new VendorServerOptions { TotalHeader = true, LinkHeader = true });
        var (members, completeness) = await vendor.ReadAsync();
        members.Count.ShouldBe(count);
        completeness.ShouldBe(Completeness.Complete);
        vendor.Server.Requests.All.Count.ShouldBe((count + 199) / 200);
    }

    [Theory]
    [InlineData(FaultKind.Garble, VendorFailure.Malformed, "not the JSON it should be")]
    [InlineData(FaultKind.Html, VendorFailure.Malformed, "web page titled 'Sign in'")]
    [InlineData(FaultKind.Empty, VendorFailure.Malformed, "no body")]
    [InlineData(FaultKind.Truncate, VendorFailure.Unavailable, "onnection")]
    public async Task Damaged_page_fails_the_read(FaultKind kind, VendorFailure failure, string reason)
    {
        await using var vendor = await StartAsync(450, fault: new Fault { Kind = kind, Path = "page=2" });
        var (_, completeness) = await vendor.ReadAsync();
        var error = ShouldFail(completeness);
        error.Failure.ShouldBe(failure);
        error.Message.ShouldContain("read the members of group 'sre'");
        error.Message.ShouldContain(reason);
    }

    [Theory]
    [InlineData(FaultKind.Garble)]
    [InlineData(FaultKind.Html)]
    [InlineData(FaultKind.Empty)]
    public async Task Damaged_xml_fails_the_read(FaultKind kind)
    {
        await using var vendor = await StartAsync(3, new VendorServerOptions { Xml = true }, new Fault { Kind = kind });
        ShouldFail((await vendor.ReadAsync()).Completeness).Failure.ShouldBe(VendorFailure.Malformed);
    }

    [Fact]
    public async Task Server_that_breaks_off_for_good_fails_the_read_and_one_that_recovers_does_not()
    {
        await using var vendor = await StartAsync(450, fault: new Fault { Kind = FaultKind.Reset, Path = "page=3", Times = 3 });
        (await vendor.ReadAsync()).Completeness.ShouldBe(Completeness.Complete);

        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, Path = "[?&]page=2" });
        var error = ShouldFail((await vendor.ReadAsync()).Completeness);
        error.Failure.ShouldBe(VendorFailure.Unavailable);
        error.StatusCode.ShouldBe(503);
    }

    [Fact]
    public async Task Group_that_is_not_there_is_told_with_what_creating_it_takes()
    {
        await using var vendor = await StartAsync(3, fault: new Fault { Kind = FaultKind.Status, Status = 404 });
        var error = ShouldFail((await vendor.ReadAsync()).Completeness);
        error.Failure.ShouldBe(VendorFailure.NotFound);
        error.Message.ShouldContain("create_groups: true, rest.find_group and rest.create_group");
        error.Message.ShouldEndWith(".");
        error.Message.ShouldNotContain("..");
    }

    [Fact]
    public async Task Read_that_is_forbidden_fails_as_refused_access()
    {
        await using var vendor = await StartAsync(3, fault: new Fault { Kind = FaultKind.Status, Status = 403 });
        ShouldFail((await vendor.ReadAsync()).Completeness).Failure.ShouldBe(VendorFailure.Authentication);
    }

    [Theory]
    [InlineData("""[{"id": "1", "username": "a"}, {"username": "b"}]""", "an item has no 'id'")]
    [InlineData("""[{"id": null, "username": "b"}]""", "an item has no 'id'")]
    [InlineData("""[{"id": "  "}]""", "an item has no 'id'")]
    [InlineData("""["u1", "u2"]""", "an item has no 'id'")]
    [InlineData("""[{"id": "1", "active": "maybe"}]""", "'active' of user 1 is 'maybe'")]
    [InlineData("""[{"id": "1", "email": ["a", "b"]}]""", "'email' of user 1 is a list")]
    [InlineData("""[{"id": "1", "id": "2"}]""", "not the JSON it should be")]
    [InlineData("""{"members": [], "owners": []}""", "several arrays (members, owners)")]
    [InlineData("""{"data": {"items": []}}""", "holds no array, but one at data.items")]
    [InlineData("""{"message": "try later"}""", "holds no array (it has message)")]
    [InlineData("null", "neither an array nor an object")]
    [InlineData("\"sre\"", "neither an array nor an object")]
    public async Task Answer_that_cannot_be_understood_fails_the_read_instead_of_losing_people(string body, string reason)
    {
        await using var vendor = await StartAsync(1, fault: new Fault { Kind = FaultKind.Status, Status = 200, Body = body });
        var error = ShouldFail((await vendor.ReadAsync()).Completeness);
        error.Failure.ShouldBe(VendorFailure.Malformed);
        error.Message.ShouldContain(reason);
    }

    [Theory]
    [InlineData("<members><member><username>a</username></member></members>", "an item has no 'id'")]
    [InlineData("<members><user><id>1</id></user></members>", "the list holds 'user' elements and no 'member'")]
    [InlineData("<problem><message>no</message></problem>", "there is no element 'members'")]
    [InlineData("<members>nobody</members>", "holds text")]
    [InlineData(
        "<!DOCTYPE m [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><members><member><id>&x;</id></member></members>", "DTD is prohibited")]
    [InlineData(
        "<!DOCTYPE m [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><members><member><id>&b;</id></member></members>", "DTD is prohibited")]
    public async Task Xml_that_cannot_be_understood_fails_the_read(string body, string reason)
    {
        await using var vendor = await StartAsync(
            1, new VendorServerOptions { Xml = true }, new Fault { Kind = FaultKind.Status, Status = 200, Body = body });
        var error = ShouldFail((await vendor.ReadAsync()).Completeness);
        error.Failure.ShouldBe(VendorFailure.Malformed);
        error.Message.ShouldContain(reason);
    }

    [Theory]
    [InlineData("""{"total": 1, "people": [{"id": 7, "username": "a", "x": {"y": [1]}}]}""", "7", "a")]
    [InlineData("""[{"id": "1", "username": "a"}, {"id": "1", "username": "a"}]""", "1", "a")]
    [InlineData("\uFEFF[{\"id\": \"1\", \"username\": null}]", "1", null)]
    public async Task Usual_variations_are_understood(string body, string id, string? userName)
    {
        await using var vendor = await StartAsync(1, fault: new Fault { Kind = FaultKind.Status, Status = 200, Body = body });
        var (members, completeness) = await vendor.ReadAsync();
        completeness.ShouldBe(Completeness.Complete);
        var member = members.ShouldHaveSingleItem();
        (member.Id, member.UserName).ShouldBe((id, userName));
    }

    [Theory]
    [InlineData("<members/>", 0)]
    [InlineData("<members>\n</members>", 0)]
    [InlineData("<members><count>0</count></members>", 0)]
    [InlineData("<m:members xmlns:m='urn:x'><m:member><m:id>1</m:id></m:member></m:members>", 1)]
    [InlineData("<members count='1'><member kind='user'><id>1</id></member></members>", 1)]
    public async Task Usual_variations_of_xml_are_understood(string body, int count)
    {
        await using var vendor = await StartAsync(
            1, new VendorServerOptions { Xml = true }, new Fault { Kind = FaultKind.Status, Status = 200, Body = body });
        var (members, completeness) = await vendor.ReadAsync();
        completeness.ShouldBe(Completeness.Complete);
        members.Count.ShouldBe(count);
    }

    [Fact]
    public async Task Next_page_on_another_server_is_not_asked()
    {
        await using var other = await VendorTestServer.StartAsync();
        await using var lying = await ScriptedHttpServer.StartAsync(
            ScriptedHttpServer.Status(200, """[{"id": "1"}]""", ("Link", $"<{other.BaseUrl}groups/sre/members?page=2>; rel=\"next\"")));
        await using var provider = new RestVendorProvider(HttpVendor.Context(HttpVendor.Settings(lying.BaseUrl)));
        await provider.ConnectAsync(CancellationToken.None);

        var read = provider.ReadGroupMembers(RestVendor.Group, CancellationToken.None);
        await foreach (var _ in read)
        {
        }

        ShouldFail(read.Completeness!).Message.ShouldContain("on another server than base_url");
        other.Requests.All.ShouldBeEmpty();
    }

    private static async Task<RestVendor> StartAsync(int count, VendorServerOptions? options = null, Fault? fault = null) =>
        await RestVendor.StartAsync(options, prepare: server =>
        {
            server.Store.SeedNumbered("sre", count);
            if (fault is not null)
                server.Faults.Add(fault);
        });

    private static void ShouldHold(Completeness completeness, ReadReasonKind kind, string message)
    {
        completeness.Status.ShouldBe(CompletenessStatus.Partial);
        completeness.HoldsMapping.ShouldBeTrue();
        completeness.Reasons[0].Kind.ShouldBe(kind);
        completeness.Reasons[0].Message.ShouldContain(message);
    }

    private static VendorException ShouldFail(Completeness completeness)
    {
        completeness.Status.ShouldBe(CompletenessStatus.Failed);
        return completeness.Error.ShouldBeOfType<VendorException>();
    }
}
