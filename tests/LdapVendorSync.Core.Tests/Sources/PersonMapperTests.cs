using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Directories;

namespace LdapVendorSync.Core.Tests.Sources;

public sealed class PersonMapperTests
{
    [Fact]
    public void Mapper_shows_a_guid_in_its_usual_form()
    {
        var guid = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e");
        var entry = Entries.MakeNamed("cn=a,dc=x", [Entries.Values("objectGUID", guid.ToByteArray())]);

        Entries.Mapper().Map(entry).Id.ShouldBe("0f8fad5b-d9cb-469f-a165-70867728950e");
    }

    [Theory]
    [InlineData("010500000000000515000000A065CF7E784B9B5FE77C8770091C0100", "S-1-5-21-2127521184-1604012920-1887927527-72713")]
    [InlineData("010100000000000512000000", "S-1-5-18")]
    [InlineData("0100000000000001", "S-1-1")]
    [InlineData("01050000000000051500", "AQUAAAAAAAUVAA==")]
    [InlineData("020100000000000512000000", "AgEAAAAAAAUSAAAA")]
    [InlineData("", "")]
    public void Mapper_shows_a_sid_in_its_usual_form(string bytes, string expected)
    {
        var entry = Entries.MakeNamed("cn=a,dc=x", [Entries.Values("objectSid", Convert.FromHexString(bytes))]);

        Entries.Mapper(null, "objectSid").Map(entry).Attributes["objectSid"].ShouldBe([expected]);
    }

    [Fact]
    public void Mapper_shows_a_further_attribute_that_is_no_text_in_base64()
    {
        var entry = Entries.MakeNamed("cn=a,dc=x", [Entries.Values("jpegPhoto", [0xff, 0xd8], "a\0b"u8.ToArray())]);

        Entries.Mapper(null, "jpegPhoto").Map(entry).Attributes["jpegPhoto"].ShouldBe(["/9g=", "YQBi"]);
    }

    [Fact]
    public void Mapper_gives_nobody_a_user_name_of_bytes_that_are_no_text()
    {
        var entry = Entries.MakeNamed("cn=a,dc=x", [Entries.Values("uid", [0xff, 0xd8], "a\0b"u8.ToArray())]);

        Entries.Mapper().Map(entry).UserName.ShouldBeNull();
    }

    [Fact]
    public void Mapper_takes_of_several_values_the_one_that_names_the_entry()
    {
        var entry = Entries.MakeNamed("uid=New,dc=x", ("uid", "old"), ("uid", "new"));

        Entries.Mapper().Map(entry).UserName.ShouldBe("new");
    }

    [Fact]
    public void Mapper_takes_no_value_of_an_attribute_with_options_for_one_without()
    {
        var entry = Entries.Make(("cn;lang-de", "Deutsch"), ("cn", "English"), ("givenName;lang-ja", "太郎"));

        var member = Entries.Mapper(null, "givenName;lang-ja").Map(entry);
        (member.DisplayName, member.FirstName).ShouldBe(("English", null));
        member.Attributes["givenName;lang-ja"].ShouldBe(["太郎"]);
    }

    [Theory]
    [InlineData("SMTP:main@x.test", "main@x.test", "smtp:alias@x.test", "SMTP:main@x.test", "X400:c=US;a= ;p=X", "sip:main@x.test")]
    [InlineData("no primary address", null, "smtp:alias@x.test", "x500:/o=X", "Smtp:odd@x.test", "SMTP:")]
    [InlineData("two primary addresses", "a@x.test", "SMTP:b@x.test", "SMTP:a@x.test")]
    public void Mail_is_the_primary_proxy_address_where_there_is_no_mail(string why, string? expected, params string[] addresses)
    {
        var entry = Entries.Make([.. addresses.Select(address => ("proxyAddresses", address))]);

        Entries.Mapper().Map(entry).Email.ShouldBe(expected, why);
    }

    [Fact]
    public void Mail_wins_over_proxy_addresses()
    {
        var entry = Entries.Make(("proxyAddresses", "SMTP:main@x.test"), ("mail", "mail@x.test"));

        Entries.Mapper().Map(entry).Email.ShouldBe("mail@x.test");
        Entries.Mapper(new FieldSettings { Email = ["proxyAddresses", "mail"] }).Map(entry).Email.ShouldBe("main@x.test");
    }

    [Fact]
    public void Member_is_the_same_in_whatever_order_a_server_sends_the_values()
    {
        var texts =
            Gen.Elements("b@x.test", "B@x.test", "a@x.test", " a", "SMTP:z@x.test", "smtp:y@x.test", "ä", "SMTP:y@x.test", "", "c d");
        var names = Gen.Elements("mail", "proxyAddresses", "uid", "cn", "sn", "givenName", "entryUUID", "displayName");
        var values = Gen.Zip(names, texts).ListOf();

        Prop.ForAll(Arb.From(values), Arb.From(Gen.Choose(0, int.MaxValue)), (pairs, seed) =>
        {
            var sent = Entries.MakeNamed("cn=c d,dc=x", [.. pairs]);
            var shuffled = pairs.ToArray();
            new Random(seed).Shuffle(shuffled);
            var again = Entries.MakeNamed("cn=c d,dc=x", shuffled);

            var member = Entries.Mapper().Map(again);
            member.ShouldBe(Entries.Mapper().Map(sent) with { Attributes = member.Attributes });
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Mapper_keeps_a_very_long_value_and_spaces_at_both_ends()
    {
        var text = " " + new string('ä', 1 << 19) + " ";
        var entry = Entries.MakeNamed("cn=a,dc=x", [Entries.Values("displayName", Encoding.UTF8.GetBytes(text))]);

        Entries.Mapper().Map(entry).DisplayName.ShouldBe(text);
    }
}
