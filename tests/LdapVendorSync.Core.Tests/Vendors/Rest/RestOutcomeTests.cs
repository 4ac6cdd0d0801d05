using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Rest;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>Writes whose answer never came: nothing is done twice, nothing is lost.</summary>
public sealed class RestOutcomeTests
{
    public static TheoryData<FaultKind, int> LostAnswers => new()
    {
        { FaultKind.ResetAfter, 0 },
        { FaultKind.HangAfter, 0 },
        { FaultKind.StatusAfter, 500 },
        { FaultKind.StatusAfter, 502 },
        { FaultKind.StatusAfter, 504 },
    };

    public static TheoryData<FaultKind, int> LostOrTruncatedAnswers
    {
        get
        {
            var answers = LostAnswers;
            answers.Add(FaultKind.Truncate, 0);
            return answers;
        }
    }

    public static TheoryData<FaultKind, int> LostRequests => new()
    {
        { FaultKind.Reset, 0 },
        { FaultKind.Hang, 0 },
        { FaultKind.Status, 500 },
        { FaultKind.Status, 502 },
        { FaultKind.Status, 503 },
        { FaultKind.Status, 429 },
    };

    [Theory]
    [MemberData(nameof(LostOrTruncatedAnswers))]
    public async Task Account_whose_creation_was_not_confirmed_is_found_instead_of_created_again(FaultKind kind, int status)
    {
        await using var vendor = await StartAsync(new Fault { Kind = kind, Status = status, Method = "POST", Times = 1 });

        var created = await vendor.Provider.CreateUserAsync(RestVendor.Ada, CancellationToken.None);

        vendor.Server.Requests.Writes.Count.ShouldBe(1);
        vendor.Store.Users.ShouldHaveSingleItem().Id.ShouldBe(created.Id);
    }

    [Theory]
    [MemberData(nameof(LostRequests))]
    public async Task Account_whose_creation_had_no_effect_is_created_by_the_next_attempt(FaultKind kind, int status)
    {
        await using var vendor = await StartAsync(new Fault { Kind = kind, Status = status, Method = "POST", Times = 2 });

        var created = await vendor.Provider.CreateUserAsync(RestVendor.Ada, CancellationToken.None);

        vendor.Server.Requests.Writes.Count.ShouldBe(3);
        vendor.Store.Users.ShouldHaveSingleItem().Id.ShouldBe(created.Id);
    }

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task Membership_that_was_not_confirmed_is_looked_up_instead_of_added_again(FaultKind kind, int status)
    {
        await using var vendor = await StartAsync(new Fault { Kind = kind, Status = status, Method = "POST", Times = 1 }, count: 1);
        vendor.Store.CreateUser(new VendorUser { Username = "ada" });
        var ada = (await vendor.FindAsync("ada"))!;
        vendor.Server.Requests.Clear();

        await vendor.Provider.AddGroupMemberAsync(RestVendor.Group, ada, CancellationToken.None);

        vendor.Sent.Select(sent => sent.Split(' ')[0]).ShouldBe(["POST", "GET"]);
        vendor.Store.MemberNames("sre").ShouldBe(["ada", "user00001"]);
    }

    [Theory]
    [MemberData(nameof(LostRequests))]
    public async Task Membership_that_had_no_effect_is_added_by_the_next_attempt(FaultKind kind, int status)
    {
        await using var vendor = await StartAsync(new Fault { Kind = kind, Status = status, Method = "POST", Times = 1 });
        vendor.Store.CreateUser(new VendorUser { Username = "ada" });
        var ada = (await vendor.FindAsync("ada"))!;

        await vendor.Provider.AddGroupMemberAsync(RestVendor.Group, ada, CancellationToken.None);

        vendor.Server.Requests.Writes.Count.ShouldBe(2);
        vendor.Store.MemberNames("sre").ShouldBe(["ada"]);
    }

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task Removal_and_update_are_simply_sent_again(FaultKind kind, int status)
    {
        await using var vendor = await StartAsync(new Fault { Kind = kind, Status = status, Method = "DELETE", Times = 1 }, count: 1);
        vendor.Server.Faults.Add(new Fault { Kind = kind, Status = status, Method = "PUT", Times = 1 });
        var user = (await vendor.FindAsync("user00001"))!;
        vendor.Server.Requests.Clear();

        await vendor.Provider.RemoveGroupMemberAsync(RestVendor.Group, user, CancellationToken.None);
        await vendor.Provider.UpdateUserAsync(user, [new("email", user.Email, "x@example.com")], CancellationToken.None);

        vendor.Server.Requests.All.Select(request => request.Method).ShouldBe(["DELETE", "DELETE", "PUT", "PUT"]);
        vendor.Store.MemberNames("sre").ShouldBeEmpty();
        vendor.Store.Users.Single().Email.ShouldBe("x@example.com");
    }

    [Fact]
    public async Task Failure_for_one_person_is_certain_after_the_last_look()
    {
        await using var vendor = await StartAsync(new Fault { Kind = FaultKind.Status, Status = 500, Method = "POST", Users = ["ada"] });

        var error = await Should.ThrowAsync<VendorException>(() => vendor.Provider.CreateUserAsync(RestVendor.Ada, CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Unavailable);
        error.OutcomeUnknown.ShouldBeFalse();
        error.StatusCode.ShouldBe(500);
        vendor.Server.Requests.Writes.Count.ShouldBe(4);
        (await vendor.Provider.CreateUserAsync(
            RestVendor.Ada with { UserName = "bob", Email = "bob@example.com" }, CancellationToken.None)).Id.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Outcome_is_unknown_when_nobody_can_look()
    {
        await using var vendor = await StartAsync(new Fault { Kind = FaultKind.ResetAfter, Method = "POST" });
        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 500, Method = "GET" });

        var error = await Should.ThrowAsync<VendorException>(() => vendor.Provider.CreateUserAsync(RestVendor.Ada, CancellationToken.None));

        error.OutcomeUnknown.ShouldBeTrue();
        error.Message.ShouldContain("the outcome of the request is unknown");
        vendor.Server.Requests.Writes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Account_of_somebody_else_is_not_taken_for_the_one_that_was_to_be_created()
    {
        await using var vendor = await StartAsync(new Fault { Kind = FaultKind.Status, Status = 500, Method = "POST" });
        vendor.Store.CreateUser(new VendorUser { Username = "ada", Email = "ada.other@example.com" });

        var error = await Should.ThrowAsync<VendorException>(() => vendor.Provider.CreateUserAsync(RestVendor.Ada, CancellationToken.None));

        error.Message.ShouldContain("belongs to somebody with other details (ada, ada.other@example.com)");
        vendor.Server.Requests.Writes.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("{\"user\": {\"id\": 7}}")]
    public async Task Created_account_is_looked_up_when_the_answer_has_no_id(string body)
    {
        await using var vendor = await StartAsync(new Fault { Kind = FaultKind.StatusAfter, Status = 201, Body = body, Method = "POST" });

        var created = await vendor.Provider.CreateUserAsync(RestVendor.Ada, CancellationToken.None);

        created.Id.ShouldBe(vendor.Store.Users.Single().Id);
        vendor.Server.Requests.Writes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Sign_in_page_in_place_of_an_answer_is_no_success()
    {
        await using var vendor = await StartAsync(new Fault { Kind = FaultKind.Html, Method = "DELETE" }, count: 1);
        var user = (await vendor.FindAsync("user00001"))!;

        var error = await Should.ThrowAsync<VendorException>(
            () => vendor.Provider.RemoveGroupMemberAsync(RestVendor.Group, user, CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Malformed);
        error.Message.ShouldContain("web page titled 'Sign in'");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(422)]
    public async Task Refused_write_is_an_error_of_this_person_and_not_repeated(int status)
    {
        const string Body = """{"error": {"message": "protected account"}}""";
        await using var vendor = await StartAsync(new Fault { Kind = FaultKind.Status, Status = status, Body = Body, Method = "POST" });

        var error = await Should.ThrowAsync<VendorException>(() => vendor.Provider.CreateUserAsync(RestVendor.Ada, CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Rejected);
        error.Message.ShouldContain("protected account");
        vendor.Server.Requests.All.Count.ShouldBe(1);
    }

    // Only the faults that hang need a short limit; the others get one that a busy machine keeps.
    private static Task<RestVendor> StartAsync(Fault fault, int count = 0) => RestVendor.StartAsync(
        prepare: server =>
        {
            server.Store.SeedNumbered("sre", count);
            server.Faults.Add(fault);
        },
        configure: settings => fault.Kind is FaultKind.Hang or FaultKind.HangAfter ? settings with { TimeoutSeconds = 2 } : settings);
}
