using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Tests.Configuration;

public sealed class VariableTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    [Theory]
    [InlineData("${HOST}", "example.org")]
    [InlineData("a-${HOST}-${HOST}-z", "a-example.org-example.org-z")]
    [InlineData("${MISSING:-fallback}", "fallback")]
    [InlineData("${EMPTY:-fallback}", "fallback")]
    [InlineData("${HOST:-fallback}", "example.org")]
    [InlineData("${MISSING:-a:b-c}", "a:b-c")]
    [InlineData("x${EMPTY}y", "xy")]
    [InlineData("$${HOST}", "${HOST}")]
    [InlineData("$HOST and $5 and {x}", "$HOST and $5 and {x}")]
    [InlineData("a$${b}${HOST}", "a${b}example.org")]
    public void Variables_are_filled_into_values(string written, string expected)
    {
        _text.Environment["HOST"] = "example.org";
        _text.Environment["EMPTY"] = "";

        var configuration = _text.LoadValid(ConfigurationText.Valid(source: $"bind_dn: '{written}'\nbind_password: secret"));

        configuration.Sources.ShouldHaveSingleItem().ShouldBeOfType<LdapSourceSettings>().BindDn.ShouldBe(expected);
    }

    [Fact]
    public void What_a_variable_holds_never_becomes_structure()
    {
        _text.Environment["TRICK"] = "x\ndry_run: true\n${HOME} # no: comment";

        var source = _text.LoadValid(ConfigurationText.Valid(source: "bind_dn: ${TRICK}\nbind_password: secret")).Sources[0];

        source.ShouldBeOfType<LdapSourceSettings>().BindDn.ShouldBe(_text.Environment["TRICK"]);
    }

    [Fact]
    public void Variables_fill_in_settings_of_every_type()
    {
        _text.Environment["N"] = "17";
        _text.Environment["YES"] = "yes";

        var configuration = _text.LoadValid(ConfigurationText.Valid("concurrency: ${N}\ndry_run: ${YES}\nrate_limit: ${NONE:-2.5}"));

        configuration.Concurrency.ShouldBe(17);
        configuration.DryRun.ShouldBeTrue();
        configuration.RateLimit.ShouldBe(2.5);
    }

    [Fact]
    public void A_default_that_is_empty_leaves_the_setting_out() =>
        _text.LoadValid(ConfigurationText.Valid("concurrency: ${N:-}")).Concurrency.ShouldBe(8);

    [Theory]
    [InlineData("${MISSING}", "The environment variable MISSING is not set.")]
    [InlineData("${MISSING", "A variable is opened with ${ and never closed.")]
    [InlineData("${}", "${...} holds no valid variable name.")]
    [InlineData("${1X}", "${...} holds no valid variable name.")]
    [InlineData("${A B}", "${...} holds no valid variable name.")]
    public void A_variable_that_cannot_be_filled_in_is_an_error_with_its_place(string written, string message)
    {
        var problem = _text.LoadWithProblem(ConfigurationText.Valid(vendor: $"auth: {{method: token, token: '{written}'}}"));

        problem.Message.ShouldBe(message);
        problem.Line.ShouldBe(8);
        problem.Key.ShouldBe("vendor_apps[0].auth.token");
    }

    [Theory]
    [InlineData("", "auth: {method: bearer, token_file: '${MISSING}'}")]
    [InlineData("bind_dn: cn=x\nbind_password: ${MISSING}", "")]
    [InlineData("", "concurrency: ${MISSING}")]
    public void A_variable_that_is_not_set_is_one_problem_wherever_its_value_is_needed(string source, string vendor) =>
        _text.LoadWithProblem(ConfigurationText.Valid(source: source, vendor: vendor)).Message
            .ShouldBe("The environment variable MISSING is not set.");

    [Fact]
    public void A_wrong_value_from_a_variable_is_not_shown()
    {
        _text.Environment["N"] = "canary";

        var problem = _text.LoadWithProblem(ConfigurationText.Valid("concurrency: ${N}"));

        problem.ToString().ShouldNotContain("canary");
        problem.Message.ShouldBe("'${N}' is not a whole number.");
    }

    [Fact]
    public void Plain_names_fill_secrets_that_are_left_out()
    {
        _text.Environment["LDAP_BIND_PASSWORD"] = "from environment 1";
        _text.Environment["MY_APP_TOKEN"] = "from environment 2";
        _text.Environment["SMTP_PASSWORD"] = "from environment 3";

        var configuration = _text.LoadValid("""
            ldap: {server_url: "ldaps://ldap.example.com", bind_dn: "cn=reader"}
            vendor_apps:
              - name: My-App
                module: rest
                base_url: https://app.example.com
                auth: {method: bearer}
                groups: [{ldap_group: "cn=a,dc=x", vendor_group: a}]
            notifications: {smtp_username: sync}
            """);

        ((LdapSourceSettings)configuration.Sources[0]).BindPassword!.Reveal().ShouldBe("from environment 1");
        configuration.Vendors[0].Auth!.Token!.Reveal().ShouldBe("from environment 2");
        configuration.Notifications!.SmtpPassword!.Reveal().ShouldBe("from environment 3");
        configuration.Redactor.Redact("a from environment 2 b").ShouldBe("a *** b");
    }

    [Fact]
    public void A_plain_name_does_not_replace_what_the_configuration_says()
    {
        _text.Environment["LDAP_BIND_PASSWORD"] = "from environment";

        var configuration = _text.LoadValid(ConfigurationText.Valid(source: "bind_dn: cn=x\nbind_password: from file"));

        ((LdapSourceSettings)configuration.Sources[0]).BindPassword!.Reveal().ShouldBe("from file");
    }

    [Fact]
    public void The_password_for_one_server_is_not_sent_to_another()
    {
        _text.Environment["LDAP_BIND_PASSWORD"] = "of ldap";
        _text.Environment["CORP_BIND_PASSWORD"] = "of corp";

        var configuration = _text.LoadValid("""
            sources:
              - {name: ldap, type: ldap, server_url: "ldaps://a.example.com", bind_dn: "cn=reader"}
              - {name: corp, type: ldap, server_url: "ldaps://b.example.com", bind_dn: "cn=reader"}
            vendor_apps:
              - name: App
                module: rest
                groups: [{source: corp, source_group: "cn=a,dc=x", vendor_group: a}]
            """);

        configuration.Sources.Cast<LdapSourceSettings>().Select(source => source.BindPassword!.Reveal()).ShouldBe(["of ldap", "of corp"]);
    }

    [Fact]
    public void The_only_ldap_source_may_have_any_name()
    {
        _text.Environment["LDAP_BIND_PASSWORD"] = "secret";

        var configuration = _text.LoadValid("""
            sources:
              - {name: corp, type: ldap, server_url: "ldaps://b.example.com", bind_dn: "cn=reader"}
            vendor_apps:
              - name: App
                module: rest
                groups: [{source_group: "cn=a,dc=x", vendor_group: a}]
            """);

        ((LdapSourceSettings)configuration.Sources[0]).BindPassword!.Reveal().ShouldBe("secret");
    }

    [Fact]
    public void A_dotenv_file_adds_to_the_environment_which_wins()
    {
        File.WriteAllText(Path.Combine(_text.Folder, ".env"), """
            # secrets
            export DN="from \"file\""
            PW='lit$eral # no comment'
            REAL=from file
            PLAIN = a#b # comment
            """);
        File.WriteAllText(_text.File, ConfigurationText.Valid(
            source: "bind_dn: ${DN}\nbind_password: ${PW}\nuser_filter: (a=${REAL})\ngroup_dn_map: {x: 'cn=${PLAIN}'}"));
        _text.Environment["REAL"] = "from environment";

        var source = (LdapSourceSettings)_text.LoadPath("sync.yaml", ".env").GetConfiguration().Sources[0];

        source.BindDn.ShouldBe("from \"file\"");
        source.BindPassword!.Reveal().ShouldBe("lit$eral # no comment");
        source.UserFilter.ShouldBe("(a=from environment)");
        source.GroupDnMap["x"].ShouldBe("cn=a#b");
    }

    [Fact]
    public void A_dotenv_file_that_is_missing_or_wrong_is_told_without_its_content()
    {
        File.WriteAllText(Path.Combine(_text.Folder, ".env"), "GOOD=1\ncanary-secret\n");
        File.WriteAllText(_text.File, ConfigurationText.Valid());

        var wrong = _text.LoadPath("sync.yaml", ".env").Problems.ShouldHaveSingleItem();
        var missing = _text.LoadPath("sync.yaml", "other.env").Problems.ShouldHaveSingleItem();

        wrong.Line.ShouldBe(2);
        wrong.ToString().ShouldNotContain("canary");
        missing.File!.ShouldEndWith("other.env");
    }

    public void Dispose() => _text.Dispose();
}
