using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Tests.Configuration;

public sealed class OverrideTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    [Fact]
    public void Variables_override_keys_whatever_their_case()
    {
        _text.Environment["LVS__ERROR_HANDLING__MAX_RETRIES"] = "5";
        _text.Environment["lvs__dry_run"] = "true";
        _text.Environment["LVS__LDAP__SERVER_URL"] = "ldaps://other.example.com";
        _text.Environment["LVS__LDAP__FIELDS__USERNAME"] = "uid";

        var configuration = _text.LoadValid(ConfigurationText.Valid("error_handling: {max_retries: 1}"));

        configuration.ErrorHandling.MaxRetries.ShouldBe(5);
        configuration.DryRun.ShouldBeTrue();
        configuration.Vendors[0].DryRun.ShouldBeTrue();
        var source = (LdapSourceSettings)configuration.Sources[0];
        source.ServerUrls.ShouldBe([new Uri("ldaps://other.example.com")]);
        source.Fields.UserName.ShouldBe(["uid"]);
    }

    [Theory]
    [InlineData("LVS__VENDOR_APPS__MY_APP__RATE_LIMIT")]
    [InlineData("LVS__VENDOR_APPS__1__RATE_LIMIT")]
    [InlineData("LVS__VENDOR_APPS__my app__RATE_LIMIT")]
    public void Items_of_lists_are_named_or_counted(string variable)
    {
        _text.Environment[variable] = "7";

        var configuration = _text.LoadValid("""
            ldap: {server_url: "ldaps://ldap.example.com"}
            vendor_apps:
              - {name: First, module: rest, groups: [{ldap_group: "cn=a,dc=x", vendor_group: a}]}
              - {name: My App, module: rest, groups: [{ldap_group: "cn=a,dc=x", vendor_group: a}]}
            """);

        configuration.Vendors.Select(vendor => vendor.RateLimit).ShouldBe([null, 7]);
    }

    [Theory]
    [InlineData("mail, userName")]
    [InlineData("[mail, userName]")]
    [InlineData("[\"mail\",\"userName\"]")]
    public void A_list_may_be_one_text(string value)
    {
        _text.Environment["LVS__MATCH_ON"] = value;

        _text.LoadValid(ConfigurationText.Valid("match_on: [a, b, c]")).MatchOn.ShouldBe(["mail", "userName"]);
    }

    [Fact]
    public void Items_of_a_list_may_be_given_one_by_one()
    {
        _text.Environment["LVS__MATCH_ON__1"] = "mail";
        _text.Environment["LVS__NOTIFICATIONS__EMAIL_TO__0"] = "a@example.com";
        _text.Environment["LVS__NOTIFICATIONS__EMAIL_TO__1"] = "b@example.com";

        var configuration = _text.LoadValid(ConfigurationText.Valid("match_on: [userName, x]"));

        configuration.MatchOn.ShouldBe(["userName", "mail"]);
        configuration.Notifications!.EmailTo.ShouldBe(["a@example.com", "b@example.com"]);
    }

    [Fact]
    public void No_file_is_needed()
    {
        _text.Environment["LVS__LDAP__SERVER_URL"] = "ldaps://ldap.example.com";
        _text.Environment["LVS__LDAP__BIND_DN"] = "cn=reader,dc=example";
        _text.Environment["LVS__LDAP__BIND_PASSWORD"] = "[not a list]${HOME}";
        _text.Environment["LVS__VENDOR_APPS__GRAFANA__MODULE"] = "rest";
        _text.Environment["LVS__VENDOR_APPS__GRAFANA__BASE_URL"] = "https://grafana.example.com";
        _text.Environment["LVS__VENDOR_APPS__GRAFANA__AUTH__METHOD"] = "bearer";
        _text.Environment["LVS__VENDOR_APPS__GRAFANA__AUTH__TOKEN"] = "glsa_token";
        _text.Environment["LVS__VENDOR_APPS__GRAFANA__ATTRIBUTES__displayName"] = "cn";
        _text.Environment["LVS__VENDOR_APPS__GRAFANA__GROUPS__0__LDAP_GROUP"] = "cn=sre,dc=example";
        _text.Environment["LVS__VENDOR_APPS__GRAFANA__GROUPS__0__VENDOR_GROUP"] = "SRE";
        _text.Environment["LVS__VENDOR_APPS__GRAFANA__GROUPS__1"] = "{ldap_group: 'cn=dev,dc=example', vendor_group: Dev}";

        var result = _text.LoadPath(null);

        result.Problems.ShouldBeEmpty();
        var configuration = result.GetConfiguration();
        configuration.FilePath.ShouldBeNull();
        configuration.StateDirectory.ShouldBe(Path.Combine(_text.Folder, "state"));
        ((LdapSourceSettings)configuration.Sources[0]).BindPassword!.Reveal().ShouldBe("[not a list]${HOME}");
        var vendor = configuration.Vendors.ShouldHaveSingleItem();
        vendor.Name.ShouldBe("GRAFANA");
        vendor.Auth!.Token!.Reveal().ShouldBe("glsa_token");
        vendor.Attributes["displayName"].ShouldBe("cn");
        vendor.Groups.Select(group => group.VendorGroup).ShouldBe(["SRE", "Dev"]);
    }

    [Fact]
    public void A_vendor_may_be_added_to_those_of_the_file()
    {
        _text.Environment["LVS__VENDOR_APPS__EXTRA__MODULE"] = "rest";
        _text.Environment["LVS__VENDOR_APPS__EXTRA__BASE_URL"] = "https://extra.example.com";
        _text.Environment["LVS__VENDOR_APPS__EXTRA__GROUPS__0__LDAP_GROUP"] = "cn=sre,dc=example";
        _text.Environment["LVS__VENDOR_APPS__EXTRA__GROUPS__0__VENDOR_GROUP"] = "SRE";

        _text.LoadValid(ConfigurationText.Valid()).Vendors.Select(vendor => vendor.Name).ShouldBe(["App", "EXTRA"]);
    }

    [Theory]
    [InlineData("LVS__DRY_RNU", "true", "Did you mean 'dry_run'?")]
    [InlineData("LVS__LOGGING__LEVL", "INFO", "Did you mean 'level'?")]
    [InlineData("LVS__CONCURRENCY", "many", null)]
    [InlineData("LVS__VENDOR_APPS__5__RATE_LIMIT", "1", "Indexes begin at 0.")]
    [InlineData("LVS__", "1", "For example: LVS__DRY_RUN=true.")]
    [InlineData("LVS__A____B", "1", "For example: LVS__DRY_RUN=true.")]
    [InlineData("LVS__CONCURRENCY__X", "1", null)]
    [InlineData("LVS__GUARDS", "{broken", null)]
    public void A_wrong_override_names_its_variable(string variable, string value, string? hint)
    {
        _text.Environment[variable] = value;

        var problem = _text.LoadWithProblem(ConfigurationText.Valid());

        problem.File.ShouldBe($"environment variable {variable}");
        problem.ToString().ShouldContain(variable);
        problem.Line.ShouldBe(0);
        problem.Hint.ShouldBe(hint ?? problem.Hint);
    }

    [Fact]
    public void An_override_of_an_alias_replaces_the_key_of_the_file()
    {
        _text.Environment["LVS__VENDOR_APPS__APP__GROUPS__0__SOURCE_GROUP"] = "cn=other,dc=example,dc=com";

        var result = _text.Load(ConfigurationText.Valid());

        result.Problems.ShouldBeEmpty();
        result.GetConfiguration().Vendors[0].Groups[0].SourceGroup.ShouldBe("cn=other,dc=example,dc=com");
    }

    [Fact]
    public void An_override_replaces_a_secret_that_the_file_takes_from_elsewhere()
    {
        _text.Environment["LVS__LDAP__BIND_PASSWORD"] = "override";

        var configuration = _text.LoadValid(ConfigurationText.Valid(source: "bind_dn: cn=x\nbind_password_file: /nowhere"));

        ((LdapSourceSettings)configuration.Sources[0]).BindPassword!.Reveal().ShouldBe("override");
    }

    public void Dispose() => _text.Dispose();
}
