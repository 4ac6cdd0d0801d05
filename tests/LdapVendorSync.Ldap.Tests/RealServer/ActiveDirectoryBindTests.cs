using System.Globalization;
using LdapVendorSync.Fixtures.Samba;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Tests.RealServer;

/// <summary>Simple binds to a real domain controller.</summary>
public sealed class ActiveDirectoryBindTests
{
    [SkippableTheory]
    [InlineData(LdapSecurity.Ldaps)]
    [InlineData(LdapSecurity.StartTls)]
    public async Task User_principal_name_is_a_name_to_bind_with(LdapSecurity security)
    {
        var samba = await ActiveDirectory.RequireAsync();
        await using var connection = await LdapConnection.ConnectAsync(samba.Options(security));

        await connection.BindAsync(LdapCredential.Simple(SambaSeed.ReaderUpn, SambaSeed.Password));

        // Whom nobody knows may not read it
        var domain = await connection.SearchAsync(LdapSearchRequest.ForEntry(SambaSeed.BaseDn, "dc")).ReadToEndAsync();
        domain.Entries.ShouldHaveSingleItem();
    }

    [SkippableTheory]
    [InlineData("disabled", "533", "the account is disabled")]
    [InlineData("pwd-expired", "532", "the password has expired")]
    [InlineData("expired", "701", "the account has expired")]
    [InlineData("must-change", "773", "the password must be changed before the first use")]
    [InlineData("locked", "775", "the account is locked out")]
    public async Task Account_that_may_not_log_on_is_told_apart(string account, string code, string meaning)
    {
        var samba = await ActiveDirectory.RequireAsync();
        await using var connection = await LdapConnection.ConnectAsync(samba.Options());

        var refused = await Should.ThrowAsync<LdapResultException>(
            () => connection.BindAsync(LdapCredential.Simple($"{account}@ad.test", SambaSeed.Password)));

        refused.Code.ShouldBe(LdapResultCode.InvalidCredentials);
        refused.Message.ShouldContain(meaning);
        var number = int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        ActiveDirectoryLogonFailure.Find(refused.Result.DiagnosticMessage)!.Code.ShouldBe(number);
    }

    [SkippableFact]
    public async Task Wrong_password_is_one_attempt()
    {
        var samba = await ActiveDirectory.RequireAsync();
        await using var connection = await LdapConnection.ConnectAsync(samba.Options());

        var refused = await Should.ThrowAsync<LdapResultException>(
            () => connection.BindAsync(LdapCredential.Simple("wrong1@ad.test", "not the password")));

        refused.Message.ShouldContain("the user name or the password is wrong");
        refused.Message.ShouldNotContain("not the password");
        (await BadPasswordsAsync(samba, "wrong1")).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Password_in_the_clear_is_refused_and_the_way_out_is_named()
    {
        var samba = await ActiveDirectory.RequireAsync();
        await using var connection = await LdapConnection.ConnectAsync(samba.Options(LdapSecurity.None));

        var refused = await Should.ThrowAsync<LdapResultException>(
            () => connection.BindAsync(LdapCredential.Simple(SambaSeed.ReaderUpn, SambaSeed.Password)));

        refused.Code.ShouldBe(LdapResultCode.StrongerAuthRequired);
        refused.Message.ShouldContain("Transport encryption required");
        refused.Message.ShouldContain("Use StartTLS or LDAPS");
    }

    internal static async Task<int> BadPasswordsAsync(SambaServer samba, string account)
    {
        var entry = await samba.LdapSearchAsync("-b", SambaSeed.BaseDn, $"(sAMAccountName={account})", "badPwdCount");
        var line = entry.Split('\n').Single(text => text.StartsWith("badPwdCount: ", StringComparison.Ordinal));
        return int.Parse(line["badPwdCount: ".Length..], CultureInfo.InvariantCulture);
    }
}
