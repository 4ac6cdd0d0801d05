using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Tests.Configuration;

public sealed class InheritanceTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    [Fact]
    public void Each_level_has_the_effective_values()
    {
        var configuration = _text.LoadValid("""
            ldap: {server_url: "ldaps://ldap.example.com", recurse: true, dangling_members: ignore, dangling_grace: 2 runs}
            match_on: [mail]
            order: remove_first
            create_groups: true
            guards: {max_removal_percent: 10, removal_floor: 2}
            attributes: {email: mail, title: title}
            error_handling: {max_retries: 9}
            vendor_apps:
              - name: Plain
                module: rest
                base_url: https://plain.example.com
                groups:
                  - {ldap_group: "cn=a,dc=x", vendor_group: a}
              - name: Special
                module: rest
                base_url: https://special.example.com
                match_on: [userName]
                order: add_first
                create_groups: false
                guards: {removal_floor: 3, max_removals_per_vendor: none}
                attributes: {title: ~, email: "{uid}@example.com"}
                error_handling: {max_errors_per_vendor: 1}
                groups:
                  - {ldap_group: "cn=a,dc=x", vendor_group: a}
                  - ldap_group: cn=b,dc=x
                    vendor_group: b
                    recurse: false
                    dangling_members: hold
                    match_on: employeeNumber
                    guards: {max_removals_per_mapping: 7}
                    create_users: false
            """);

        var (plain, special) = (configuration.Vendors[0], configuration.Vendors[1]);
        plain.MatchOn.ShouldBe(["mail"]);
        plain.Order.ShouldBe(ChangeOrder.RemoveFirst);
        plain.CreateGroups.ShouldBeTrue();
        plain.ErrorHandling.MaxRetries.ShouldBe(9);
        plain.Groups[0].Guards.ShouldBe(configuration.Guards);
        plain.Groups[0].Attributes.ShouldBe(new Dictionary<string, string> { ["email"] = "mail", ["title"] = "title" });
        plain.Groups[0].Recurse.ShouldBeTrue();
        plain.Groups[0].DanglingMembers.ShouldBe(DanglingMembers.Ignore);
        plain.Groups[0].DanglingGrace.ShouldBe(new Grace(2, null));
        special.MatchOn.ShouldBe(["userName"]);
        special.Order.ShouldBe(ChangeOrder.AddFirst);
        special.CreateGroups.ShouldBeFalse();
        special.ErrorHandling.ShouldBe(new ErrorHandlingSettings { MaxRetries = 9, MaxErrorsPerVendor = new CountOrShare(1) });
        special.Guards.ShouldBe(new GuardSettings { MaxRemovalPercent = 10, RemovalFloor = 3, MaxRemovalsPerVendor = null });
        special.Attributes.ShouldBe(new Dictionary<string, string> { ["email"] = "{uid}@example.com" });
        special.Groups[0].MatchOn.ShouldBe(["userName"]);
        special.Groups[1].MatchOn.ShouldBe(["employeeNumber"]);
        special.Groups[1].Guards.ShouldBe(special.Guards with { MaxRemovalsPerMapping = 7 });
        special.Groups[1].Recurse.ShouldBeFalse();
        special.Groups[1].DanglingMembers.ShouldBe(DanglingMembers.Hold);
        special.Groups[1].CreateUsers.ShouldBeFalse();
        special.Groups[1].CreateGroups.ShouldBeFalse();
    }

    [Fact]
    public void A_vendor_cannot_undo_a_dry_run()
    {
        var configuration = _text.LoadValid(ConfigurationText.Valid("dry_run: true", vendor: "dry_run: false"));

        configuration.Vendors[0].DryRun.ShouldBeTrue();
    }

    [Fact]
    public void An_empty_guard_keeps_the_limit_and_only_none_lifts_it()
    {
        var configuration = _text.LoadValid(ConfigurationText.Valid("guards: {max_removal_percent: , max_removals_per_run: none}"));

        configuration.Guards.ShouldBe(new GuardSettings { MaxRemovalsPerRun = null });
        configuration.Guards.MaxRemovalPercent.ShouldBe(20);
    }

    [Theory]
    [InlineData("guards: {max_removals_per_run: 9999}", "")]
    [InlineData("", "guards: {max_removals_per_vendor: 9999}")]
    [InlineData("", "guards: {max_removals_per_run: 9999}")]
    public void A_limit_that_counts_over_more_than_its_level_is_refused(string vendor, string mapping) =>
        _text.LoadWithProblem(ConfigurationText.Valid("guards: {max_removals_per_run: 10}", vendor, mapping))
            .Message.ShouldBe("The limit cannot be set here.");

    [Fact]
    public void Sources_are_listed_named_or_short()
    {
        var configuration = _text.LoadValid("""
            ldap: {server_url: "ldaps://ldap.example.com"}
            sources:
              people: {type: ldif, file: people.ldif}
              more: {type: ldif, file: data/more.ldif, recurse: true}
            vendor_apps:
              App:
                module: rest
                groups:
                  - {source: more, source_group: "cn=a,dc=x", vendor_group: a}
                  - {source: LDAP, source_group: "cn=a,dc=x", vendor_group: b}
            """);

        configuration.Sources.Select(source => (source.Name, source.Type))
            .ShouldBe([("ldap", "ldap"), ("people", "ldif"), ("more", "ldif")]);
        ((LdifSourceSettings)configuration.Sources[2]).File.ShouldBe(Path.Combine(_text.Folder, "data", "more.ldif"));
        configuration.Vendors[0].Name.ShouldBe("App");
        configuration.Vendors[0].Groups.Select(group => group.Recurse).ShouldBe([true, false]);
    }

    [Theory]
    [InlineData("3 runs|72h", 3, 72)]
    [InlineData("1 run", 1, null)]
    [InlineData("2d", null, 48)]
    [InlineData("72h | 3 runs", 3, 72)]
    public void A_dangling_grace_is_runs_and_time(string text, int? runs, int? hours) =>
        Grace.Parse(text, null).ShouldBe(new Grace(runs, hours is { } value ? TimeSpan.FromHours(value) : null));

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("3 runs|3 runs")]
    [InlineData("soon")]
    [InlineData("-1 runs")]
    [InlineData("3 runs|")]
    [InlineData("9999999999h")]
    public void A_dangling_grace_that_is_neither_is_refused(string text) =>
        (Grace.TryParse(text, null, out _) && text != "3").ShouldBeFalse();

    [Theory]
    [InlineData("10", 10, null)]
    [InlineData("0", 0, null)]
    [InlineData("10%", null, 10.0)]
    [InlineData("2.5 %", null, 2.5)]
    [InlineData("10|5%", 10, 5.0)]
    [InlineData("5% | 10", 10, 5.0)]
    public void A_limit_of_errors_is_a_count_and_a_share(string text, int? count, double? percent)
    {
        var limit = CountOrShare.Parse(text, null);

        limit.ShouldBe(new CountOrShare(count, percent));
        CountOrShare.Parse(limit.ToString(), null).ShouldBe(limit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("101%")]
    [InlineData("-5%")]
    [InlineData("%")]
    [InlineData("10|10")]
    [InlineData("5%|5%")]
    [InlineData("10|")]
    [InlineData("1.5")]
    [InlineData("NaN%")]
    [InlineData("99999999999")]
    public void A_limit_of_errors_that_is_neither_is_refused(string text) => CountOrShare.TryParse(text, null, out _).ShouldBeFalse();

    [Fact]
    public void Errors_and_retries_are_limited_for_all_vendors_and_for_one()
    {
        var configuration = _text.LoadValid("""
            ldap: {server_url: "ldaps://ldap.example.com"}
            error_handling: {max_errors_per_vendor: 10|5%, error_floor: 50, retry_budget: 100}
            vendor_apps:
              - name: One
                module: rest
                base_url: https://one.example.com
                groups: [{ldap_group: "cn=a,dc=x", vendor_group: a}]
              - name: Two
                module: rest
                base_url: https://two.example.com
                error_handling: {max_errors_per_vendor: none, retry_budget: 20%, outage_wait_seconds: 0}
                groups: [{ldap_group: "cn=a,dc=x", vendor_group: a}]
            """);

        var handling = new ErrorHandlingSettings
        {
            MaxErrorsPerVendor = new CountOrShare(10, 5),
            ErrorFloor = 50,
            RetryBudget = new CountOrShare(100),
        };
        configuration.Vendors[0].ErrorHandling.ShouldBe(handling);
        configuration.Vendors[1].ErrorHandling.ShouldBe(
            handling with { MaxErrorsPerVendor = null, RetryBudget = new CountOrShare(null, 20), OutageWaitSeconds = 0 });
    }

    public void Dispose() => _text.Dispose();
}
