using LdapVendorSync.Fixtures.Okta;

namespace LdapVendorSync.Cli.Tests;

/// <summary>Why somebody is not in a group, where the source is an Okta organization and the account's status decides.</summary>
public sealed class OktaTraceTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-okta-trace-").FullName;

    private OktaServer _okta = null!;

    private string Configuration => Path.Combine(_folder, "sync.yaml");

    public async Task InitializeAsync()
    {
        _okta = await OktaServer.StartAsync();
        _okta.Store.AddGroup(
            "SRE", _okta.Store.AddUser("ada", "Ada", "Lovelace"), _okta.Store.AddUser("bob", "Bob", "Gone"), _okta.Store.AddUser("cleo", "Cleo", "Here"));
        await File.WriteAllTextAsync(
            Configuration,
            $$"""
            sources:
              - name: okta
                type: okta
                domain: {{_okta.BaseUrl}}
                api_token: {{OktaServer.Token}}
                statuses: {deprovisioned: left_out}
            vendor_apps:
              - name: Wiki
                module: sqlite
                sqlite: {database: wiki.db}
                create_groups: true
                groups: [{source_group: SRE, vendor_group: sre}]
            """);
    }

    public async Task DisposeAsync()
    {
        await _okta.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        _okta.Checker.ThrowIfViolated();
    }

    [Fact]
    public async Task Status_that_leaves_somebody_out_is_the_reason_that_trace_gives()
    {
        (await RunAsync("sync")).ShouldExitWith(0);
        _okta.Store.Find("bob@example.com")!.Status = "DEPROVISIONED";

        (await TraceAsync()).ShouldExitWith(0).Output.ShouldStartWith(
            "Bob Gone (bob@example.com) is in 'sre' at 'Wiki', but a run would take that away because the settings of source 'okta' leave them out: "
            + "status DEPROVISIONED.");
        (await RunAsync("sync")).ShouldExitWith(0);

        var trace = (await TraceAsync("--output", "json")).ShouldExitWith(0).Json;
        trace.GetProperty("membership").GetString().ShouldBe("NotMember");
        trace.GetProperty("verdict").GetString().ShouldBe(
            "Bob Gone (bob@example.com) is not in 'sre' at 'Wiki' because the settings of source 'okta' leave them out: status DEPROVISIONED.");
        var kinds = trace.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("kind").GetString());
        kinds.ShouldContain("LeftOutBySettings");
    }

    private Task<CommandResult> RunAsync(params string[] arguments) => TheCommand.RunAsync([.. arguments, "--config", Configuration]);

    private Task<CommandResult> TraceAsync(params string[] more) =>
        RunAsync(["trace", "bob@example.com", "--vendor", "wiki", "--group", "sre", .. more]);
}
