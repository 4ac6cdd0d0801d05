using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Okta;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Tests.Sources.Okta;

/// <summary>What a source says and does when an organization refuses, fails, or answers with something else.</summary>
public sealed class OktaErrorTests : IAsyncLifetime
{
    private OktaOrganization _okta = null!;

    public async Task InitializeAsync()
    {
        _okta = await OktaOrganization.StartAsync();
        _okta.Store.AddNumbered("SRE", 5);
    }

    public async Task DisposeAsync() => await _okta.DisposeAsync();

    [Fact]
    public async Task Token_that_is_refused_is_told_in_the_words_of_Okta_and_never_sent_again()
    {
        var source = _okta.Open(settings => settings with { ApiToken = new Secret("00canary-wrong") });

        var (_, read) = await source.ReadAllAsync("SRE");
        var again = await source.ReadAllAsync("SRE");

        var error = read.ShouldHaveFailed(SourceFailure.Authentication);
        error.Message.ShouldStartWith(
            "Source 'okta': cannot find group 'SRE': GET /api/v1/groups was answered with 401 Unauthorized: Invalid token provided (E0000011, error id oae");
        error.Message.ShouldContain("check 'api_token'");
        again.Read.ShouldHaveFailed(SourceFailure.Authentication);
        _okta.Server.Requests.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Missing_right_is_told_with_what_it_takes()
    {
        _okta.Server.Options.Rights.Remove("okta.groups.read");

        var (_, read) = await _okta.Open().ReadAllAsync("SRE");

        var error = read.ShouldHaveFailed(SourceFailure.AccessDenied);
        error.Message.ShouldContain("E0000006");
        error.Message.ShouldContain("okta.groups.read");
    }

    [Fact]
    public async Task Group_that_is_not_there_is_an_error_of_its_own()
    {
        var (_, read) = await _okta.Open().ReadAllAsync("Nobody");

        read.ShouldHaveFailed(SourceFailure.GroupNotFound);
    }

    [Fact]
    public async Task Group_that_is_deleted_between_two_pages_fails_the_read()
    {
        _okta.Server.Faults.Add(new Fault
        {
            Kind = FaultKind.Slow, DelayMilliseconds = 0, Path = "/users.*after=", Times = 1, Struck = () => _okta.Store.Groups.Clear(),
        });

        var (members, read) = await _okta.Open().ReadAllAsync("SRE");

        members.Count.ShouldBe(2);
        var error = read.ShouldHaveFailed(SourceFailure.GroupNotFound);
        error.Message.ShouldContain("Not found: Resource not found: 00g");
        error.Message.ShouldContain("E0000007");
    }

    [Fact]
    public async Task Not_found_that_is_none_of_Oktas_is_no_missing_group()
    {
        _okta.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 404, Body = "<html><body>no such site</body></html>" });

        var (_, read) = await _okta.Open().ReadAllAsync(_okta.Store.Group("SRE").Id);

        read.ShouldHaveFailed(SourceFailure.ServerError);
    }

    [Fact]
    public async Task Causes_are_told_but_neither_secrets_nor_line_breaks()
    {
        const string body =
            """{"errorCode":"E0000001","errorSummary":"Api validation failed: canary\nlimit","errorLink":"E0000001","errorId":"oae1","errorCauses":[{"errorSummary":"limit: too big"}]}""";
        _okta.Redactor.Add("canary");
        _okta.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 400, Body = body });

        var (_, read) = await _okta.Open().ReadAllAsync("SRE");

        var message = read.ShouldHaveFailed(SourceFailure.ServerError).Message;
        message.ShouldContain(": limit: too big (E0000001, error id oae1)");
        message.ShouldNotContain("canary");
        message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData(FaultKind.Html, "web page titled 'Sign in'")]
    [InlineData(FaultKind.Empty, "no body")]
    [InlineData(FaultKind.Garble, "not the JSON")]
    public async Task Answer_that_is_something_else_fails_the_read(FaultKind fault, string reason)
    {
        _okta.Server.Faults.Add(new Fault { Kind = fault, Path = "after=" });

        var (_, read) = await _okta.Open().ReadAllAsync("SRE");

        read.ShouldHaveFailed(SourceFailure.Malformed).Message.ShouldContain(reason);
    }

    [Theory]
    [InlineData("{}", "no list")]
    [InlineData("""[{"status":"ACTIVE"}]""", "has no 'id'")]
    [InlineData("null", "no list")]
    public async Task List_that_is_none_fails_the_read(string body, string reason)
    {
        _okta.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = body, Path = "after=" });

        var (_, read) = await _okta.Open().ReadAllAsync("SRE");

        read.ShouldHaveFailed(SourceFailure.Malformed).Message.ShouldContain(reason);
    }

    [Fact]
    public async Task Passing_fault_in_the_middle_is_tried_again()
    {
        _okta.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, Path = "after=", Times = 2 });
        _okta.Server.Faults.Add(new Fault { Kind = FaultKind.Truncate, Path = "after=", Skip = 1, Times = 1 });

        var (members, read) = await _okta.Open().ReadAllAsync("SRE");

        read.ShouldBeComplete();
        members.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Fault_that_does_not_pass_fails_the_read_with_its_page()
    {
        _okta.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 500, Path = "after=", Skip = 1 });

        var (members, read) = await _okta.Open().ReadAllAsync("SRE");

        members.Count.ShouldBe(4);
        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
    }

    [Fact]
    public async Task Secrets_are_in_no_message_and_no_log()
    {
        const string canary = "00canary-of-the-token";
        _okta.Store.Tokens.Add(canary);
        var echo = $$"""{"errorCode":"E0000009","errorSummary":"Internal: SSWS {{canary}}","errorId":"{{canary}}","errorCauses":[{"errorSummary":"{{canary}}"}]}""";
        _okta.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 500, Body = echo, Path = "after=" });
        var source = _okta.Open(settings => settings with { ApiToken = new Secret(canary) });

        var (_, read) = await source.ReadAllAsync("SRE");
        var checks = await source.TestAsync(CancellationToken.None);

        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
        _okta.Server.Requests.All.ShouldContain(request => request.Headers["Authorization"] == $"SSWS {canary}");
        _okta.Log.At(LogLevel.Debug).ShouldNotBeEmpty();
        string.Join('\n', [_okta.Log.All, read.Completeness.Error!.ToString(), .. checks.Select(check => check.ToString())]).ShouldNotContain("canary");
    }

    [Fact]
    public async Task Check_tells_each_step()
    {
        var checks = await _okta.Open().TestAsync(CancellationToken.None);

        checks.Select(check => (check.Step, check.Passed)).ShouldBe([("reach", true), ("authenticate", true), ("groups", true), ("users", true)]);
    }

    [Fact]
    public async Task Check_tells_which_right_is_missing()
    {
        _okta.Server.Options.Rights.Remove("okta.users.read");

        var checks = await _okta.Open().TestAsync(CancellationToken.None);

        checks.Select(check => (check.Step, check.Passed)).ShouldBe([("reach", true), ("authenticate", true), ("groups", true), ("users", false)]);
        checks[^1].Hint.ShouldNotBeNull().ShouldContain("okta.users.read");
    }

    [Fact]
    public async Task Check_stops_at_a_token_that_is_refused()
    {
        var checks = await _okta.Open(settings => settings with { ApiToken = new Secret("wrong") }).TestAsync(CancellationToken.None);

        checks.Select(check => (check.Step, check.Passed)).ShouldBe([("reach", true), ("authenticate", false)]);
        _okta.Server.Requests.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Check_stops_at_a_server_that_is_not_there()
    {
        var checks = await _okta.Open(settings => settings with { Domain = "http://127.0.0.1:1" }).TestAsync(CancellationToken.None);

        checks.ShouldHaveSingleItem().Passed.ShouldBeFalse();
        checks[0].Step.ShouldBe("reach");
    }
}
