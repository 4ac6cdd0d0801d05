using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Incremental;

namespace LdapVendorSync.Core.Tests.Sync.Incremental;

public sealed class KeptContentTests
{
    private static readonly GroupMember Person = new()
    {
        Id = "11111111-1111-1111-1111-111111111111",
        UserName = "zo\u00eb",
        Email = "zoe@example.test",
        FirstName = "Zo\u00eb",
        LastName = "\u738b ",
        DisplayName = string.Empty,
        Enabled = false,
        AccountState = AccountState.Expired,
        AccountStateUntil = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero),
        DistinguishedName = "cn=Zo\u00eb\\2C ,dc=example,dc=test",
        GroupPath = ["cn=a,dc=example,dc=test", "cn=b,dc=example,dc=test"],
        Attributes = new Dictionary<string, IReadOnlyList<string>> { ["title"] = ["b", "a"], ["empty"] = [] },
    };

    private static readonly KeptContent Content = new()
    {
        GroupId = "22222222-2222-2222-2222-222222222222",
        FilteredOut = 3,
        NonPeople = [new NonPersonMembers(NonPersonKind.Contact, 2, ["Jane Ext", "Joe Ext"])],
        Groups = [new ReadGroup("cn=g,dc=example,dc=test", "22222222-2222-2222-2222-222222222222")],
        Members = [Person, new GroupMember { Id = "33333333-3333-3333-3333-333333333333" }],
    };

    [Fact]
    public async Task Read_is_given_again_with_all_that_it_said()
    {
        var (hash, body) = KeptContentFormat.Write(Content);
        var until = DateTimeOffset.UnixEpoch.AddDays(2);
        var kept = new KeptRead("g", true, DateTimeOffset.UnixEpoch, until, hash);

        var read = KeptContentFormat.Read(hash, body)!.ToRead("hr", kept, CancellationToken.None);
        var content = await GroupContent.ReadAsync(read, null, CancellationToken.None);

        content.Completeness.ShouldBe(Completeness.Complete);
        read.GroupId.ShouldBe(Content.GroupId);
        read.GroupDistinguishedName.ShouldBe("cn=g,dc=example,dc=test");
        read.FilteredOut.ShouldBe(3);
        read.NonPeople.Single().Names.ShouldBe(["Jane Ext", "Joe Ext"]);
        read.ValidUntil.ShouldBe(until);
        read.UnchangedSince.ShouldBe(DateTimeOffset.UnixEpoch);
        var person = content.Members[0];
        person.Read.ShouldBeSameAs(read);
        person.GroupPath.ShouldBe(Person.GroupPath);
        person.Attributes["TITLE"].ShouldBe(["b", "a"]);
        person.Attributes["empty"].ShouldBeEmpty();
        var same = person with { Read = null, GroupPath = Person.GroupPath, Attributes = Person.Attributes };
        same.ShouldBe(Person);
        content.Members[1].ShouldSatisfyAllConditions(
            member => member.UserName.ShouldBeNull(), member => member.Enabled.ShouldBeNull(), member => member.Attributes.ShouldBeEmpty());
    }

    [Fact]
    public void Same_content_has_the_same_hash() =>
        KeptContentFormat.Write(Content).Hash.ShouldBe(KeptContentFormat.Write(Content with { Members = [.. Content.Members] }).Hash);

    [Fact]
    public void Damaged_content_is_none()
    {
        var (hash, body) = KeptContentFormat.Write(Content);

        for (var i = 0; i < body.Length; i++)
        {
            byte[] damaged = [.. body];
            damaged[i] ^= 0x10;
            if (KeptContentFormat.Read(hash, damaged) is { } content)
                KeptContentFormat.Write(content).Hash.ShouldBe(hash);
        }

        KeptContentFormat.Read(hash, body[..(body.Length / 2)]).ShouldBeNull();
        KeptContentFormat.Read("00", body).ShouldBeNull();
        KeptContentFormat.Read(hash, []).ShouldBeNull();
    }
}
