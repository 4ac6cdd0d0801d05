using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Tests.Configuration;

public sealed class ConfigurationProblemTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    [Fact]
    public void Six_mistakes_are_shown_as_six_problems_with_their_lines()
    {
        var result = _text.Load("""
            ldap:
              server_url: ldap://ldap.example.com
              bind_dn: cn=reader,dc=example,dc=com
              bind_password: canary-password
              pge_size: 100
            vendor_apps:
              - name: App
                module: rst
                base_url: https://app.example.com
                auth:
                  method: basic
                  username: sync
                groups:
                  - ldap_group: cn=app,dc=example,dc=com
                    vendor_group: app
            error_handling:
              max_retries: lots
            concurrency: 0
            """);

        result.Configuration.ShouldBeNull();
        result.Problems.Select(problem => (problem.Line, problem.Key)).ShouldBe(
        [
            (2, "ldap.server_url"),
            (5, "ldap.pge_size"),
            (8, "vendor_apps[0].module"),
            (11, "vendor_apps[0].auth.password"),
            (17, "error_handling.max_retries"),
            (18, "concurrency"),
        ]);
        result.Problems.ShouldAllBe(problem => problem.File == _text.File && problem.Column > 0);
        result.Problems[0].Hint!.ShouldContain("ldaps://");
        result.Problems[1].Hint.ShouldBe("Did you mean 'page_size'?");
        result.Problems[2].Hint.ShouldBe("Did you mean 'rest'?");
        result.Problems[4].Message.ShouldBe("'lots' is not a whole number.");
        result.Problems[5].Message.ShouldContain("between 1 and 256");
        result.Problems[4].ToString().ShouldBe($"{_text.File}:17:16: error: error_handling.max_retries: 'lots' is not a whole number.");
    }

    [Fact]
    public void An_exception_of_a_bad_configuration_tells_every_problem()
    {
        var exception = Should.Throw<ConfigurationException>(() => _text.Load("nonsense: 1\nmore: 2").GetConfiguration());

        exception.Problems.Count.ShouldBe(4);
        exception.Message.ShouldStartWith("The configuration has 4 errors:");
        exception.Message.ShouldContain("There is no source.");
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("# nothing but a comment\n", "The file is empty.")]
    [InlineData("---\n", "The file is empty.")]
    [InlineData("- a\n- b\n", "The file holds a list, not a block of keys.")]
    [InlineData("just text", "The file holds a single value, not a block of keys.")]
    [InlineData("ldap:\n\tserver_url: x\n", "The line is indented with a tab.", 2)]
    [InlineData("dry_run: true\ndry_run: false\n", "The key is given twice; it first stands in line 1.", 2)]
    [InlineData("dry_run: true\n---\ndry_run: false\n", "There is a second document.", 2)]
    [InlineData("ldap: *server\n", "An alias (*name) refers to no anchor (&name) before it.")]
    [InlineData("ldap: &a\n  b: *a\n", "An alias (*name) refers to no anchor (&name) before it.", 2)]
    [InlineData("? [a, b]\n: c\n", "A key must be a single text.")]
    public void A_file_that_is_no_block_of_keys_is_told_apart(string text, string message, int line = 0)
    {
        var problem = _text.Load(text).Problems.First(problem => problem.Message == message);

        problem.File.ShouldBe(_text.File);
        problem.Line.ShouldBe(line > 0 ? line : problem.Line);
    }

    [Theory]
    [InlineData("ldap:\n  server_url: \"ldaps://x\n")]
    [InlineData("ldap: {server_url: [}\n")]
    [InlineData("ldap:\n server_url: a\n  bind_dn: b\n")]
    [InlineData("ldap: @reserved\n")]
    [InlineData("%YAML 9.9\n---\na: b\n")]
    public void Broken_yaml_is_one_problem_with_a_line(string text)
    {
        var problem = _text.LoadWithProblem(text);

        problem.Line.ShouldBeGreaterThan(0);
        problem.Hint.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void A_file_that_is_not_utf8_is_named_as_such()
    {
        File.WriteAllBytes(_text.File, [.. "ldap: "u8, 0xFC, (byte)'\n']);

        _text.LoadPath("sync.yaml").Problems.ShouldHaveSingleItem().Message.ShouldBe("The file is not UTF-8: byte 7 cannot be read.");
    }

    [Fact]
    public void A_byte_order_mark_does_no_harm()
    {
        File.WriteAllBytes(_text.File, [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(ConfigurationText.Valid())]);

        _text.LoadPath("sync.yaml").Problems.ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_is_not_there_is_one_problem() =>
        _text.LoadPath("nowhere.yaml").Problems.ShouldHaveSingleItem().Message.ShouldBe("There is no such file.");

    [Fact]
    public void A_folder_is_no_configuration() =>
        _text.LoadPath(".").Problems.ShouldHaveSingleItem().Message.ShouldBe("This is a folder, not a file.");

    [Fact]
    public void Ten_thousand_mappings_load()
    {
        var mappings = string.Join('\n', Enumerable.Range(0, 10_000)
            .Select(i => $"      - {{ldap_group: \"cn=group{i},dc=example,dc=com\", vendor_group: group{i}, match_on: [mail]}}"));

        var configuration = _text.LoadValid($"""
            ldap: {"{server_url: ldaps://ldap.example.com}"}
            vendor_apps:
              - name: App
                module: rest
                groups:
            {mappings}
            """);

        configuration.Vendors[0].Groups.Count.ShouldBe(10_000);
    }

    [Fact]
    public void Without_file_and_environment_the_ways_to_give_one_are_told()
    {
        var problem = _text.LoadPath(null).Problems.ShouldHaveSingleItem();

        problem.Message.ShouldBe("There is no configuration.");
        problem.Hint!.ShouldContain("LVS_CONFIG");
    }

    [Fact]
    public void Aliases_that_multiply_are_stopped()
    {
        var lines = Enumerable.Range(1, 9).Select(i => $"l{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 10))}]");

        var problem = _text.LoadWithProblem("l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Join('\n', lines));

        problem.Message.ShouldBe("The text is too large, or its aliases make it so.");
    }

    [Fact]
    public void Nesting_without_end_is_stopped() =>
        _text.LoadWithProblem(new string('[', 5000)).Message.ShouldBe("The text is nested too deeply.");

    [Fact]
    public void Anchors_aliases_and_merges_work()
    {
        var configuration = _text.LoadValid("""
            ldap: {server_url: "ldaps://ldap.example.com"}
            vendor_apps:
              - &app
                name: One
                module: rest
                base_url: https://one.example.com
                rate_limit: 5
                groups: &groups
                  - {ldap_group: "cn=a,dc=x", vendor_group: a}
              - <<: *app
                name: Two
                base_url: https://two.example.com
              - name: Three
                module: rest
                base_url: https://three.example.com
                groups: *groups
            """);

        configuration.Vendors.Select(vendor => (vendor.Name, vendor.RateLimit)).ShouldBe([("One", 5.0), ("Two", 5.0), ("Three", null)]);
        configuration.Vendors.ShouldAllBe(vendor => vendor.Groups.Count == 1);
    }

    [Theory]
    [InlineData("order: add-frst", "'add-frst' is not one of add_first, remove_first.", "Did you mean 'add_first'?")]
    [InlineData("dry_run: maybe", "'maybe' is not one of true, false.", null)]
    [InlineData("rate_limit: -1", "-1 is out of range: it must be between 0.01 and 100000.", null)]
    [InlineData("rate_limit: .nan", "'.nan' is not a number.", null)]
    [InlineData("concurrency: 1.5", "'1.5' is not a whole number.", null)]
    [InlineData("concurrency: [1]", "A single value is expected here, not a list.", null)]
    [InlineData("guards: 5", "A block of keys is expected here, not a single value.", null)]
    [InlineData("match_on: []", "It must be not empty.", null)]
    [InlineData("match_on: {a: b}", "A list is expected here, not a block of keys.", null)]
    [InlineData("match_on: [mail, ~]", "The item is empty.", "Remove it, or give it a value.")]
    [InlineData("attributes: {email: mail, EMAIL: mail}", "The key is given twice; upper and lower case do not count.", "Keep one of them.")]
    [InlineData("guards: {max_removal_percent: 101}", "101 is out of range: it must be between 0 and 100.", null)]
    [InlineData("error_handling: {max_errors_per_vendor: 10 per cent}", "'10 per cent' is not a count, a share up to 100%, or both, such as 10, 5% or 10|5%.", null)]
    [InlineData("error_handling: {retry_budget: 120%}", "'120%' is not a count, a share up to 100%, or both, such as 10, 5% or 10|5%.", null)]
    [InlineData("error_handling: {outage_wait_seconds: -1}", "-1 is out of range: it must be between 0 and 86400.", null)]
    [InlineData("remove_after: 3 weeks", "'3 weeks' is not runs, a time or both, such as 3 runs, 48h or 3 runs|48h.", null)]
    [InlineData("vendors: []", "There is no key 'vendors' here.", null)]
    [InlineData("error-handling: {max_retries: 1}", "There is no key 'error-handling' here.", "Did you mean 'error_handling'?")]
    public void A_wrong_value_says_what_would_be_right(string top, string message, string? hint)
    {
        var problem = _text.LoadWithProblem(ConfigurationText.Valid(top));

        problem.Message.ShouldBe(message);
        if (hint is not null)
            problem.Hint.ShouldBe(hint);
        problem.Line.ShouldBe(13);
    }

    [Fact]
    public void A_wrong_value_that_is_inherited_is_told_once()
    {
        var problem = _text.LoadWithProblem(ConfigurationText.Valid("guards: {removal_floor: some}"));

        problem.Key.ShouldBe("guards.removal_floor");
    }

    [Fact]
    public void Missing_keys_are_told_at_the_block_that_lacks_them()
    {
        var result = _text.Load("""
            ldap:
              bind_dn: cn=x
            vendor_apps:
              - module: rest
                groups:
                  - vendor_group: a
            """);

        result.Problems.Select(problem => (problem.Line, problem.Key)).ShouldBe(
        [
            (2, "ldap.server_url"), (2, "ldap.bind_password"), (4, "vendor_apps[0].name"), (6, "vendor_apps[0].groups[0].source_group"),
        ], ignoreOrder: true);
    }

    public void Dispose() => _text.Dispose();
}
