using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.PowerShell.Configuration;

/// <summary>Says by parameters what the configuration says by keys.</summary>
internal static partial class VendorArgumentNames
{
    private const string Vendor = "vendor_apps[0].";

    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["name"] = "-Vendor",
        ["module"] = "-Module",
        ["base_url"] = "-BaseUri",
        ["timeout_seconds"] = "-TimeoutSec",
        ["verify_ssl"] = "-SkipCertificateCheck",
        ["truststore_file"] = "-TrustedCertificate",
        ["allow_plaintext"] = "-AllowPlaintext",
        ["proxy"] = "-Proxy",
        ["proxy_username"] = "-ProxyCredential",
        ["proxy_password"] = "-ProxyCredential",
        ["auth"] = "-Credential, -Token, -ApiKey or -Auth",
        ["auth.token"] = "-Token",
        ["auth.value"] = "-ApiKey",
        ["auth.username"] = "-Credential",
        ["auth.password"] = "-Credential",
    };

    /// <summary>A problem of the configuration as one of the parameters, on one line.</summary>
    public static string Describe(ConfigurationProblem problem, string module)
    {
        var text = problem.Hint is null ? problem.Message : $"{problem.Message} {problem.Hint}";
        return $"{NameOf(problem.Key, module)}: {Translate(text, module)}";
    }

    private static string NameOf(string path, string module)
    {
        var key = path.StartsWith(Vendor, StringComparison.Ordinal) ? path[Vendor.Length..] : path;
        if (Parameters.TryGetValue(key, out var parameter))
            return parameter;
        if (key == module)
            return "-Setting";
        if (key.StartsWith(module + '.', StringComparison.Ordinal))
            return $"-Setting {key[(module.Length + 1)..]}";
        return key.StartsWith("auth.", StringComparison.Ordinal) ? $"-Auth {key["auth.".Length..]}" : key;
    }

    private static string Translate(string text, string module) => Key().Replace(text, found => found.Value switch
    {
        "allow_plaintext: true" => "-AllowPlaintext",
        "verify_ssl: false" => "-SkipCertificateCheck",
        "proxy_username and proxy_password" => "-ProxyCredential",
        var key => Parameters[key],
    }).Replace($"{module}.", "-Setting ", StringComparison.Ordinal);

    [GeneratedRegex(
        @"\b(allow_plaintext: true|verify_ssl: false|proxy_username and proxy_password|base_url|truststore_file|timeout_seconds)\b")]
    private static partial Regex Key();
}
