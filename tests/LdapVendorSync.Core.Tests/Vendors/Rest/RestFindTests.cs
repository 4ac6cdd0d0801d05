using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Rest;
using LdapVendorSync.Fixtures.Http;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>Looking a person up: exactly the one account that has the key, or none, or a failure; never somebody similar.</summary>
public sealed class RestFindTests
{
    [Fact]
    public async Task Server_that_ignores_the_filter_does_not_give_somebody_else()
    {
        await using var vendor = await StartAsync(new VendorServerOptions { IgnoreUserFilter = true }, count: 450);

        (await vendor.FindAsync("user00300")).ShouldNotBeNull().UserName.ShouldBe("user00300");
        (await vendor.FindAsync("nobody")).ShouldBeNull();

        vendor.Log.At(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain("Only exact matches count");
    }

    [Fact]
    public async Task Server_that_matches_by_prefix_gives_the_exact_match_alone()
    {
        await using var vendor = await StartAsync(new VendorServerOptions { IgnoreUserFilter = true });
        foreach (var name in new[] { "ann", "anna", "Annabel" })
            vendor.Store.CreateUser(new VendorUser { Username = name });

        (await vendor.FindAsync("ANNA")).ShouldNotBeNull().UserName.ShouldBe("anna");
        (await vendor.FindAsync("an")).ShouldBeNull();
    }

    [Fact]
    public async Task Several_accounts_with_one_key_are_ambiguous()
    {
        await using var vendor = await StartAsync();
        vendor.Store.CreateUser(new VendorUser { Username = "ada" });
        vendor.Store.AddDuplicate(new VendorUser { Id = "99", Username = "ADA " });
        vendor.Server.Options.IgnoreUserFilter = true;

        var error = await Should.ThrowAsync<VendorException>(() => vendor.FindAsync("ada"));

        error.Failure.ShouldBe(VendorFailure.Ambiguous);
        error.Message.ShouldContain("several accounts have it: 1, 99");
    }

    [Fact]
    public async Task Shared_mail_address_is_ambiguous()
    {
        await using var vendor = await StartAsync();
        vendor.Store.CreateUser(new VendorUser { Username = "a", Email = "team@example.com" });
        vendor.Store.CreateUser(new VendorUser { Username = "b", Email = "team@example.com" });

        var error = await Should.ThrowAsync<VendorException>(
            () => vendor.Provider.FindUserAsync(MatchKey.Create("email", "team@example.com")!.Value, CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Ambiguous);
    }

    [Theory]
    [InlineData(FaultKind.RepeatPage)]
    [InlineData(FaultKind.EndlessPages)]
    public async Task Absence_is_not_concluded_from_pages_that_repeat(FaultKind fault)
    {
        await using var vendor = await StartAsync(
            new VendorServerOptions { IgnoreUserFilter = true }, count: 450, new Fault { Kind = fault });

        var error = await Should.ThrowAsync<VendorException>(() => vendor.FindAsync("user00300"));

        error.Failure.ShouldBe(VendorFailure.Malformed);
        error.Message.ShouldContain("not certain that everything arrived");
    }

    [Theory]
    [InlineData(FaultKind.Html)]
    [InlineData(FaultKind.Empty)]
    [InlineData(FaultKind.Garble)]
    public async Task Absence_is_not_concluded_from_an_answer_that_cannot_be_understood(FaultKind fault)
    {
        await using var vendor = await StartAsync(fault: new Fault { Kind = fault });
        (await Should.ThrowAsync<VendorException>(() => vendor.FindAsync("ada"))).Failure.ShouldBe(VendorFailure.Malformed);
    }

    [Fact]
    public async Task Absence_is_not_concluded_from_a_404_of_the_whole_list()
    {
        await using var vendor = await StartAsync(fault: new Fault { Kind = FaultKind.Status, Status = 404 });
        (await Should.ThrowAsync<VendorException>(() => vendor.FindAsync("ada"))).Failure.ShouldBe(VendorFailure.NotFound);
    }

    [Fact]
    public async Task Attribute_that_accounts_do_not_have_cannot_be_looked_up()
    {
        await using var vendor = await StartAsync();
        var error = await Should.ThrowAsync<VendorException>(
            () => vendor.Provider.FindUserAsync(MatchKey.Create("employeeNumber", "7")!.Value, CancellationToken.None));
        error.Failure.ShouldBe(VendorFailure.Unsupported);
        error.Message.ShouldContain("no field for 'employeeNumber'");
        vendor.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Attribute_that_people_are_matched_on_is_read_and_sent_by_its_name()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            ScriptedHttpServer.Status(200, """[{"id": 1, "employeeNumber": 7}]"""), ScriptedHttpServer.Status(201, """{"id": 2}"""));
        var settings = HttpVendor.Settings(server.BaseUrl) with { MatchOn = ["employeeNumber", "userName"] };
        await using var provider = new RestVendorProvider(HttpVendor.Context(settings));
        await provider.ConnectAsync(CancellationToken.None);

        var key = MatchKey.Create("employeeNumber", "7")!.Value;
        (await provider.FindUserAsync(key, CancellationToken.None)).ShouldNotBeNull().GetValue("employeeNumber").ShouldBe("7");
        await provider.CreateUserAsync(
            new GroupMember { Id = "x", UserName = "bob" }.WithValue("employeeNumber", "8"), CancellationToken.None);

        server.Requests.Select(request => request.Target + request.Body).ShouldBe(
            ["/users?employeeNumber=7&page=1&per_page=200", """/users{"username":"bob","employeeNumber":"8"}"""]);
    }

    private static Task<RestVendor> StartAsync(VendorServerOptions? options = null, int count = 0, Fault? fault = null) =>
        RestVendor.StartAsync(options, prepare: server =>
        {
            server.Store.SeedNumbered("sre", count);
            if (fault is not null)
                server.Faults.Add(fault);
        });
}
