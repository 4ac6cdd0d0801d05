using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories;

namespace LdapVendorSync.Core.Tests.Sources;

public sealed class NonPersonEntryTests
{
    private const string Sid = "S-1-5-21-1-2-3-1104";

    private static readonly byte[] SidBytes =
        [1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0x50, 4, 0, 0];

    [Theory]
    [InlineData("msDS-GroupManagedServiceAccount", NonPersonKind.GroupManagedServiceAccount)]
    [InlineData("msDS-ManagedServiceAccount", NonPersonKind.ManagedServiceAccount)]
    [InlineData("server", NonPersonKind.Computer)]
    public void Service_account_is_more_than_a_computer(string special, NonPersonKind kind)
    {
        var entry = Entries.Make(
            ("objectClass", "person"), ("objectClass", "user"), ("objectClass", "computer"), ("objectClass", special), ("sAMAccountName", "sql$"));

        var found = NonPersonEntry.Of(entry)!;

        (found.Kind, found.Count, found.Names.Single()).ShouldBe((kind, 1, "sql$"));
    }

    [Theory]
    [InlineData(null, Sid)]
    [InlineData("", Sid)]
    [InlineData(Sid, Sid)]
    [InlineData("OTHER\\jane", Sid + ", OTHER\\jane")]
    public void Foreign_security_principal_is_named_by_its_sid_and_its_name_where_known(string? principalName, string expected)
    {
        var values = new List<DirectoryValues>
        {
            Entries.Values("objectClass", "foreignSecurityPrincipal"u8.ToArray()),
            Entries.Values("objectSid", SidBytes),
        };
        if (principalName is not null)
            values.Add(Entries.Values("msDS-PrincipalName", System.Text.Encoding.UTF8.GetBytes(principalName)));

        var found = NonPersonEntry.Of(Entries.MakeNamed($"cn={Sid},dc=x", values))!;

        (found.Kind, found.Names.Single()).ShouldBe((NonPersonKind.ForeignSecurityPrincipal, expected));
    }

    [Fact]
    public void Entry_that_may_not_be_read_any_further_is_named_by_its_dn() =>
        NonPersonEntry.Of(Entries.MakeNamed("cn=Jane,dc=x", ("objectClass", "CONTACT")))!.Names.ShouldBe(["cn=Jane,dc=x"]);

    [Fact]
    public void Person_whom_only_a_filter_leaves_out_is_none_of_them() =>
        NonPersonEntry.Of(Entries.Make(("objectClass", "person"), ("objectClass", "user"))).ShouldBeNull();
}
