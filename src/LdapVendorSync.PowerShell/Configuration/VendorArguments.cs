using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Security;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.PowerShell.Errors;
using LdapVendorSync.PowerShell.Providers;

namespace LdapVendorSync.PowerShell.Configuration;

/// <summary>
/// A vendor as parameters describe it: the same keys as those of <c>vendor_apps[]</c>, loaded and checked in the same way.
/// </summary>
internal sealed record VendorArguments
{
    private const string DefaultKeyHeader = "X-API-Key";

    public required string Name { get; init; }

    public required VendorProviderDescriptor Provider { get; init; }

    public string? BaseUri { get; init; }

    public PSCredential? Credential { get; init; }

    public SecureString? Token { get; init; }

    public SecureString? ApiKey { get; init; }

    public IDictionary? Auth { get; init; }

    public IDictionary? Setting { get; init; }

    public double? TimeoutSec { get; init; }

    public bool SkipCertificateCheck { get; init; }

    public string? TrustedCertificate { get; init; }

    public bool AllowPlaintext { get; init; }

    public string? Proxy { get; init; }

    public PSCredential? ProxyCredential { get; init; }

    private bool LogsInByBlock => Credential is not null && Auth is null && VendorProvider.Of(Provider).Settings is var settings
        && settings.Any(setting => setting.Name == "username") && settings.Any(setting => setting.Name == "password");

    /// <summary>The configuration of this one vendor.</summary>
    /// <exception cref="CommandException">Two parameters contradict each other.</exception>
    public ConfigurationContent ToContent()
    {
        var vendor = new OrderedDictionary
        {
            ["name"] = Name,
            ["module"] = Provider.Name,
            // Whoever describes a vendor on the spot sits before the prompt: an error at once is worth more than a retry.
            ["error_handling"] = new OrderedDictionary { ["max_retries"] = 0 },
        };
        Add(vendor, "base_url", BaseUri);
        Add(vendor, "auth", LogsInByBlock ? null : DescribeAuth());
        Add(vendor, Provider.Name, DescribeBlock());
        Add(vendor, "timeout_seconds", TimeoutSec);
        Add(vendor, "verify_ssl", SkipCertificateCheck ? false : null);
        Add(vendor, "truststore_file", TrustedCertificate);
        Add(vendor, "allow_plaintext", AllowPlaintext ? true : null);
        Add(vendor, "proxy", Proxy);
        Add(vendor, "proxy_username", ProxyCredential?.UserName);
        Add(vendor, "proxy_password", ProxyCredential?.Password);
        return ConfigArgument.ToLiteralContent(new OrderedDictionary { ["vendor_apps"] = new object[] { vendor } });
    }

    private OrderedDictionary? DescribeBlock()
    {
        if (Setting is null && !LogsInByBlock)
            return null;
        var block = Copy(Setting);
        if (LogsInByBlock)
        {
            Fill(block, "username", Credential!.UserName, "-Credential", "-Setting");
            Fill(block, "password", Credential.Password, "-Credential", "-Setting");
        }

        return block;
    }

    private OrderedDictionary? DescribeAuth()
    {
        if (Credential is null && Token is null && ApiKey is null && Auth is null)
            return null;
        var auth = Copy(Auth);
        // A method that is no text is left for the binder to judge.
        var given = Find(auth, "method");
        var method = (given is null ? ChooseMethod(auth) : ConfigArgument.TextOf(given) ?? string.Empty).ToLowerInvariant();
        auth["method"] = given ?? method;
        Refuse(method);
        var isClient = method == "oauth2";
        Fill(auth, isClient ? "client_id" : "username", Credential?.UserName, "-Credential", "-Auth");
        Fill(auth, isClient ? "client_secret" : "password", Credential?.Password, "-Credential", "-Auth");
        Fill(auth, "token", Refer(Token), "-Token", "-Auth");
        Fill(auth, "value", Refer(ApiKey), "-ApiKey", "-Auth");
        if (ApiKey is not null && method == "header" && Find(auth, "header") is null)
            auth["header"] = DefaultKeyHeader;
        return auth;
    }

    private string ChooseMethod(OrderedDictionary auth)
    {
        if (Find(auth, "login") is not null)
            return "login";
        if (Find(auth, "token_url") is not null)
            return "oauth2";
        if (ApiKey is not null)
            return Find(auth, "parameter") is null ? "header" : "query";
        if (Token is not null)
            return Find(auth, "scheme") is null ? "bearer" : "token";
        return Credential is null ? "none" : "basic";
    }

    // Only a log-in may need an account and a token.
    private void Refuse(string method)
    {
        string?[] given = [Credential is null ? null : "-Credential", Token is null ? null : "-Token", ApiKey is null ? null : "-ApiKey"];
        var names = given.OfType<string>().ToList();
        if (names.Count > 1 && (method != "login" || ApiKey is not null))
            throw Contradict($"Use one of {string.Join(" and ", names)}: a vendor is logged in to in one way.");
    }

    private static object? Refer(SecureString? secret) => secret switch
    {
        null => null,
        _ when SecretReference.NameOf(secret) is { } name => new OrderedDictionary { ["secret"] = name },
        _ => secret,
    };

    private static OrderedDictionary Copy(IDictionary? given)
    {
        var copy = new OrderedDictionary();
        foreach (DictionaryEntry entry in given ?? new OrderedDictionary())
            copy[entry.Key] = entry.Value;
        return copy;
    }

    private static void Add(OrderedDictionary block, string key, object? value)
    {
        if (value is not null)
            block[key] = value;
    }

    private static void Fill(OrderedDictionary block, string key, object? value, string parameter, string holder)
    {
        if (value is null)
            return;
        if (Find(block, key) is not null)
            throw Contradict($"Both {parameter} and '{key}' of {holder} are given; leave one of them out.");
        block[key] = value;
    }

    private static object? Find(OrderedDictionary block, string key) => block.Contains(key) ? block[key] : null;

    private static CommandException Contradict(string message) => new(ErrorKinds.ParametersContradict, message);
}
