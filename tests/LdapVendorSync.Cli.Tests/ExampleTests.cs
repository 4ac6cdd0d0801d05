using System.Diagnostics;
using LdapVendorSync.Fixtures.Postgres;

namespace LdapVendorSync.Cli.Tests;

/// <summary>The ready-made set-ups do what their pages say, against servers that behave as the real ones do.</summary>
public sealed class ExampleTests
{
    [SkippableTheory]
    [InlineData("okta-to-grafana")]
    [InlineData("keycloak-to-glean")]
    [InlineData("entra-odoo-audit")]
    public async Task Example_comes_out_as_it_should_by_its_one_command(string example)
    {
        SkipWithoutServers(example);
        using var copy = new ExampleCopy(example);
        copy.ShellBlocks.ShouldContain($"dotnet run --project examples/demo -- {example}\n");
        var before = EntriesOf(example);

        var result = await DemoAsync(example);

        result.ShouldExitWith(0).ShouldSay($"{example}: everything came out as it should.");
        EntriesOf(example).ShouldBe(before, ignoreOrder: true, "a run leaves nothing behind");
    }

    [Theory]
    [InlineData("okta-to-grafana")]
    [InlineData("keycloak-to-glean")]
    [InlineData("entra-odoo-audit")]
    public void Template_names_each_variable_that_the_configuration_uses_and_its_default(string example)
    {
        using var copy = new ExampleCopy(example);

        copy.TemplateVariables().ShouldBe(copy.VariablesOf("sync.yaml"), ignoreOrder: true);
    }

    [Theory]
    [InlineData("okta-to-grafana")]
    [InlineData("keycloak-to-glean")]
    [InlineData("entra-odoo-audit")]
    public async Task Each_variable_that_is_missing_is_named(string example)
    {
        using var copy = new ExampleCopy(example);

        var result = (await copy.RunAsync("check", "--config", "sync.yaml")).ShouldExitWith(2);

        foreach (var name in copy.VariablesOf("sync.yaml").Where(variable => variable.Value is null).Select(variable => variable.Key))
            result.ShouldSay($"The environment variable {name} is not set.");
    }

    [SkippableTheory]
    [InlineData("okta-to-grafana", 4)]
    [InlineData("keycloak-to-glean", 4)]
    [InlineData("entra-odoo-audit", 4)]
    public async Task Commands_of_the_page_can_be_copied(string example, int atLeast)
    {
        Skip.If(OperatingSystem.IsWindows(), "The page shows commands of a Unix shell.");
        SkipWithoutServers(example);
        using var copy = new ExampleCopy(example);
        await using var servers = await copy.StartServersAsync();
        var blocks = copy.ShellBlocks.Where(block => !block.Contains("dotnet run", StringComparison.Ordinal)).ToList();

        blocks.Count.ShouldBeGreaterThanOrEqualTo(atLeast);
        foreach (var block in blocks)
            (await copy.RunBlockAsync(block)).ShouldExitWith(0);
    }

    [Fact]
    public async Task Configuration_in_the_words_of_the_former_tool_does_the_same()
    {
        using var copy = new ExampleCopy("okta-to-grafana");
        await using var servers = await copy.StartServersAsync();

        var own = (await copy.RunAsync("plan", "--config", "sync.yaml", "--env-file", ".env", "--output", "json")).ShouldExitWith(0);
        var former = (await copy.RunAsync("plan", "--config", "config.yaml", "--env-file", ".env", "--output", "json")).ShouldExitWith(0);

        var changes = own.Json.GetProperty("changes");
        changes.GetArrayLength().ShouldBeGreaterThan(10);
        former.Json.GetProperty("changes").GetRawText().ShouldBe(changes.GetRawText());
    }

    [Fact]
    public async Task Unknown_example_is_refused_with_the_names_of_those_that_there_are()
    {
        (await DemoAsync("ldap-to-nowhere")).ShouldExitWith(2).ShouldSay("okta-to-grafana|keycloak-to-glean|entra-odoo-audit");
    }

    private static string[] EntriesOf(string example) =>
        Directory.GetFileSystemEntries(Path.Combine(Repository.Folder, "examples", example), "*", SearchOption.AllDirectories);

    private static void SkipWithoutServers(string example) =>
        Skip.If(example == "entra-odoo-audit" && PostgresServer.MissingReason is not null, PostgresServer.MissingReason);

    private static async Task<CommandResult> DemoAsync(string example)
    {
        using var process = Process.Start(new ProcessStartInfo(DemoPath(), [example])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await TheCommand.WaitAsync(process);
        return new CommandResult(process.ExitCode, await output, await error);
    }

    private static string DemoPath()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var name = OperatingSystem.IsWindows() ? "LdapVendorSync.Demo.exe" : "LdapVendorSync.Demo";
        return Path.Combine(Repository.Folder, "examples", "demo", "bin", framework.Parent!.Name, framework.Name, name);
    }
}
