namespace LdapVendorSync.Core.Configuration;

/// <summary>A setting that is valid but whose feature is not in this version.</summary>
/// <param name="Position">Where it was given.</param>
/// <param name="Key">The path of the key.</param>
/// <param name="Why">What is missing, and what to do instead.</param>
/// <param name="RefusesRun">
/// Whether a run must refuse to start (exit code 2), because without the feature it would do something else than what was asked;
/// otherwise it warns and goes on.
/// </param>
/// <param name="Vendor">The vendor concerned, or <see langword="null"/> where it concerns the whole run.</param>
public sealed record UnavailableSetting(ConfigurationPosition Position, string Key, string Why, bool RefusesRun, string? Vendor = null)
{
    /// <summary>The setting on one line, in the form that editors jump to: <c>file:line:column: error: key: why</c>.</summary>
    public override string ToString() => new ConfigurationProblem(
        RefusesRun ? ConfigurationSeverity.Error : ConfigurationSeverity.Warning, Position, Key, Why + ".").ToString();
}
