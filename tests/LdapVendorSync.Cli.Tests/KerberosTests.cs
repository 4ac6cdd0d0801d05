using LdapVendorSync.Fixtures.Samba;

namespace LdapVendorSync.Cli.Tests;

/// <summary>The command against a real domain controller, each time as a process of its own: Kerberos reads its environment at the
/// start.</summary>
public sealed class KerberosTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-cli-krb5-").FullName;

    [SkippableTheory]
    [InlineData("gssapi", false)]
    [InlineData("gssapi", true)]
    [InlineData("gss_spnego", false)]
    public async Task Ticket_of_the_current_user_reads_a_group(string method, bool tls)
    {
        var samba = await RequireAsync();
        var cache = Path.Combine(_folder, "ticket");
        await samba.KinitAsync(SambaSeed.ReaderPrincipal, cache);
        WriteConfiguration(samba, tls, $"bind_method: {method}");

        var result = await ReadTeamAsync(samba, cache);

        ShouldBeTheTeam(result);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Keytab_reads_a_group(bool tls)
    {
        var samba = await RequireAsync();
        await samba.ExportKeytabAsync(SambaSeed.ReaderPrincipal, Path.Combine(_folder, "sync.keytab"));
        WriteConfiguration(samba, tls, "bind_method: gssapi", $"bind_principal: {SambaSeed.ReaderPrincipal}", "keytab_file: sync.keytab");

        ShouldBeTheTeam(await ReadTeamAsync(samba, "none"));
    }

    [SkippableFact]
    public async Task Password_reads_a_group()
    {
        var samba = await RequireAsync();
        WriteConfiguration(
            samba,
            false,
            "bind_method: gssapi",
            $"bind_principal: {SambaSeed.ReaderPrincipal}",
            $"bind_password: {SambaSeed.Password}",
            $"service_principal: ldap/{SambaSeed.HostName}");

        ShouldBeTheTeam(await ReadTeamAsync(samba, "none"));
    }

    [SkippableFact]
    public async Task Wrong_password_is_one_attempt_and_never_shown()
    {
        var samba = await RequireAsync();
        WriteConfiguration(samba, false, "bind_method: gssapi", "bind_principal: wrong3@AD.TEST", "bind_password: canary-4711");

        var result = await ReadTeamAsync(samba, "none");

        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain("the password is wrong");
        (result.Output + result.Error).ShouldNotContain("canary-4711");
        (await samba.LdapSearchAsync("-b", SambaSeed.BaseDn, "(sAMAccountName=wrong3)", "badPwdCount")).ShouldContain("badPwdCount: 1\n");
    }

    [SkippableFact]
    public async Task Missing_ticket_is_told_with_the_way_out()
    {
        var samba = await RequireAsync();
        WriteConfiguration(samba, false, "bind_method: gssapi");

        var result = await ReadTeamAsync(samba, "none");

        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain("there is no Kerberos ticket. Run kinit");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<SambaServer> RequireAsync()
    {
        var server = await SambaServer.SharedAsync();
        Skip.If(server is null, SambaServer.MissingReason);
        return server!;
    }

    private static void ShouldBeTheTeam(CommandResult result)
    {
        result.ShouldExitWith(0);
        for (var number = 0; number < 5; number++) result.Output.ShouldContain($"{SambaSeed.Account(number)}@ad.test");
    }

    private Task<CommandResult> ReadTeamAsync(SambaServer samba, string cache) => TheCommand.RunInAsync(
        _folder,
        new Dictionary<string, string>
        {
            ["KRB5_CONFIG"] = samba.KerberosConfigurationFile,
            ["KRB5CCNAME"] = $"FILE:{Path.Combine(_folder, cache)}",
        },
        "members", "source", SambaSeed.TeamDn, "--config", "sync.yaml", "--output", "json");

    private void WriteConfiguration(SambaServer samba, bool tls, params string[] bind) =>
        File.WriteAllText(Path.Combine(_folder, "sync.yaml"), $$"""
            ldap:
              server_url: {{(tls ? samba.Url : samba.PlainUrl)}}
              truststore_file: {{samba.AuthorityFile}}
              {{string.Join("\n  ", bind)}}
            vendor_apps:
              - name: App
                module: sqlite
                sqlite: { database: app.db }
                groups:
                  - { ldap_group: '{{SambaSeed.TeamDn}}', vendor_group: users }
            """);
}
