using LdapVendorSync.Fixtures.Grafana;
using LdapVendorSync.Fixtures.Okta;

namespace LdapVendorSync.Demo;

/// <summary><c>examples/okta-to-grafana</c>: three groups of an Okta become three teams of a Grafana, and follow.</summary>
internal sealed class OktaToGrafanaExample : IExample
{
    private static readonly string[] Engineers = ["ada", "bram", "chidi", "dominik", "elif", "farid", "gro"];
    private static readonly string[] DataScientists = ["elif", "hana", "ivo", "jun"];
    private static readonly string[] Operators = ["bram", "kofi", "lena"];

    private readonly List<string> _accounts = ["admin <admin@localhost>"];
    private OktaServer _okta = null!;
    private GrafanaServer _grafana = null!;

    /// <inheritdoc />
    public string Name => "okta-to-grafana";

    /// <inheritdoc />
    public async Task StartAsync(Stage stage)
    {
        _okta = await OktaServer.StartAsync();
        _grafana = await GrafanaServer.StartAsync();
        foreach (var person in Engineers.Union(DataScientists).Union(Operators))
        {
            // The two spell mail addresses differently.
            AddToOkta(person, $"{char.ToUpperInvariant(person[0])}{person[1..]}@Nordwind.example");
            AddToGrafana(person);
        }

        _okta.Store.AddGroup("Engineering", Engineers.Select(InOkta));
        _okta.Store.AddGroup("DataScience", DataScientists.Select(InOkta));
        _okta.Store.AddGroup("SRE", Operators.Select(InOkta));

        // One of the teams was kept by hand so far, and another is none of ours.
        _grafana.Store.AddTeam("SRE Team", InGrafana("kofi"), AddToGrafana("olga"));
        _grafana.Store.AddTeam("Visitors", InGrafana("ada"), AddToGrafana("vera"));

        stage.Set("OKTA_DOMAIN", _okta.BaseUrl.GetLeftPart(UriPartial.Authority));
        stage.Set("OKTA_API_TOKEN", OktaServer.Token);
        stage.Set("GRAFANA_URL", _grafana.BaseUrl.GetLeftPart(UriPartial.Authority));
        stage.Set("GRAFANA_API_KEY", GrafanaServer.Token);
    }

    /// <inheritdoc />
    public async Task PlayAsync(Stage stage)
    {
        stage.Begin("Can both be reached, and is what they may do enough?");
        await stage.RunAsync(0, "check", "--connect");

        stage.Begin("What would a sync do? SYNC_DRY_RUN=true");
        stage.Set("SYNC_DRY_RUN", "true");
        await stage.RunAsync(0, "sync");
        ShowTeams(stage, "SRE Team", "Visitors");
        ShowTeam(stage, "SRE Team", ["kofi", "olga"]);
        stage.Set("SYNC_DRY_RUN", null);

        stage.Begin("The first sync makes the teams and fills them. Olga, whom Okta's group does not have, is taken out.");
        await stage.RunAsync(0, "sync");
        ShowTeam(stage, "Engineers", Engineers);
        ShowTeam(stage, "Data Scientists", DataScientists);
        ShowTeam(stage, "SRE Team", Operators);

        stage.Begin("The second one changes nothing.");
        var requests = CountWrites();
        await stage.RunAsync(0, "sync");
        stage.Check("Grafana was asked to change nothing.", CountWrites() == requests);

        await ChangeAsync(stage);
        await EmptyAsync(stage);

        stage.Begin("What was left alone");
        ShowTeam(stage, "Visitors", ["ada", "vera"]);
        stage.ShowExactly("Accounts of Grafana", _grafana.Store.Users.Values.Select(Describe), _accounts);
        stage.Check("Okta was only read.", _okta.Requests.Writes.Count == 0);
        var violations = _okta.Checker.Violations.Concat(_grafana.Checker.Violations).ToList();
        stage.Check("Every request was as Okta and Grafana describe their APIs.", violations.Count == 0, string.Join("; ", violations));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_grafana is not null)
            await _grafana.DisposeAsync();
        if (_okta is not null)
            await _okta.DisposeAsync();
    }

    private async Task ChangeAsync(Stage stage)
    {
        stage.Begin(
            "In Okta, Lena goes from SRE to DataScience, Dominik's account is deactivated, "
            + "and Mira is new, who never signed in to Grafana.");
        _okta.Store.Group("SRE").Members.Remove(InOkta("lena").Id);
        _okta.Store.Group("DataScience").Members.Add(InOkta("lena").Id);
        InOkta("dominik").Status = "DEPROVISIONED";
        _okta.Store.Group("Engineering").Members.Add(AddToOkta("mira", "mira@nordwind.example").Id);
        await stage.RunAsync(4, "sync");
        ShowTeam(stage, "Engineers", Engineers.Except(["dominik"]));
        ShowTeam(stage, "Data Scientists", [.. DataScientists, "lena"]);
        ShowTeam(stage, "SRE Team", ["bram", "kofi"]);

        stage.Begin("Mira signs in to Grafana for the first time, which makes her account; the next sync puts her into the team.");
        AddToGrafana("mira");
        await stage.RunAsync(0, "sync");
        ShowTeam(stage, "Engineers", [.. Engineers.Except(["dominik"]), "mira"]);
    }

    private async Task EmptyAsync(Stage stage)
    {
        stage.Begin("Somebody empties the group Engineering by mistake. Nobody loses access, and the exit code says why.");
        _okta.Store.Group("Engineering").Members.Clear();
        await stage.RunAsync(5, "sync");
        ShowTeam(stage, "Engineers", [.. Engineers.Except(["dominik"]), "mira"]);
    }

    private void ShowTeams(Stage stage, params IEnumerable<string> expected) =>
        stage.ShowExactly("Teams of Grafana", _grafana.Store.Teams.Values.Select(team => team.Name), expected);

    private void ShowTeam(Stage stage, string team, IEnumerable<string> expected) =>
        stage.ShowExactly($"Team {team}", _grafana.Store.MembersOf(team), expected);

    private static string Describe(GrafanaUser user) => $"{user.Login} <{user.Email}>";

    private int CountWrites() => _grafana.Requests.Writes.Count;

    private OktaUser AddToOkta(string person, string mail)
    {
        var user = _okta.Store.AddUser($"{person}@nordwind.example", char.ToUpperInvariant(person[0]) + person[1..], "Example");
        user.Profile["email"] = mail;
        return user;
    }

    private OktaUser InOkta(string person) => _okta.Store.Find($"{person}@nordwind.example")!;

    private GrafanaUser AddToGrafana(string person)
    {
        var user = _grafana.Store.AddUser(person, $"{person}@nordwind.example");
        _accounts.Add(Describe(user));
        return user;
    }

    private GrafanaUser InGrafana(string person) => _grafana.Store.Users.Values.Single(user => user.Login == person);
}
