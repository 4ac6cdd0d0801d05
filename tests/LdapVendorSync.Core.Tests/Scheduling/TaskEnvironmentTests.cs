using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Scheduling;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Scheduling;

public sealed class TaskEnvironmentTests : IDisposable
{
    private const string Yaml =
        """
        sources:
          - {name: staff, type: ldif, file: "${STAFF_FILE}"}
        vendor_apps:
          - name: Wiki
            module: sqlite
            sqlite: {database: data/wiki.db}
            groups: [{source_group: "cn=a,dc=x", vendor_group: a}]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-taskenv-").FullName;

    [Fact]
    public void A_variable_of_the_session_is_told_by_its_place_and_name()
    {
        var (_, warnings) = TaskEnvironment.Load(Options(Yaml, new() { ["STAFF_FILE"] = "staff.ldif" }));

        warnings.ShouldHaveSingleItem().ShouldContain("config.yaml:2:");
        warnings[0].ShouldContain("STAFF_FILE");
    }

    [Fact]
    public void A_variable_of_a_file_is_there_for_the_task_too()
    {
        var file = Path.Combine(_folder, "task.env");
        File.WriteAllText(file, "STAFF_FILE=staff.ldif\n");

        var (configuration, warnings) = TaskEnvironment.Load(Options(Yaml, []) with { DotEnvFile = file });

        warnings.ShouldBeEmpty();
        configuration.Sources.ShouldHaveSingleItem();
    }

    [Fact]
    public void An_override_of_the_session_is_told()
    {
        var yaml = Yaml.Replace("${STAFF_FILE}", "staff.ldif", StringComparison.Ordinal);

        var (configuration, warnings) = TaskEnvironment.Load(Options(yaml, new() { ["LVS__DRY_RUN"] = "true" }));

        warnings.ShouldHaveSingleItem().ShouldStartWith("LVS__DRY_RUN ");
        configuration.DryRun.ShouldBeFalse("the task does not have it");
    }

    [Fact]
    public void A_configuration_that_is_invalid_here_too_is_an_error() =>
        Should.Throw<ConfigurationException>(() => TaskEnvironment.Load(Options(Yaml, []))).Message.ShouldContain("STAFF_FILE");

    [Fact]
    public void What_a_run_writes_to_is_named_or_the_folder_above()
    {
        var (configuration, _) = TaskEnvironment.Load(Options(Yaml, new() { ["STAFF_FILE"] = "staff.ldif" }));
        TaskEnvironment.WritableFolders(configuration).ShouldBe([_folder]);

        foreach (var name in new[] { "state", "logs", "data" })
            Directory.CreateDirectory(Path.Combine(_folder, name));
        TaskEnvironment.WritableFolders(configuration).ShouldBe([Path.Combine(_folder, "data"), Path.Combine(_folder, "logs"), Path.Combine(_folder, "state")]);
    }

    [SkippableFact]
    public void A_run_never_may_write_to_everything()
    {
        Skip.If(OperatingSystem.IsWindows(), "Only systemd fences a run in.");
        var yaml = $"state_dir: /lvs-not-there/state\n{Yaml}";

        var (configuration, _) = TaskEnvironment.Load(Options(yaml, new() { ["STAFF_FILE"] = "staff.ldif" }));

        TaskEnvironment.WritableFolders(configuration).ShouldBe(["/lvs-not-there/state", _folder], ignoreOrder: true);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ConfigurationLoadOptions Options(string yaml, Dictionary<string, string> environment)
    {
        var path = Path.Combine(_folder, "config.yaml");
        File.WriteAllText(path, yaml);
        return new ConfigurationLoadOptions
        {
            Path = path,
            Environment = environment,
            CurrentDirectory = _folder,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        };
    }
}
