using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>By what servers are known that cannot be run here, and what follows for a person who has every id there is.</summary>
public sealed class DialectTests
{
    private const string Schema = "cn=schema";

    private static readonly (string, string[])[] Ids =
    [
        ("objectClass", ["top", "person"]), ("uid", ["ada"]), ("entryUUID", ["entry-uuid"]), ("nsUniqueId", ["ns-unique-id"]),
        ("ipaUniqueID", ["ipa-unique-id"]),
    ];

    [Theory]
    [InlineData("ns-unique-id", "vendorName=389 Project", "vendorVersion=389-Directory/2.4.5 B2024.017.0000")]
    [InlineData("ns-unique-id", "vendorName=Red Hat", "vendorVersion=Red Hat-Directory/8.2.11")]
    [InlineData("ipa-unique-id", "vendorName=389 Project", "vendorVersion=389-Directory/2.4.5", "ipaDomainLevel=1")]
    [InlineData("entry-uuid", "objectClass=OpenLDAProotDSE")]
    [InlineData("entry-uuid", "vendorName=Example", "vendorVersion=1")]
    public async Task Dialect_is_known_from_the_root_dse(string id, params string[] rootDse) =>
        (await ReadIdAsync(rootDse, [])).ShouldBe(id);

    [Theory]
    [InlineData("ns-unique-id", "( 2.16.840.1.113730.3.1.542 NAME 'nsUniqueId' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )")]
    [InlineData("ipa-unique-id", "( 1 NAME 'nsUniqueId' )", "( 2 NAME ( 'ipaUniqueID' 'ipaId' ) )")]
    [InlineData("entry-uuid", "( 2 NAME 'cn' DESC 'like nsUniqueId' )")]
    [InlineData("entry-uuid", "'", "NAME ''", "")]
    [InlineData("entry-uuid")]
    public async Task Dialect_is_known_from_the_schema_where_the_root_dse_does_not_tell(string id, params string[] types) =>
        (await ReadIdAsync([$"subschemaSubentry={Schema}"], types)).ShouldBe(id);

    [Theory]
    [InlineData(DirectoryDialect.DirectoryServer389, "ns-unique-id")]
    [InlineData(DirectoryDialect.FreeIpa, "ipa-unique-id")]
    [InlineData(DirectoryDialect.OpenLdap, "entry-uuid")]
    [InlineData(DirectoryDialect.Generic, "entry-uuid")]
    public async Task Dialect_of_the_settings_wins_over_what_the_server_says(DirectoryDialect dialect, string id) =>
        (await ReadIdAsync(["vendorName=389 Project", "ipaDomainLevel=1"], [], settings => settings with { Dialect = dialect }))
            .ShouldBe(id);

    [Fact]
    public async Task Field_of_the_settings_wins_over_the_dialect() =>
        (await ReadIdAsync(
            ["vendorName=389 Project"], [], settings => settings with { Fields = new FieldSettings { Id = ["uid"] } })).ShouldBe("ada");

    [Fact]
    public async Task Schema_is_not_read_where_the_root_dse_tells()
    {
        var directory = Create(["vendorName=389 Project", $"subschemaSubentry={Schema}"], []);
        await ReadIdAsync(directory, null);

        directory.Searches.ShouldNotContain(search => search.BaseDn == Schema);
        directory.Searches.ShouldAllBe(search => search.Attributes.Count > 0 && !search.Attributes.Contains("*"));
    }

    [Fact]
    public async Task Administrative_limit_of_389_makes_the_read_partial_and_removes_nobody()
    {
        const int adminLimitExceeded = 11;
        var directory = Create(["vendorName=389 Project"], [], search =>
            search.BaseDn == FakeDirectory.PersonDn(1) || search.Asked("cn").Any()
                ? [FakeDirectory.Done(search, adminLimitExceeded)]
                : null);
        await using var peer = directory.Start();
        await using var source = peer.Open();

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        members.ShouldBeEmpty();
        var reason = read.ShouldHaveOneReason();
        (reason.Kind, reason.Scope).ShouldBe((ReadReasonKind.LimitExceeded, HoldScope.Mapping));
    }

    private static Task<string> ReadIdAsync(string[] rootDse, string[] types, LdapTesting.Change? change = null) =>
        ReadIdAsync(Create(rootDse, types), change);

    private static async Task<string> ReadIdAsync(FakeDirectory directory, LdapTesting.Change? change)
    {
        await using var peer = directory.Start();
        await using var source = peer.Open(change);
        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);
        read.Completeness.ShouldBe(Completeness.Complete);
        return members.ShouldHaveSingleItem().Id;
    }

    private static FakeDirectory Create(
        string[] rootDse, string[] types, Func<FakeSearch, IReadOnlyList<byte[]>?>? answer = null) => FakeDirectory.WithPeople(0, search =>
        answer?.Invoke(search) ?? search switch
        {
            { BaseDn: "" } => [Entry(search, rootDse.Append($"namingContexts={FakeDirectory.Suffix}")), FakeDirectory.Done(search)],
            { BaseDn: Schema } =>
                [LdapPeerMessage.Entry(search.Id, Schema, ("attributeTypes", types)), FakeDirectory.Done(search)],
            { BaseDn: FakeDirectory.GroupDn, Assertions: [] } =>
            [
                LdapPeerMessage.Entry(
                    search.Id, FakeDirectory.GroupDn, ("objectClass", ["groupOfNames"]), ("member", [FakeDirectory.PersonDn(1)])),
                FakeDirectory.Done(search),
            ],
            _ when search.BaseDn == FakeDirectory.PersonDn(1) || search.Asked("distinguishedName").Contains(FakeDirectory.PersonDn(1)) =>
                [LdapPeerMessage.Entry(search.Id, FakeDirectory.PersonDn(1), Ids), FakeDirectory.Done(search)],
            _ => null,
        });

    private static byte[] Entry(FakeSearch search, IEnumerable<string> attributes) => LdapPeerMessage.Entry(search.Id, "", [.. attributes
        .Select(attribute => attribute.Split('=', 2))
        .GroupBy(parts => parts[0], parts => parts[1], StringComparer.Ordinal)
        .Select(values => (values.Key, values.ToArray()))]);
}
