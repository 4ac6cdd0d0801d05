using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sync.Incremental;

/// <summary>A slapd of a test's own, which can tell what changes.</summary>
internal static class SyncedDirectory
{
    /// <summary>Starts one.</summary>
    public static Task<SlapdServer> StartAsync(Func<SlapdOptions, SlapdOptions>? change = null)
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        var options = new SlapdOptions { SyncProvider = true, Seed = new DirectorySeed { People = 30, Teams = 4 } };
        return SlapdServer.StartAsync(change is null ? options : change(options));
    }

    /// <summary>The settings of a source that reads it.</summary>
    public static string SourceOf(SlapdServer server) => $"""
        server_url: {server.Url}
        bind_dn: {DirectorySeed.ReaderDn}
        bind_password: {DirectorySeed.Password}
        """;

    /// <summary>A change of one attribute.</summary>
    public static string Replace(string dn, string attribute, params string[] values) =>
        $"dn: {dn}\nchangetype: modify\nreplace: {attribute}\n" + string.Concat(values.Select(value => $"{attribute}: {value}\n"));
}
