namespace LdapVendorSync.Cli.Tests.Chaos;

/// <summary>The secrets of the suite: each looks different once it is encoded for a URL, for HTML or for JSON.</summary>
internal static class ChaosSecrets
{
    public const string DirectoryPassword = "d1r & P4ss/w0rd+Käse\"7";
    public const string WikiToken = "w1k1/T0ken+4Xq9==Zr&y";
    public const string CrmPassword = "cRm<p4ss>/w0rd+8kQ&2z";
    public const string CrmUser = "sync";
    public const string MailPassword = "m41l/P4ss+w0rd&9Lw";

    /// <summary>Every secret by name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["the directory's password"] = DirectoryPassword,
        ["the Wiki's token"] = WikiToken,
        ["the CRM's password"] = CrmPassword,
        ["the mail server's password"] = MailPassword,
    };
}
