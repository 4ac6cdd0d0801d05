using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors.Rest;

namespace LdapVendorSync.Core.Tests.Configuration;

public sealed class ValidationTests : IDisposable
{
    private const string Reader = "bind_dn: cn=reader,dc=x\nbind_password: secret";

    private readonly ConfigurationText _text = new();

    [Theory]
    [InlineData("ldap://ldap.example.com", "", false)]
    [InlineData("ldap://ldap.example.com", "start_tls: true", true)]
    [InlineData("ldap://ldap.example.com", "allow_plaintext: true", true)]
    [InlineData("ldaps://ldap.example.com", "", true)]
    [InlineData("ldap://localhost:1389", "", true)]
    [InlineData("ldap://127.0.0.1:1389", "", true)]
    [InlineData("ldap://127.8.8.8", "", true)]
    [InlineData("ldap://[::1]:1389", "", true)]
    [InlineData("ldap://127.0.0.1.example.com", "", false)]
    [InlineData("ldap://localhost.example.com", "", false)]
    public void A_password_goes_over_plain_ldap_only_where_it_may(string url, string more, bool accepted)
    {
        var result = _text.Load(ConfigurationText.Valid(source: $"{Reader}\n{more}")
            .Replace("ldaps://ldap.example.com", url, StringComparison.Ordinal));

        result.Errors.Any().ShouldBe(!accepted, result.Errors.FirstOrDefault()?.ToString());
        if (!accepted)
            result.Errors.ShouldHaveSingleItem().Key.ShouldBe("ldap.server_url");
    }

    [Theory]
    [InlineData("create_groups: true", "", "", 13, "create_groups")]
    [InlineData("", "create_groups: true", "", 8, "vendor_apps[0].create_groups")]
    [InlineData("", "", "create_groups: true", 12, "vendor_apps[0].groups[0].create_groups")]
    public void Creating_groups_that_the_vendor_cannot_create_is_a_problem_at_the_key_that_asks_for_it(
        string top, string vendor, string mapping, int line, string key)
    {
        _text.Providers["rest"] = typeof(RestSettings);

        var problem = _text.LoadWithProblem(ConfigurationText.Valid(top, vendor, mapping));

        problem.Key.ShouldBe(key);
        problem.Line.ShouldBe(line);
        problem.Message.ShouldBe("Groups cannot be created without rest.find_group and rest.create_group.");
    }

    [Fact]
    public void An_ldif_file_that_is_not_there_is_a_warning_at_its_key()
    {
        var problem = _text.LoadWithProblem("""
            sources:
              - name: staff
                type: ldif
                file: nowhere.ldif
            vendor_apps:
              - name: App
                module: rest
                base_url: https://app.example.com/api
                groups: [{source_group: "cn=a,dc=x", vendor_group: a}]
            """);

        problem.Severity.ShouldBe(ConfigurationSeverity.Warning);
        problem.Key.ShouldBe("sources[0].file");
        problem.Line.ShouldBe(4);
        problem.Message.ShouldContain("nowhere.ldif");
    }

    [Fact]
    public void An_anonymous_bind_may_go_over_plain_ldap() =>
        _text.LoadValid(ConfigurationText.Valid().Replace("ldaps://", "ldap://", StringComparison.Ordinal));

    [Fact]
    public void Each_of_several_servers_must_be_safe()
    {
        var text = ConfigurationText.Valid(source: Reader)
            .Replace("ldaps://ldap.example.com", "[ldaps://a.example.com, ldap://b.example.com]", StringComparison.Ordinal);

        _text.LoadWithProblem(text).Message.ShouldStartWith("The password would go over the network");
    }

    [Theory]
    [InlineData("http://app.example.com", "auth: {method: token, token: abcd}", false)]
    [InlineData("http://app.example.com", "allow_plaintext: true\nauth: {method: token, token: abcd}", true)]
    [InlineData("http://app.example.com", "auth: {method: none}", true)]
    [InlineData("http://app.example.com", "", true)]
    [InlineData("http://localhost:8080", "auth: {method: token, token: abcd}", true)]
    [InlineData("https://app.example.com", "auth: {method: token, token: abcd}", true)]
    public void Credentials_go_over_plain_http_only_where_they_may(string url, string more, bool accepted)
    {
        var result = _text.Load(ConfigurationText.Valid(vendor: more)
            .Replace("https://app.example.com/api", url, StringComparison.Ordinal));

        result.Errors.Any().ShouldBe(!accepted, result.Errors.FirstOrDefault()?.ToString());
    }

    [Theory]
    [InlineData("verify_ssl: false")]
    [InlineData("start_tls: false\nverify_ssl: false")]
    public void Turning_verification_off_is_a_warning(string more)
    {
        var problem = _text.LoadWithProblem(ConfigurationText.Valid(source: more));

        problem.Severity.ShouldBe(ConfigurationSeverity.Warning);
        problem.Key.ShouldBe("ldap.verify_ssl");
    }

    [Theory]
    [InlineData("https://user:canary@app.example.com")]
    [InlineData("https://canary@app.example.com")]
    [InlineData("user:canary@app.example.com")]
    [InlineData("ftp://app.example.com")]
    [InlineData("app")]
    [InlineData("/api")]
    [InlineData("https:///api")]
    [InlineData("https://")]
    public void An_address_that_cannot_be_used_is_refused_and_shows_no_credentials(string url)
    {
        var problem = _text.LoadWithProblem(ConfigurationText.Valid()
            .Replace("https://app.example.com/api", url, StringComparison.Ordinal));

        problem.Line.ShouldBe(7);
        problem.ToString().ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("bind_dn: cn=x", "ldap.bind_password")]
    [InlineData("bind_password: secret", "ldap.bind_dn")]
    [InlineData("bind_dn: 'cn=x,'\nbind_password: secret", "ldap.bind_dn")]
    [InlineData("start_tls: true", "ldap.start_tls")]
    [InlineData("user_base_dn: nowhere", "ldap.user_base_dn")]
    [InlineData("group_base_dn: 'cn=a b+'", "ldap.group_base_dn")]
    [InlineData("user_filter: objectClass=person)", "ldap.user_filter")]
    [InlineData("group_dn_map: {a: b}", "ldap.group_dn_map.a")]
    [InlineData("page_size: 0", "ldap.page_size")]
    [InlineData("lockout_duration: 0", "ldap.lockout_duration")]
    [InlineData("lockout_duration: soon", "ldap.lockout_duration")]
    [InlineData("member_strategy: auto|member", "ldap.member_strategy")]
    [InlineData("dangling_grace: soon", "ldap.dangling_grace")]
    public void A_source_that_cannot_work_is_refused(string more, string key) =>
        _text.LoadWithProblem(ConfigurationText.Valid(source: more)).Key.ShouldBe(key);

    [Theory]
    [InlineData("bind_dn: EXAMPLE\\reader\nbind_password: secret")]
    [InlineData("bind_dn: reader@example.com\nbind_password: secret")]
    [InlineData("bind_dn: 'CN=Doe\\, John,DC=x'\nbind_password: secret")]
    public void Names_that_Active_Directory_takes_may_bind(string more) => _text.LoadValid(ConfigurationText.Valid(source: more));

    [Theory]
    [InlineData("{method: basic}", "username", "password")]
    [InlineData("{method: basic, username: '', password: abcd}", "username")]
    [InlineData("{method: token}", "token")]
    [InlineData("{method: bearer}", "token")]
    [InlineData("{method: header}", "header", "value")]
    [InlineData("{method: header, header: 'X Key', value: abcd}", "header")]
    [InlineData("{method: oauth2}", "token_url", "client_id", "client_secret")]
    [InlineData("{method: oauth2, token_url: 'http://a.test', client_id: b, client_secret: cccc}", "token_url")]
    [InlineData("{method: oauth2, token_url: 'https://u:p@a.test', client_id: b, client_secret: cccc}", "token_url")]
    [InlineData("{method: oauth2, token_url: 'https://a', client_id: b, client_authentication: private_key_jwt}", "key_file")]
    [InlineData("{method: oauth2, token_url: 'https://a', client_id: b, client_authentication: tls}", "client_authentication")]
    [InlineData("{method: oauth2, token_url: 'https://a', client_id: b, client_authentication: guess, client_secret: cccc}", "client_authentication")]
    [InlineData(
        "{method: oauth2, token_url: 'https://a', client_id: b, client_authentication: private_key_jwt, key_file: a.pem, algorithm: HS256}", "algorithm")]
    [InlineData("{method: oauth2, token_url: 'https://a', client_id: b, client_secret: cccc, key_file: a.pem}", "key_file")]
    [InlineData("{method: oauth2, token_url: 'https://a', client_id: b, client_secret: cccc, parameters: {grant_type: password}}", "parameters.grant_type")]
    [InlineData("{method: query}", "parameter", "value")]
    [InlineData("{method: query, parameter: k, value: abcd, header: X-Key}", "header")]
    [InlineData("{method: login}", "login")]
    [InlineData("{method: login, login: {}}", "login.path")]
    [InlineData("{method: login, login: {path: /login, form: {u: '{username}', p: '{password}'}}}", "username", "password")]
    [InlineData("{method: login, login: {path: /login, basic: true}}", "login.basic")]
    [InlineData("{method: login, login: {path: /login, cookies: false}}", "login.cookies")]
    [InlineData("{method: login, login: {path: /login, token_path: a, token_header: b}}", "login.token_header")]
    [InlineData("{method: login, login: {path: '/login/{who}'}}", "login.path")]
    [InlineData("{method: login, login: {path: /login, expired_statuses: [401, 200]}}", "login.expired_statuses")]
    [InlineData("{method: login, header: X-A, parameter: b, login: {path: /login, token_path: a}}", "parameter")]
    [InlineData("{method: login, login: {path: /login, body: {a: b}, form: {a: b}}}", "login.form")]
    [InlineData("{method: login, login: {path: /login, method: PATCH}}", "login.method")]
    [InlineData("{method: kerberos}", "method")]
    [InlineData("{username: a, password: abcd}", "method")]
    [InlineData("{method: token, token: \"abcd\\n\"}", "token")]
    [InlineData("{method: none, token: abcd}", "token")]
    public void Authentication_needs_what_its_method_needs(string auth, params string[] keys)
    {
        var result = _text.Load(ConfigurationText.Valid(vendor: $"auth: {auth}"));

        result.Problems.Select(problem => problem.Key).Distinct()
            .ShouldBe(keys.Select(key => $"vendor_apps[0].auth.{key}"), ignoreOrder: true);
    }

    [Theory]
    [InlineData("proxy: http://proxy.test:3128\nproxy_username: a\nproxy_password: bbbb\nproxy_bypass: [.corp.test]")]
    [InlineData("proxy: none")]
    public void A_proxy_is_an_address_or_none(string vendor) => _text.LoadValid(ConfigurationText.Valid(vendor: vendor));

    [Theory]
    [InlineData("proxy: proxy.test:3128", "proxy")]
    [InlineData("proxy: 'http://user:canary@proxy.test:3128'", "proxy")]
    [InlineData("proxy: none\nproxy_username: a\nproxy_password: bbbb", "proxy")]
    [InlineData("proxy_bypass: [a]", "proxy")]
    [InlineData("proxy: http://proxy.test\nproxy_username: a", "proxy_password")]
    [InlineData("proxy: http://proxy.test\nproxy_password: bbbb", "proxy_username")]
    public void A_proxy_that_cannot_work_is_told(string vendor, string key)
    {
        var problem = _text.LoadWithProblem(ConfigurationText.Valid(vendor: vendor));

        problem.Key.ShouldBe($"vendor_apps[0].{key}");
        problem.ToString().ShouldNotContain("canary");
    }

    [Fact]
    public void A_mapping_names_a_group_of_a_known_source()
    {
        var result = _text.Load("""
            sources:
              - {name: people, type: ldif, file: a.ldif, group_dn_map: {staff: "cn=staff,dc=x"}}
              - {name: partners, type: ldif, file: b.ldif}
              - {name: cloud, type: cloud, domain: example}
            vendor_apps:
              - name: App
                module: rest
                groups:
                  - {source: people, source_group: staff, vendor_group: a}
                  - {source: people, source_group: stuff, vendor_group: b}
                  - {source: peeple, source_group: "cn=x", vendor_group: c}
                  - {source_group: "cn=x", vendor_group: d}
                  - {source: cloud, source_group: x, vendor_group: e}
                  - {source: partners, source_group: "cn=x,", vendor_group: f}
                  - {source: partners, source_group: "(&(cn=x)(ou=y))", vendor_group: g}
                  - {source: partners, source_group: "(cn=x", vendor_group: h}
                  - {source: partners, source_group: staff, vendor_group: i}
                  - {source: people, source_group: Sales (EMEA), vendor_group: j}
                  - {source: people, source_group: "Staf*", vendor_group: k}
            """);

        result.Problems.Select(problem => (problem.Line, problem.Hint)).Where(problem => problem.Line > 4).Select(problem => problem.Line)
            .ShouldBe([10, 11, 12, 14, 16, 19]);
        result.Problems.Single(problem => problem.Line == 4).Message.ShouldBe("There is no source type 'cloud'.");
        result.Problems.Single(problem => problem.Line == 10).Hint.ShouldBe("Did you mean 'staff'? If not, give the group's DN, or (cn=stuff).");
        result.Problems.Single(problem => problem.Line == 19).Hint.ShouldNotBeNull().ShouldEndWith("(cn=Staf\\2a).");
        result.Problems.Single(problem => problem.Line == 11).Hint.ShouldBe("Did you mean 'people'?");
        result.Problems.Single(problem => problem.Line == 12).Message.ShouldBe("With several sources a mapping must say which.");
    }

    [Theory]
    [InlineData("", "", false)]
    [InlineData("combine: union", "", false)]
    [InlineData("combine: union", "combine: union", true)]
    public void Two_mappings_own_one_vendor_group_only_as_a_union(string first, string second, bool accepted)
    {
        var result = _text.Load($$"""
            ldap: {server_url: "ldaps://ldap.example.com"}
            vendor_apps:
              - name: App
                module: rest
                base_url: https://app.example.com/api
                groups:
                  - {ldap_group: "cn=a,dc=x", vendor_group: Staff, {{first}} }
                  - {ldap_group: "cn=b,dc=x", vendor_group: "staff ", {{second}} }
            """);

        result.Errors.Any().ShouldBe(!accepted);
        if (!accepted)
            result.Errors.ShouldHaveSingleItem().Message.ShouldContain("in line 7");
    }

    [Theory]
    [InlineData("rest", "base_url: https://APP.example.com:443/api/", "rest", "base_url: https://app.example.com/api", false)]
    [InlineData("rest", "base_url: https://app.example.com/api", "rest", "base_url: https://app.example.com/other", true)]
    [InlineData("store", "store: {database: data/a.db}", "store", "store: {database: ./data/../data/a.db}", false)]
    [InlineData("store", "store: {database: a.db}", "store", "store: {database: b.db}", true)]
    public void Two_vendors_with_one_target_own_different_groups(string module1, string target1, string module2, string target2, bool accepted)
    {
        var result = _text.Load($$"""
            ldap: {server_url: "ldaps://ldap.example.com"}
            vendor_apps:
              - name: One
                module: {{module1}}
                {{target1}}
                groups: [{ldap_group: "cn=a,dc=x", vendor_group: staff, combine: union}]
              - name: Two
                module: {{module2}}
                {{target2}}
                groups: [{ldap_group: "cn=b,dc=x", vendor_group: staff, combine: union}]
            """);

        result.Errors.Any().ShouldBe(!accepted);
    }

    [Theory]
    [InlineData("vendor_apps: []", "vendor_apps")]
    [InlineData("vendor_apps: [{name: A, module: rest, groups: []}]", "vendor_apps[0].groups")]
    [InlineData("vendor_apps: [{name: '', module: rest, groups: [{ldap_group: 'cn=a', vendor_group: a}]}]", "vendor_apps[0].name")]
    [InlineData("vendor_apps: [{name: A, module: rest, groups: [{ldap_group: 'cn=a', vendor_group: ''}]}]", "vendor_apps[0].groups[0].vendor_group")]
    public void Nothing_to_do_is_an_error(string vendors, string key) =>
        _text.LoadWithProblem("ldap: {server_url: \"ldaps://ldap.example.com\"}\n" + vendors).Key.ShouldBe(key);

    [Fact]
    public void Names_differ_not_only_in_case()
    {
        var result = _text.Load("""
            sources:
              - {name: a, type: ldif, file: a.ldif}
              - {name: A, type: ldif, file: b.ldif}
            vendor_apps:
              - {name: V, module: rest, base_url: "https://v", groups: [{source: a, source_group: "cn=x", vendor_group: a}]}
              - {name: v, module: rest, base_url: "https://w", groups: [{source: a, source_group: "cn=x", vendor_group: a}]}
            """);

        result.Errors.Select(problem => problem.Key).ShouldBe(["sources[1].name", "vendor_apps[1].name"]);
    }

    [Fact]
    public void A_provider_checks_its_own_settings()
    {
        var problem = _text.LoadWithProblem(ConfigurationText.Valid(vendor: "store: {database: a.db}")
            .Replace("module: rest", "module: store", StringComparison.Ordinal));

        problem.Message.ShouldBe("A store has no address.");
        problem.Line.ShouldBe(7);
    }

    [Theory]
    [InlineData("store: {}", "vendor_apps[0].store.database")]
    [InlineData("", "vendor_apps[0].store.database")]
    [InlineData("store: {database: a, page_size: 0}", "vendor_apps[0].store.page_size")]
    [InlineData("store: {database: a, pagesize: 1}", "vendor_apps[0].store.pagesize")]
    [InlineData("store: {database: a}\nrest: {x: 1}", "vendor_apps[0].rest")]
    [InlineData("store: [a]", "vendor_apps[0].store")]
    public void A_provider_s_block_is_checked_like_any_other(string block, string key)
    {
        var text = ConfigurationText.Valid(vendor: block)
            .Replace("module: rest", "module: store", StringComparison.Ordinal)
            .Replace("base_url: https://app.example.com/api", "format: json", StringComparison.Ordinal);

        _text.LoadWithProblem(text).Key.ShouldBe(key);
    }

    [Fact]
    public void A_provider_s_block_is_bound_to_its_record()
    {
        var text = ConfigurationText.Valid(vendor: """
            store:
              database: data/store.db
              headers: {X-Api-Key: very-secret}
              body: {id: "{id}", number: 5, text: "5", list: [true, ~]}
              wait: 1m
            """)
            .Replace("module: rest", "module: store", StringComparison.Ordinal)
            .Replace("base_url: https://app.example.com/api", "format: json", StringComparison.Ordinal);

        var settings = _text.LoadValid(text).Vendors[0].ProviderSettings.ShouldBeOfType<StoreSettings>();

        settings.Database.ShouldBe(Path.Combine(_text.Folder, "data", "store.db"));
        settings.Headers["x-api-key"].Reveal().ShouldBe("very-secret");
        settings.Body!.ToJsonString().ShouldBe("""{"id":"{id}","number":5,"text":"5","list":[true,null]}""");
        settings.Wait.ShouldBe(TimeSpan.FromMinutes(1));
        settings.PageSize.ShouldBe(100);
    }

    [Theory]
    [InlineData("orphans: delete", "orphans")]
    [InlineData("notifications: {enable_email: true, smtp_server: a, email_from: a@b.c}", "notifications.email_to")]
    [InlineData("notifications: {enable_email: true, email_from: a@b.c, email_to: d@e.f}", "notifications.smtp_server")]
    [InlineData(
        "notifications: {enable_email: true, smtp_server: a, smtp_tls: false, smtp_username: u, smtp_password: abcd, email_from: a@b.c, email_to: d@e.f}",
        "notifications.smtp_tls")]
    [InlineData("notifications: {webhook: {url: 'http://example.com/hook'}}", "notifications.webhook.url")]
    [InlineData("notifications: {email_to: nobody}", "notifications.email_to")]
    [InlineData("notifications: {smtp_port: 465}", "notifications.smtp_port")]
    [InlineData("notifications: {smtp_username: a}", "notifications.smtp_password")]
    [InlineData("attributes: {email: '{mail'}", "attributes.email")]
    [InlineData("logging: {level: LOUD}", "logging.level")]
    [InlineData("logging: {rotation: weekly}", "logging.rotation")]
    [InlineData("logging: {retention_days: 0}", "logging.retention_days")]
    public void What_cannot_be_meant_is_refused(string top, string key) =>
        _text.LoadWithProblem(ConfigurationText.Valid(top)).Key.ShouldBe(key);

    [Theory]
    [InlineData("TRACE", 0)]
    [InlineData("debug", 1)]
    [InlineData("INFO", 2)]
    [InlineData("Information", 2)]
    [InlineData("WARN", 3)]
    [InlineData("WARNING", 3)]
    [InlineData("ERROR", 4)]
    [InlineData("CRITICAL", 5)]
    [InlineData("FATAL", 5)]
    public void Levels_of_both_dialects_are_known(string level, int expected) =>
        ((int)_text.LoadValid(ConfigurationText.Valid($"logging: {{level: {level}}}")).Logging.Level).ShouldBe(expected);

    public void Dispose() => _text.Dispose();
}
