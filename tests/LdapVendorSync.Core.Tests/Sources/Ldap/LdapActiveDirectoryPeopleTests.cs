using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Fixtures.Samba;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>What a real Active Directory domain controller says of people, and of members who are none.</summary>
public sealed class LdapActiveDirectoryPeopleTests
{
    [SkippableFact]
    public async Task Accounts_are_told_apart_by_their_state()
    {
        await using var source = await OpenAsync();

        var (members, _) = await source.ReadAllAsync(SambaSeed.SpecialDn);

        var people = members.ToDictionary(member => member.UserName!);
        (people["disabled"].AccountState, people["disabled"].Enabled).ShouldBe((AccountState.Disabled, false));
        (people["expired"].AccountState, people["expired"].Enabled).ShouldBe((AccountState.Expired, false));
        (people["locked"].AccountState, people["locked"].Enabled).ShouldBe((AccountState.Locked, true));
        (people["comma"].AccountState, people["comma"].Enabled).ShouldBe((AccountState.Active, true));
        people["expires-later"].AccountStateUntil!.Value.Year.ShouldBe(2100);
        people["proxy"].Email.ShouldBe("primary@ad.test");
        people["no-mail"].Email.ShouldBeNull();
        people.Values.ShouldAllBe(person => person.Id.Length == Guid.Empty.ToString().Length);
    }

    [SkippableFact]
    public async Task Contacts_computers_and_people_of_other_forests_are_no_members()
    {
        await using var source = await OpenAsync();

        var (members, read) = await source.ReadAllAsync(SambaSeed.MixedDn);

        members.ShouldHaveSingleItem().UserName.ShouldBe(SambaSeed.Account(3));
        read.FilteredOut.ShouldBe(3);
        NonPersonMembers.Describe("Mixed", read.NonPeople).ShouldBe(
            "3 members of 'Mixed' are no people and left out: 1 contact ('Contact Person'), 1 computer ('PC1$'), "
            + $"1 foreign security principal ('{SambaSeed.ForeignDn.Split(',')[0][3..]}').");
        read.Completeness!.HoldsNothing.ShouldBeTrue(read.Completeness.ToString());
    }

    private static async Task<Core.Sources.Ldap.LdapSource> OpenAsync()
    {
        var samba = await SambaServer.SharedAsync();
        Skip.If(samba is null, SambaServer.MissingReason);
        return LdapTesting.Open(samba!.Url, settings => settings with
        {
            BindDn = SambaSeed.ReaderUpn,
            BindPassword = new Secret(SambaSeed.Password),
            Truststore = new CertificateStoreSettings { File = samba.AuthorityFile },
        });
    }
}
