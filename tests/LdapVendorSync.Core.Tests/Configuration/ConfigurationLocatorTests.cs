using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Tests.Configuration;

public sealed class ConfigurationLocatorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-locator-").FullName;

    [Theory]
    [InlineData("given.yaml", "one.yaml", "two.yaml", true, "given.yaml")]
    [InlineData(null, "one.yaml", "two.yaml", true, "one.yaml")]
    [InlineData(" ", "", "two.yaml", true, "two.yaml")]
    [InlineData(null, null, null, true, "config.yaml")]
    [InlineData(null, null, null, false, null)]
    public void The_first_that_names_a_file_counts(string? argument, string? first, string? second, bool standard, string? expected)
    {
        var environment = new Dictionary<string, string>();
        if (first is not null)
            environment["LVS_CONFIG"] = first;
        if (second is not null)
            environment["CONFIG_PATH"] = second;
        if (standard)
            File.WriteAllText(Path.Combine(_folder, "config.yaml"), "");

        ConfigurationLocator.Find(argument, environment, _folder).ShouldBe(expected is null ? null : Path.Combine(_folder, expected));
    }

    [Fact]
    public void Paths_in_a_configuration_are_relative_to_its_folder()
    {
        using var text = new ConfigurationText();
        var inner = Directory.CreateDirectory(Path.Combine(text.Folder, "inner")).FullName;
        File.WriteAllText(Path.Combine(inner, "c.yaml"), ConfigurationText.Valid("report: {dir: reports}\nlogging: {log_dir: ../logs}"));

        var configuration = text.LoadPath("inner/c.yaml").GetConfiguration();

        configuration.FilePath.ShouldBe(Path.Combine(inner, "c.yaml"));
        configuration.BaseDirectory.ShouldBe(inner);
        configuration.StateDirectory.ShouldBe(Path.Combine(inner, "state"));
        configuration.Report.Directory.ShouldBe(Path.Combine(inner, "reports"));
        configuration.Logging.LogDirectory.ShouldBe(Path.Combine(text.Folder, "logs"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
