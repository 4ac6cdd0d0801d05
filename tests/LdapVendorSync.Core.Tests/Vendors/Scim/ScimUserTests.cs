using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Scim;
using LdapVendorSync.Fixtures.Scim;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Scim;

public sealed class ScimUserTests
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    [Theory]
    [InlineData("userName", "USER00002")]
    [InlineData("email", "user00002@example.com")]
    [InlineData("externalId", "entry-2")]
    [InlineData("id", "u3")]
    public async Task Account_is_found_by_any_key(string attribute, string value)
    {
        await using var vendor = await ScimVendor.StartAsync(members: 3);
        vendor.Store.Change("u3", user => user["externalId"] = "entry-2");

        var found = await vendor.FindAsync(value, attribute);

        found.ShouldNotBeNull().UserName.ShouldBe("user00002");
        vendor.Server.Requests.All.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_exact_matches_count_whatever_the_server_gives(bool ignoresFilters)
    {
        var options = new ScimFakeOptions { IgnoresFilters = ignoresFilters, Filters = ignoresFilters, MaxPage = 2 };
        await using var vendor = await ScimVendor.StartAsync(options, members: 7);

        (await vendor.FindAsync("user00006"))!.UserName.ShouldBe("user00006");
        (await vendor.FindAsync("user0000")).ShouldBeNull();
    }

    [Theory]
    [InlineData("o'neil \"x\" \\ or userName pr")]
    [InlineData("jürgen+groß&co=%41@例え.jp")]
    public async Task Any_text_can_be_looked_up(string name)
    {
        await using var vendor = await ScimVendor.StartAsync(members: 3);
        (await vendor.FindAsync(name)).ShouldBeNull();
        vendor.Store.AddUser(name);
        (await vendor.FindAsync(name)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Two_accounts_with_one_address_are_ambiguous()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 2);
        vendor.Store.AddUser("twin", new JsonObject { ["emails"] = new JsonArray(new JsonObject { ["value"] = "user00001@example.com" }) });

        var error = await Should.ThrowAsync<VendorException>(() => vendor.FindAsync("user00001@example.com", "email"));

        error.Failure.ShouldBe(VendorFailure.Ambiguous);
    }

    [Fact]
    public async Task Account_is_created_with_everything_that_is_mapped()
    {
        await using var vendor = await ScimVendor.StartAsync(
            scim: new ScimSettings { ExternalId = true, Fields = new Dictionary<string, string> { ["phone"] = "phoneNumbers[type eq \"work\"].value" } },
            configure: Mapping("userName", "email", "title", "phone", "department", "manager", "name.middleName"));
        var person = ScimVendor.Ada.WithValue("title", "Dr.").WithValue("phone", "+49 1").WithValue("department", "R&D")
            .WithValue("manager", "u9").WithValue("name.middleName", "King");

        var created = await vendor.Provider.CreateUserAsync(person, default);

        var user = vendor.Store.FindUser("ada")!;
        created.Id.ShouldBe((string)user["id"]!);
        user.Remove("id");
        user.Remove("meta");
        user.ToJsonString().ShouldBe(JsonNode.Parse($$$"""
            {
              "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "{{{Enterprise}}}"],
              "userName": "ada", "name": {"givenName": "Ada", "familyName": "Lovelace", "middleName": "King"},
              "active": true, "externalId": "entry-1", "title": "Dr.",
              "{{{Enterprise}}}": {"department": "R&D", "manager": {"value": "u9"}},
              "phoneNumbers": [{"type": "work", "value": "+49 1"}],
              "emails": [{"value": "ada@example.com", "type": "work", "primary": true}]
            }
            """)!.ToJsonString(), StringCompareShould.IgnoreLineEndings);
        var found = (await vendor.FindAsync("ada"))!;
        (found.GetValue("phone"), found.GetValue("department"), found.GetValue("manager")).ShouldBe(("+49 1", "R&D", "u9"));
    }

    [Theory]
    [InlineData(FaultKind.ResetAfter)]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.StatusAfter)]
    [InlineData(FaultKind.Garble)]
    [InlineData(FaultKind.Html)]
    public async Task Account_whose_creation_was_not_answered_is_not_created_twice(FaultKind kind)
    {
        await using var vendor = await ScimVendor.StartAsync();
        vendor.Server.Faults.Add(new Fault { Kind = kind, Method = "POST", Times = 1 });

        var created = await vendor.Provider.CreateUserAsync(ScimVendor.Ada, default);

        vendor.Store.Users.ShouldHaveSingleItem()["id"]!.ToString().ShouldBe(created.Id);
    }

    [Theory]
    [InlineData("ada@example.com", true)]
    [InlineData(null, true)]
    [InlineData("somebody@example.com", false)]
    public async Task Account_that_is_there_already_is_taken_only_if_it_is_the_same_person(string? email, bool adopts)
    {
        await using var vendor = await ScimVendor.StartAsync(scim: new ScimSettings { AdoptAccounts = true });
        var emails = email is null ? null : new JsonArray(new JsonObject { ["value"] = email });
        var id = vendor.Store.AddUser("ADA", new JsonObject { ["active"] = false, ["emails"] = emails });

        if (adopts)
        {
            (await vendor.Provider.CreateUserAsync(ScimVendor.Ada, default)).Id.ShouldBe(id);
            vendor.Log.Texts.ShouldContain(text => text.Contains("although it is disabled"));
        }
        else
        {
            var error = await Should.ThrowAsync<VendorException>(() => vendor.Provider.CreateUserAsync(ScimVendor.Ada, default));
            error.Failure.ShouldBe(VendorFailure.Conflict);
        }

        vendor.Store.Users.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Account_that_is_there_already_is_a_conflict_unless_the_config_says_otherwise()
    {
        await using var vendor = await ScimVendor.StartAsync();
        vendor.Store.AddUser("ada");

        var error = await Should.ThrowAsync<VendorException>(() => vendor.Provider.CreateUserAsync(ScimVendor.Ada, default));

        error.Failure.ShouldBe(VendorFailure.Conflict);
        error.Message.ShouldContain("(scimType uniqueness)");
    }

    [Fact]
    public async Task Disabled_account_is_found()
    {
        await using var vendor = await ScimVendor.StartAsync();
        vendor.Store.AddUser("ada", new JsonObject { ["active"] = false });

        (await vendor.FindAsync("ada")).ShouldNotBeNull().Enabled.ShouldBe(false);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_what_differs_is_changed(bool patches)
    {
        await using var vendor = await ScimVendor.StartAsync(
            new ScimFakeOptions { Patch = patches }, configure: Mapping("userName", "email", "lastName", "department", "title"));
        var id = Full(vendor);

        await vendor.Provider.UpdateUserAsync(
            new GroupMember { Id = id, UserName = "ada" },
            [
                new AttributeDifference("lastName", "Byron", "Lovelace"), new AttributeDifference("email", "old@example.com", "ada@example.com"),
                new AttributeDifference("department", null, "R&D"), new AttributeDifference("title", "Dr.", null),
            ],
            default);

        var user = vendor.Store.FindUser("ada")!;
        user["name"]!.ToJsonString().ShouldBe("""{"givenName":"Ada","familyName":"Lovelace"}""");
        user["emails"]!.AsArray().Select(email => (string)email!["value"]!).ShouldBe(["home@example.com", "ada@example.com"]);
        ((string)user[Enterprise]!["department"]!).ShouldBe("R&D");
        ((string)user[Enterprise]!["costCenter"]!).ShouldBe("42");
        ((string)user["urn:example:2.0:User"]!["badge"]!).ShouldBe("7", "what this product does not know stays");
        user["title"].ShouldBeNull();
        vendor.Writes.ShouldHaveSingleItem().ShouldStartWith(patches ? "PATCH" : "PUT");
    }

    [Fact]
    public async Task Change_of_a_simple_attribute_is_one_request()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 1);
        var user = (await vendor.FindAsync("user00001"))!;
        vendor.Server.Requests.Clear();

        await vendor.Provider.UpdateUserAsync(user, [new AttributeDifference("firstName", "First1", "Änne")], default);

        vendor.Server.Requests.All.ShouldHaveSingleItem();
        vendor.Writes.ShouldHaveSingleItem().ShouldEndWith("""[{"op":"replace","path":"name.givenName","value":"Änne"}]}""");
    }

    [Fact]
    public async Task Address_is_added_where_there_is_none_and_taken_out()
    {
        await using var vendor = await ScimVendor.StartAsync();
        var user = new GroupMember { Id = vendor.Store.AddUser("ada") };

        await vendor.Provider.UpdateUserAsync(user, [new AttributeDifference("email", null, "ada@example.com")], default);
        (await vendor.FindAsync("ada"))!.Email.ShouldBe("ada@example.com");
        await vendor.Provider.UpdateUserAsync(user, [new AttributeDifference("email", "ada@example.com", null)], default);
        (await vendor.FindAsync("ada"))!.Email.ShouldBeNull();
    }

    [Fact]
    public async Task Account_that_was_changed_meanwhile_is_read_again()
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { Etags = true, PreconditionFailures = 2 }, members: 1);
        var user = (await vendor.FindAsync("user00001"))!;

        await vendor.Provider.UpdateUserAsync(user, [new AttributeDifference("lastName", "Last1", "New")], default);

        (await vendor.FindAsync("user00001"))!.LastName.ShouldBe("New");
        vendor.Writes.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Account_is_disabled_enabled_and_deleted(bool patches)
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { Patch = patches }, members: 1);
        var user = (await vendor.FindAsync("user00001"))!;
        vendor.Provider.Capabilities.DisableUsers.ShouldBeTrue();

        await vendor.Provider.SetUserEnabledAsync(user, false, default);
        (await vendor.FindAsync("user00001"))!.Enabled.ShouldBe(false);
        await vendor.Provider.SetUserEnabledAsync(user, true, default);
        (await vendor.FindAsync("user00001"))!.Enabled.ShouldBe(true);
        await vendor.Provider.DeleteUserAsync(user, default);
        await vendor.Provider.DeleteUserAsync(user, default);

        vendor.Store.Users.ShouldBeEmpty();
    }

    [Fact]
    public async Task Attribute_without_a_place_is_an_error_and_nothing_is_sent()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 1);
        var user = (await vendor.FindAsync("user00001"))!;

        var error = await Should.ThrowAsync<VendorException>(
            () => vendor.Provider.UpdateUserAsync(user, [new AttributeDifference("shoeSize", null, "43")], default));

        (error.Failure, error.NotSent).ShouldBe((VendorFailure.Unsupported, true));
        vendor.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Account_that_is_gone_is_not_found()
    {
        await using var vendor = await ScimVendor.StartAsync();
        var gone = new GroupMember { Id = "u-gone", UserName = "gone" };

        (await Should.ThrowAsync<VendorException>(
            () => vendor.Provider.SetUserEnabledAsync(gone, false, default))).Failure.ShouldBe(VendorFailure.NotFound);
    }

    [Fact]
    public async Task Refusal_tells_what_the_server_says()
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { Required = ["userName", "title"] });

        var error = await Should.ThrowAsync<VendorException>(() => vendor.Provider.CreateUserAsync(ScimVendor.Ada, default));

        error.Failure.ShouldBe(VendorFailure.Rejected);
        error.Message.ShouldBe(
            "App: cannot create the account 'ada': POST /Users was answered with 400 Bad Request: title is required (scimType invalidValue).");
    }

    [Fact]
    public async Task Updates_go_in_bulk_and_each_has_its_own_outcome()
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { Bulk = true, BulkOperations = 20 }, members: 50);
        BatchChange[] changes =
        [
            .. vendor.Store.Users.Select(user => Rename((string)user["id"]!)), Rename("u-gone"),
        ];

        var outcomes = await vendor.Provider.ApplyAsync(vendor.Group, changes, default);

        outcomes.Select(outcome => outcome.Change).ShouldBe(changes);
        outcomes.Count(outcome => outcome.Failure is null).ShouldBe(50);
        outcomes[^1].Failure!.Failure.ShouldBe(VendorFailure.NotFound);
        vendor.Store.Users.ShouldAllBe(user => (string?)user["name"]!["familyName"] == "New");
        vendor.Writes.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Updates_go_one_by_one_where_the_bulk_endpoint_is_not_there_after_all()
    {
        await using var vendor = await ScimVendor.StartAsync(scim: new ScimSettings { Bulk = true }, members: 5);

        var outcomes = await vendor.Provider.ApplyAsync(
            vendor.Group, [.. vendor.Store.Users.Select(user => Rename((string)user["id"]!))], default);

        outcomes.ShouldAllBe(outcome => outcome.Failure == null);
        vendor.Store.Users.ShouldAllBe(user => (string?)user["name"]!["familyName"] == "New");
        vendor.Provider.Batch.Actions.ShouldNotContain(ChangeAction.Update);
    }

    private static BatchChange Rename(string id) => new(
        ChangeAction.Update, new GroupMember { Id = id, UserName = id }, [new AttributeDifference("lastName", null, "New")]);

    private static Func<VendorSettings, VendorSettings> Mapping(params string[] attributes) =>
        settings => settings with { Attributes = attributes.ToDictionary(name => name, name => $"{{{name.Replace('.', '_')}}}") };

    private static string Full(ScimVendor vendor) => vendor.Store.AddUser("ada", JsonNode.Parse($$$"""
        {
          "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "{{{Enterprise}}}", "urn:example:2.0:User"],
          "name": {"givenName": "Ada", "familyName": "Byron"}, "title": "Dr.",
          "emails": [{"value": "home@example.com", "type": "home"}, {"value": "old@example.com", "type": "work", "primary": true}],
          "{{{Enterprise}}}": {"costCenter": "42"},
          "urn:example:2.0:User": {"badge": "7"}
        }
        """)!.AsObject());
}
