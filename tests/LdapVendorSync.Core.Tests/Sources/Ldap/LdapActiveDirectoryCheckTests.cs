using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Samba;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>What a check tells of a real Active Directory domain controller, and of a clock that is wrong.</summary>
public sealed class LdapActiveDirectoryCheckTests
{
    [SkippableFact]
    public async Task Check_of_a_domain_controller_tells_clock_and_page_limit()
    {
        var samba = await SambaServer.SharedAsync();
        Skip.If(samba is null, SambaServer.MissingReason);
        await using var source = LdapTesting.Open(samba!.Url, settings => settings with
        {
            BindDn = SambaSeed.ReaderUpn,
            BindPassword = new Secret(SambaSeed.Password),
            Truststore = new CertificateStoreSettings { File = samba.AuthorityFile },
        });

        var steps = await source.TestAsync(default);

        steps.ShouldAllBe(step => step.Passed);
        steps.Select(step => step.Step).ShouldBe(
            ["DNS", "TCP", "TLS", "bind", "root DSE", "dialect", "clock", "base DN", "people", "groups", "page limit", "incremental"]);
        steps.Single(step => step.Step == "dialect").Message.ShouldContain("Active Directory");
        steps.Single(step => step.Step == "clock").Status.ShouldBe(CheckStatus.Passed);
        steps.Single(step => step.Step == "page limit").Message.ShouldContain("MaxPageSize");
    }

    [Fact]
    public async Task Check_warns_of_a_clock_that_kerberos_would_not_take()
    {
        var fake = FakeDirectory.WithPeople(3, search => search.BaseDn.Length > 0 ? null :
        [
            LdapPeerMessage.Entry(
                search.Id,
                string.Empty,
                ("namingContexts", [FakeDirectory.Suffix]),
                ("currentTime", [DateTime.UtcNow.AddMinutes(-7).ToString("yyyyMMddHHmmss'.0Z'", null)])),
            FakeDirectory.Done(search),
        ]);
        await using var peer = fake.Start();
        await using var source = peer.Open();

        var clock = (await source.TestAsync(default)).Single(step => step.Step == "clock");

        clock.Status.ShouldBe(CheckStatus.Warning);
        clock.Message.ShouldContain("differ by 4");
        clock.Hint!.ShouldContain("Kerberos");
    }
}
