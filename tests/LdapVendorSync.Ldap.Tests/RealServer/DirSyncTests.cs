using LdapVendorSync.Fixtures.Samba;
using LdapVendorSync.Ldap.Controls;

namespace LdapVendorSync.Ldap.Tests.RealServer;

/// <summary>DirSync and deleted objects against a domain controller.</summary>
public sealed class DirSyncTests
{
    [SkippableFact]
    public async Task Changes_since_the_cookie_are_told_with_deleted_objects()
    {
        Skip.If(SambaServer.MissingReason is not null, SambaServer.MissingReason);
        await using var server = await SambaServer.StartAsync(new SambaOptions { People = 60 });
        await using var connection = await ConnectAsync(server, SambaSeed.AdministratorUpn, SambaSeed.AdministratorPassword);
        var (_, cookie) = await ReadAsync(connection, default, DirSyncOptions.IncrementalValues);
        await server.ModifyAsync($"""
            dn: {SambaSeed.PersonDn(1)}
            changetype: modify
            replace: mail
            mail: new@ad.test

            dn: {SambaSeed.TeamDn}
            changetype: modify
            delete: member
            member: {SambaSeed.PersonDn(2)}

            dn: {SambaSeed.PersonDn(5)}
            changetype: delete
            """);

        var (entries, next) = await ReadAsync(connection, cookie, DirSyncOptions.IncrementalValues);

        entries.ShouldContain(entry => entry.Dn.Contains("User 00001", StringComparison.Ordinal) && entry["mail"] != null);
        entries.ShouldContain(entry => entry.Dn.StartsWith("CN=Team,", StringComparison.Ordinal));
        entries.ShouldContain(entry => entry.Dn.Contains("DEL:", StringComparison.Ordinal));
        var (nothing, _) = await ReadAsync(connection, next, DirSyncOptions.IncrementalValues);
        nothing.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Account_without_the_right_is_refused_or_sees_only_what_it_may()
    {
        var server = await ActiveDirectory.RequireAsync();
        await using var connection = await ConnectAsync(server, SambaSeed.ReaderUpn, SambaSeed.Password);

        var refused = await connection.SearchAsync(Request(default, DirSyncOptions.None)).ReadToEndAsync();
        var (entries, _) = await ReadAsync(connection, default, DirSyncOptions.ObjectSecurity);

        refused.Result.Code.ShouldBe(LdapResultCode.InsufficientAccessRights);
        entries.ShouldContain(entry => entry.Dn == SambaSeed.PersonDn(1));
        entries.ShouldNotContain(entry => entry.Dn.Contains("OU=Hidden", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Cookie_that_is_none_is_refused()
    {
        var server = await ActiveDirectory.RequireAsync();
        await using var connection = await ConnectAsync(server, SambaSeed.AdministratorUpn, SambaSeed.AdministratorPassword);

        var response = await connection.SearchAsync(Request("nonsense"u8.ToArray(), DirSyncOptions.None)).ReadToEndAsync();

        response.Result.IsSuccess.ShouldBeFalse();
    }

    private static async Task<(List<LdapEntry> Entries, ReadOnlyMemory<byte> Cookie)> ReadAsync(
        LdapConnection connection, ReadOnlyMemory<byte> cookie, DirSyncOptions options)
    {
        var entries = new List<LdapEntry>();
        while (true)
        {
            var response = await connection.SearchAsync(Request(cookie, options)).ReadToEndAsync();
            response.Result.Code.ShouldBe(LdapResultCode.Success);
            entries.AddRange(response.Entries);
            var control = DirSyncResponseControl.Find(response.Result.Controls)!;
            cookie = control.Cookie;
            if (!control.HasMore) return (entries, cookie);
        }
    }

    private static LdapSearchRequest Request(ReadOnlyMemory<byte> cookie, DirSyncOptions options) => new()
    {
        BaseDn = SambaSeed.BaseDn,
        Controls = [new DirSyncControl(cookie, options)],
    };

    private static async Task<LdapConnection> ConnectAsync(SambaServer server, string account, string password)
    {
        var connection = await LdapConnection.ConnectAsync(server.Options());
        await connection.BindAsync(LdapCredential.Simple(account, password));
        return connection;
    }
}
