using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sync.Incremental;

/// <summary>A slapd of a test's own, which can tell what changes.</summary>
internal static class SyncedDirectory
{
    /// <summary>Where a small team is in <see cref="Groups"/>.</summary>
    public const int Team0 = 0;

    /// <summary>Where a group of groups is in <see cref="Groups"/>.</summary>
    public const int Nested = 2;

    /// <summary>Groups to read: a team, another one, and a group in which that other one is.</summary>
    public static IReadOnlyList<(string Group, bool Recurse)> Groups { get; } =
        [(DirectorySeed.TeamDn(0), false), (DirectorySeed.TeamDn(1), false), (DirectorySeed.NestedDn, true)];

    /// <summary>Starts one.</summary>
    public static Task<SlapdServer> StartAsync(Func<SlapdOptions, SlapdOptions>? change = null)
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        var options = new SlapdOptions { SyncProvider = true, Seed = new DirectorySeed { People = 30, Teams = 4 } };
        return SlapdServer.StartAsync(change is null ? options : change(options));
    }

    /// <summary>Runs that read <see cref="Groups"/>.</summary>
    public static ReadingRuns RunsOver(SlapdServer server) => new(SourceOf(server), Groups);

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
