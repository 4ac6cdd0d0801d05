using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Glean;
using LdapVendorSync.Fixtures.Keycloak;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Demo;

/// <summary><c>examples/keycloak-to-glean</c>: the people of a Keycloak realm become those of Glean, and follow.</summary>
internal sealed class KeycloakToGleanExample : IExample
{
    private static readonly string[] Everybody =
        ["ada", "bram", "chidi", "dominik", "elif", "farid", "gro", "hana", "ivo", "jun", "kofi", "lena", "mira", "nils", "olga"];

    private KeycloakServer _keycloak = null!;
    private GleanServer _glean = null!;

    /// <inheritdoc />
    public string Name => "keycloak-to-glean";

    /// <inheritdoc />
    public async Task StartAsync(Stage stage)
    {
        _keycloak = await KeycloakServer.StartAsync();
        _glean = await GleanServer.StartAsync();
        foreach (var (person, number) in Everybody.Select((person, number) => (person, number)))
            Add(person, number % 2 == 0 ? "Engineering" : "Sales");

        _keycloak.Realm.Join(_keycloak.Realm.AddGroup("engineering", "sre"), InKeycloak("bram"), InKeycloak("kofi"));

        InKeycloak("ada").Attributes.Remove("department");

        stage.Set("KEYCLOAK_BASE_URL", _keycloak.BaseUrl.GetLeftPart(UriPartial.Authority));
        stage.Set("KEYCLOAK_REALM", _keycloak.Realm.Name);
        stage.Set("KEYCLOAK_CLIENT_ID", KeycloakServer.ClientId);
        stage.Set("KEYCLOAK_CLIENT_SECRET", KeycloakServer.ClientSecret);
        stage.Set("GLEAN_API_URL", _glean.BaseUrl.ToString());
        stage.Set("GLEAN_API_TOKEN", GleanServer.Token);
    }

    /// <inheritdoc />
    public async Task PlayAsync(Stage stage)
    {
        stage.Begin("Can Keycloak be reached, and may the client read enough?");
        await stage.RunAsync(0, "check", "--connect");

        stage.Begin("What would a trial with three people send? MAX_USERS=3 DRY_RUN=true");
        stage.Set("MAX_USERS", "3");
        stage.Set("DRY_RUN", "true");
        var rehearsal = await stage.RunAsync(0, "sync", "--output", "json");
        stage.Check("It would be three.", JsonNode.Parse(rehearsal.Output)!["totals"]!["added"]!.GetValue<int>() == 3);
        ShowPeople(stage, []);
        stage.Set("DRY_RUN", null);

        stage.Begin("The trial itself. MAX_USERS=3");
        await stage.RunAsync(0, "sync");
        stage.Check("Glean knows three people.", _glean.Employees.Count == 3, $"It knows {_glean.Employees.Count}.");
        stage.Set("MAX_USERS", null);

        // Glean takes nobody without an address; among the three of the trial, whoever that is by their ids, there would be only two.
        Add("kiosk", "Reception").Email = null;
        stage.Begin("The first upload is refused: it would replace people of whom nothing is known.");
        await stage.RunAsync(4, "sync");
        stage.Check("Glean still knows three people.", _glean.Employees.Count == 3, $"It knows {_glean.Employees.Count}.");

        stage.Begin("It is allowed once. GLEAN_TAKE_OVER=true");
        stage.Set("GLEAN_TAKE_OVER", "true");
        await stage.RunAsync(0, "sync");
        stage.Set("GLEAN_TAKE_OVER", null);
        ShowPeople(stage, Everybody);
        ShowDepartment(stage, "bram", "Sales");
        ShowDepartment(stage, "ada", "Unknown");

        stage.Begin("The second upload is none: nothing has changed.");
        var requests = _glean.Requests.Count;
        await stage.RunAsync(0, "sync");
        stage.Check("Glean was asked nothing.", _glean.Requests.Count == requests);

        await ChangeAsync(stage);
        await ThinOutAsync(stage);
        await SendOneByOneAsync(stage);
        stage.Check("Keycloak was only read.", _keycloak.Requests.All.All(IsReading));
        var violations = _keycloak.Checker.Violations.Concat(_glean.Violations).ToList();
        stage.Check("Every request was as Keycloak and Glean describe their APIs.", violations.Count == 0, string.Join("; ", violations));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_glean is not null)
            await _glean.DisposeAsync();
        if (_keycloak is not null)
            await _keycloak.DisposeAsync();
    }

    private async Task ChangeAsync(Stage stage)
    {
        stage.Begin("In Keycloak, Bram moves to Engineering, Olga's account is disabled, and Pia is new.");
        InKeycloak("bram").Attributes["department"] = ["Engineering"];
        InKeycloak("olga").Enabled = false;
        Add("pia", "Sales");
        await stage.RunAsync(0, "sync");
        ShowPeople(stage, [.. Everybody.Except(["olga"]), "pia"]);
        ShowDepartment(stage, "bram", "Engineering");
    }

    private async Task ThinOutAsync(Stage stage)
    {
        stage.Begin("Somebody disables half of the realm by mistake. Nobody is deleted, and the exit code says why.");
        foreach (var person in Everybody[..8])
            InKeycloak(person).Enabled = false;
        await stage.RunAsync(5, "sync");
        ShowPeople(stage, [.. Everybody.Except(["olga"]), "pia"]);
        foreach (var person in Everybody[..8])
            InKeycloak(person).Enabled = true;
    }

    private async Task SendOneByOneAsync(Stage stage)
    {
        stage.Begin("One by one instead of all at once, which deletes nobody: Nils leaves, Quentin comes. GLEAN_USE_BULK_INDEX=false");
        stage.Set("GLEAN_USE_BULK_INDEX", "false");
        _keycloak.Realm.Remove(InKeycloak("nils"));
        Add("quentin", "Sales");
        await stage.RunAsync(0, "sync");
        ShowPeople(stage, [.. Everybody.Except(["olga"]), "pia", "quentin"]);
        stage.Set("GLEAN_USE_BULK_INDEX", null);
    }

    private KeycloakUser Add(string person, string department)
    {
        var user = _keycloak.Realm.AddUser(person, ("department", department));
        user.Email = MailOf(person);
        return user;
    }

    private KeycloakUser InKeycloak(string person) => _keycloak.Realm.Users.Single(user => user.UserName == person);

    private static bool IsReading(RecordedRequest request) =>
        request.Method == "GET" || request.Path.EndsWith("/protocol/openid-connect/token", StringComparison.Ordinal);

    private void ShowPeople(Stage stage, IEnumerable<string> expected) =>
        stage.ShowExactly("People of Glean", _glean.Employees.Keys, expected.Select(MailOf));

    private void ShowDepartment(Stage stage, string person, string department)
    {
        var employee = _glean.Employees.GetValueOrDefault(MailOf(person)) ?? [];
        stage.Check($"{person} is in {department}.", (string?)employee["department"] == department, employee.ToJsonString());
    }

    private static string MailOf(string person) => $"{person}@nordwind.example";
}
