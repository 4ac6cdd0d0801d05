using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Grafana;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Grafana;

public sealed class GrafanaUserTests
{
    private static readonly GroupMember Ada =
        new() { Id = "entry-1", UserName = "ada", Email = "ada@example.com", DisplayName = "Ada Lovelace" };

    private static readonly AttributeDifference[] NewMailAndName =
        [new("email", "old@example.com", "ada@example.com"), new("displayName", "Ada", "Ada Lovelace")];

    [Theory]
    [InlineData("userName", "ADA")]
    [InlineData("email", "Ada@Example.com")]
    [InlineData("displayName", "ada lovelace")]
    public async Task Account_is_found_by_exactly_its_key_without_regard_to_case(string attribute, string value)
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        var ada = grafana.Store.AddUser("ada", name: "Ada Lovelace");
        grafana.Store.AddUser("adalbert", "ada@example.com.test", "Ada Lovelace-King");

        (await grafana.FindAsync(value, attribute)).ShouldNotBeNull().Id.ShouldBe($"{ada.Id}");
    }

    [Fact]
    public async Task Account_whose_login_is_the_mail_of_somebody_else_is_not_that_person()
    {
        await using var grafana = await GrafanaVendor.StartAsync(asAdmin: true);
        grafana.Store.AddUser("ada@example.com", "other@example.com", org: 0);
        var ada = grafana.Store.AddUser("ada", org: 0);

        (await grafana.FindAsync("ada@example.com", "email")).ShouldNotBeNull().Id.ShouldBe($"{ada.Id}");
    }

    [Fact]
    public async Task Two_accounts_with_one_name_are_told()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Store.AddUser("one", name: "Ada");
        grafana.Store.AddUser("two", name: "Ada");

        (await Should.ThrowAsync<VendorException>(() => grafana.FindAsync("Ada", "displayName"))).Failure.ShouldBe(VendorFailure.Ambiguous);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Two_accounts_whose_logins_differ_in_case_are_told(int org)
    {
        await using var grafana = await GrafanaVendor.StartAsync(asAdmin: true);
        grafana.Store.AddUser("ada", "one@example.com", org: org);
        grafana.Store.AddUser("Ada", "two@example.com", org: org);

        (await Should.ThrowAsync<VendorException>(() => grafana.FindAsync("ada"))).Failure.ShouldBe(VendorFailure.Ambiguous);
    }

    [Fact]
    public async Task Key_that_accounts_do_not_have_is_refused()
    {
        await using var grafana = await GrafanaVendor.StartAsync();

        (await Should.ThrowAsync<VendorException>(() => grafana.FindAsync("7", "employeeNumber"))).Message.ShouldContain("employeeNumber");
    }

    [Theory]
    [InlineData("orgUsers")]
    [InlineData("OrgUsers")]
    public async Task Many_look_ups_read_everybody_once(string listName)
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Server.Options.OrgUsersName = listName;
        foreach (var number in Enumerable.Range(1, 1500))
            grafana.Store.AddUser($"user{number}");

        foreach (var number in Enumerable.Range(1, 200))
            (await grafana.FindAsync($"user{number}")).ShouldNotBeNull().UserName.ShouldBe($"user{number}");

        grafana.Sent.Count().ShouldBeLessThan(60);
    }

    [Fact]
    public async Task Everybody_is_listed()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        foreach (var number in Enumerable.Range(1, 2001))
            grafana.Store.AddUser($"user{number}");

        var users = await ((IListingVendorProvider)grafana.Provider).ListUsersAsync(CancellationToken.None).ToListAsync();

        users.Count.ShouldBe(2002, "and the administrator");
    }

    [Fact]
    public async Task Account_is_created_with_the_configured_role_and_a_password_that_nobody_sees()
    {
        await using var grafana = await GrafanaVendor.StartAsync(new GrafanaSettings { Role = GrafanaRole.Editor }, asAdmin: true);

        var created = await grafana.Provider.CreateUserAsync(Ada, CancellationToken.None);

        var account = grafana.Store.Users[int.Parse(created.Id, System.Globalization.CultureInfo.InvariantCulture)];
        (account.Login, account.Email, account.Name).ShouldBe(("ada", "ada@example.com", "Ada Lovelace"));
        grafana.Store.Orgs[1][account.Id].ShouldBe("Editor");
        account.Password.Length.ShouldBeGreaterThan(30);
        grafana.Log.All.ShouldNotContain(account.Password);
    }

    [Fact]
    public async Task Account_whose_creation_was_not_answered_is_looked_for_and_not_created_twice()
    {
        await using var grafana = await GrafanaVendor.StartAsync(asAdmin: true);
        grafana.Server.Faults.Add(new Fault { Kind = FaultKind.ResetAfter, Method = "POST", Path = "/api/admin/users$", Times = 1 });

        var created = await grafana.Provider.CreateUserAsync(Ada, CancellationToken.None);

        created.Id.ShouldBe("2");
        grafana.Store.Users.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Mail_that_somebody_else_has_is_a_conflict_that_says_who()
    {
        await using var grafana = await GrafanaVendor.StartAsync(asAdmin: true);
        grafana.Store.AddUser("other", "ada@example.com");

        var error = await Should.ThrowAsync<VendorException>(() => grafana.Provider.CreateUserAsync(Ada, CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Conflict);
        error.Message.ShouldContain("'other'");
        error.Message.ShouldContain("email=ada@example.com");
    }

    [Fact]
    public async Task Without_an_administrator_nobody_is_created_and_the_failure_says_what_to_do()
    {
        await using var grafana = await GrafanaVendor.StartAsync();

        var error = await Should.ThrowAsync<VendorException>(() => grafana.Provider.CreateUserAsync(Ada, CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Unsupported);
        error.Message.ShouldContain("grafana.admin_auth");
        grafana.Store.Users.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_an_administrator_who_has_an_account_on_the_server_is_let_into_the_organization()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        var account = grafana.Store.AddUser("ada", org: 0);

        (await grafana.FindAsync("ada")).ShouldBeNull();
        var created = await grafana.Provider.CreateUserAsync(Ada, CancellationToken.None);

        created.Id.ShouldBe($"{account.Id}");
        grafana.Store.Orgs[1][account.Id].ShouldBe("Viewer");
    }

    [Fact]
    public async Task Only_what_differs_is_changed()
    {
        await using var grafana = await GrafanaVendor.StartAsync(asAdmin: true);
        var account = grafana.Store.AddUser("ada", "old@example.com", "Ada");
        var user = (await grafana.FindAsync("ada")).ShouldNotBeNull();

        await grafana.Provider.UpdateUserAsync(
            user,
            NewMailAndName,
            CancellationToken.None);

        (account.Login, account.Email, account.Name).ShouldBe(("ada", "ada@example.com", "Ada Lovelace"));
    }

    [Fact]
    public async Task Mail_that_waits_to_be_confirmed_is_a_failure_and_the_rest_is_done()
    {
        await using var grafana = await GrafanaVendor.StartAsync(asAdmin: true);
        grafana.Server.Options.VerifiesMail = true;
        var account = grafana.Store.AddUser("ada", "old@example.com", "Ada");
        var user = (await grafana.FindAsync("ada")).ShouldNotBeNull();

        var error = await Should.ThrowAsync<VendorException>(() => grafana.Provider.UpdateUserAsync(
            user,
            NewMailAndName,
            CancellationToken.None));

        error.Message.ShouldContain("verify_email_enabled");
        (account.Email, account.Name).ShouldBe(("old@example.com", "Ada Lovelace"));
    }

    [Fact]
    public async Task Account_that_another_system_manages_is_left_alone()
    {
        await using var grafana = await GrafanaVendor.StartAsync(asAdmin: true);
        grafana.Store.AddUser("ada", name: "Ada").ExternalAuth = "OAuth";
        var user = (await grafana.FindAsync("ada")).ShouldNotBeNull();

        foreach (var change in (Func<Task>[])[
            () => grafana.Provider.UpdateUserAsync(user, [new AttributeDifference("displayName", "Ada", "Bob")], CancellationToken.None),
            () => grafana.Provider.SetUserEnabledAsync(user, false, CancellationToken.None)])
        {
            (await Should.ThrowAsync<VendorException>(change)).Message.ShouldContain("managed by OAuth");
        }

        grafana.Written.ShouldBeEmpty();
    }

    [Fact]
    public async Task Account_is_disabled_enabled_and_deleted()
    {
        await using var grafana = await GrafanaVendor.StartAsync(asAdmin: true);
        var account = grafana.Store.AddUser("ada");
        var user = (await grafana.FindAsync("ada")).ShouldNotBeNull();

        await grafana.Provider.SetUserEnabledAsync(user, false, CancellationToken.None);
        account.IsDisabled.ShouldBeTrue();
        await grafana.Provider.SetUserEnabledAsync(user, true, CancellationToken.None);
        account.IsDisabled.ShouldBeFalse();
        await grafana.Provider.DeleteUserAsync(user, CancellationToken.None);
        await grafana.Provider.DeleteUserAsync(user, CancellationToken.None);
        grafana.Store.Users.ShouldNotContainKey(account.Id);
    }

    [Fact]
    public async Task Administrator_of_the_server_is_never_deleted()
    {
        await using var grafana = await GrafanaVendor.StartAsync(asAdmin: true);
        var admin = (await grafana.FindAsync("admin")).ShouldNotBeNull();

        await Should.ThrowAsync<VendorException>(() => grafana.Provider.DeleteUserAsync(admin, CancellationToken.None));

        grafana.Written.ShouldBeEmpty();
    }

    [Fact]
    public async Task Capabilities_say_what_takes_an_administrator()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Provider.Capabilities.UpdateUsers.ShouldBeFalse();
        grafana.Provider.Capabilities.DeleteUsers.ShouldBeFalse();

        await grafana.ConnectAsync(new GrafanaSettings { AdminAuth = GrafanaVendor.Admin });

        grafana.Provider.Capabilities.UpdateUsers.ShouldBeTrue();
        grafana.Provider.Capabilities.DeleteUsers.ShouldBeTrue();
    }

    [Fact]
    public async Task Login_of_somebody_who_administers_nothing_is_refused_as_administrator()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Store.AddUser("ada").Password = "secret-of-ada";

        var error = await Should.ThrowAsync<VendorException>(() => grafana.ConnectAsync(new GrafanaSettings
        {
            AdminAuth = GrafanaVendor.Admin with { Username = "ada", Password = new Core.Security.Secret("secret-of-ada") },
        }));

        error.Message.ShouldContain("no administrator of the server");
    }
}
