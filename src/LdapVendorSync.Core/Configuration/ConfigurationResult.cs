using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>What loading a configuration came to.</summary>
/// <param name="Configuration">The configuration, or <see langword="null"/> where there are errors.</param>
/// <param name="Problems">Everything that is wrong, in the order of the file; warnings may come with a configuration.</param>
/// <param name="Redactor">Knows every secret that was read, also from a configuration that has errors.</param>
public sealed record ConfigurationResult(
    SyncConfiguration? Configuration,
    IReadOnlyList<ConfigurationProblem> Problems,
    SecretRedactor Redactor)
{
    /// <summary>The problems that keep the configuration from being used.</summary>
    public IEnumerable<ConfigurationProblem> Errors => Problems.Where(problem => problem.Severity == ConfigurationSeverity.Error);

    /// <summary>The configuration, for callers that cannot go on without.</summary>
    /// <exception cref="ConfigurationException">There are errors.</exception>
    public SyncConfiguration GetConfiguration() => Configuration ?? throw new ConfigurationException(Problems);
}
