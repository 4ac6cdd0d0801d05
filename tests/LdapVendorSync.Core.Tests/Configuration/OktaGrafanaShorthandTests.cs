using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors.Grafana;

namespace LdapVendorSync.Core.Tests.Configuration;

/// <summary>The short way to say that teams of a Grafana follow groups of an Okta organization.</summary>
public sealed class OktaGrafanaShorthandTests : IDisposable
{
    private const string Short = """
        okta:
          domain: https://acme.okta.com
          api_token: ${OKTA_API_TOKEN}
        grafana:
          url: grafana.example.org
          api_key: ${GRAFANA_API_KEY}
        sync:
          dry_run: true
          mappings:
            - okta_group: "Engineering"
              grafana_team: "Engineers"
            - okta_group: "SRE"
              grafana_team: "SRE Team"
              except: [Leavers]
        logging:
          level: WARNING
          format: text
        """;

    private readonly ConfigurationText _text = new();

    public OktaGrafanaShorthandTests()
    {
        _text.Providers["grafana"] = typeof(GrafanaSettings);
        _text.Environment["OKTA_API_TOKEN"] = "okta-secret";
        _text.Environment["GRAFANA_API_KEY"] = "grafana-secret";
    }

    public void Dispose() => _text.Dispose();

    [Fact]
    public void It_is_a_source_a_vendor_and_mappings()
    {
        var configuration = _text.LoadValid(Short);

        var okta = configuration.Sources.ShouldHaveSingleItem().ShouldBeOfType<OktaSourceSettings>();
        okta.Name.ShouldBe("okta");
        okta.Domain.ShouldBe("https://acme.okta.com");
        okta.ApiToken!.Reveal().ShouldBe("okta-secret");
        var grafana = configuration.Vendors.ShouldHaveSingleItem();
        grafana.Module.ShouldBe("grafana");
        grafana.BaseUrl.ShouldBe(new Uri("https://grafana.example.org"));
        grafana.Auth!.Token!.Reveal().ShouldBe("grafana-secret");
        grafana.Groups.Select(group => (group.Source, group.SourceGroup, group.VendorGroup)).ShouldBe(
            [("okta", "Engineering", "Engineers"), ("okta", "SRE", "SRE Team")]);
        grafana.Groups[1].Except.ShouldHaveSingleItem().Source.ShouldBe("okta");
        grafana.Groups.ShouldAllBe(group => group.MatchOn[0] == "email" && group.CreateGroups && !group.UpdateUsers);
        configuration.DryRun.ShouldBeTrue();
        configuration.Logging.Format.ShouldBe(LogFormat.Text);
        configuration.Redactor.Redact("okta-secret grafana-secret").ShouldBe("*** ***");
    }

    [Fact]
    public void Plain_variables_win_over_the_file_and_LVS_variables_over_both()
    {
        _text.Environment["OKTA_DOMAIN"] = "other.okta.com";
        _text.Environment["GRAFANA_URL"] = "http://localhost:3000";
        _text.Environment["SYNC_DRY_RUN"] = "false";
        _text.Environment["LOG_LEVEL"] = "DEBUG";
        _text.Environment["LOG_FORMAT"] = "json";
        _text.Environment["LVS__SOURCES__OKTA__DOMAIN"] = "third.okta.com";

        var configuration = _text.LoadValid(Short.Replace("${GRAFANA_API_KEY}", "of-the-file", StringComparison.Ordinal));

        configuration.Sources.OfType<OktaSourceSettings>().Single().Domain.ShouldBe("third.okta.com");
        configuration.Vendors[0].BaseUrl.ShouldBe(new Uri("http://localhost:3000"));
        configuration.Vendors[0].Auth!.Token!.Reveal().ShouldBe("grafana-secret");
        configuration.DryRun.ShouldBeFalse();
        configuration.Logging.Level.ShouldBe(Microsoft.Extensions.Logging.LogLevel.Debug);
        configuration.Logging.Format.ShouldBe(LogFormat.Json);
    }

    [Fact]
    public void Only_the_mappings_need_a_file()
    {
        _text.Environment["OKTA_DOMAIN"] = "acme.okta.com";
        _text.Environment["GRAFANA_URL"] = "https://grafana.example.org";

        _text.LoadValid("sync: {mappings: [{okta_group: A, grafana_team: B}]}").Vendors[0].Groups.ShouldHaveSingleItem().VendorGroup.ShouldBe("B");
    }

    [Theory]
    [InlineData("domain: https://acme.okta.com", "domian: acme.okta.com", 2, "okta.domian", "There is no key 'domian' here.")]
    [InlineData("  url: grafana.example.org", "  ulr: grafana.example.org", 5, "grafana.ulr", "There is no key 'ulr' here.")]
    [InlineData("grafana_team: \"Engineers\"", "grafana_teem: \"Engineers\"", 11, "sync.mappings[0].grafana_teem", "There is no key 'grafana_teem' here.")]
    [InlineData("dry_run: true", "dry_runs: true", 8, "sync.dry_runs", "There is no key 'dry_runs' here.")]
    [InlineData("dry_run: true", "dry_run: perhaps", 8, "sync.dry_run", "'perhaps' is not one of true, false.")]
    [InlineData("dry_run: true", "interval_seconds: 5", 8, "sync.interval_seconds", "'5' is no number of seconds from 60 up.")]
    [InlineData("  domain: https://acme.okta.com\n", "", 2, "okta.domain", "The key is missing.")]
    [InlineData("  url: grafana.example.org\n", "", 5, "grafana.url", "The key is missing.")]
    [InlineData("              grafana_team: \"Engineers\"\n", "", 10, "sync.mappings[0].grafana_team", "The key is missing.")]
    [InlineData("    level: WARNING", "    level: LOUD", 16, "logging.level", "'LOUD' is not one of")]
    public void A_mistake_is_one_problem_at_its_place(string line, string wrong, int at, string key, string message)
    {
        var text = Short.Replace(line.Replace("              ", "      ", StringComparison.Ordinal).Replace("    level", "  level", StringComparison.Ordinal),
            wrong.Replace("    level", "  level", StringComparison.Ordinal), StringComparison.Ordinal);
        text.ShouldNotBe(Short);

        var problem = _text.LoadWithProblem(text);

        problem.Key.ShouldBe(key);
        problem.Message.ShouldStartWith(message);
        problem.Line.ShouldBe(at);
    }

    [Fact]
    public void An_interval_is_told_to_be_the_scheduler_s()
    {
        var problem = _text.Load(Short.Replace("dry_run: true", "interval_seconds: 300", StringComparison.Ordinal)).Problems.ShouldHaveSingleItem();

        problem.Severity.ShouldBe(ConfigurationSeverity.Warning);
        problem.Hint.ShouldNotBeNull().ShouldContain("every 300 seconds");
    }

    [Fact]
    public void It_stands_for_a_whole_configuration() =>
        _text.Load(Short + "\nldap: {server_url: \"ldaps://a\"}").Errors.ShouldContain(error => error.Key == "ldap" && error.Line == 18);

    [Fact]
    public void Without_a_mapping_there_is_one_problem() =>
        _text.LoadWithProblem(Short[..Short.IndexOf("  mappings", StringComparison.Ordinal)]).Key.ShouldBe("sync.mappings");
}
