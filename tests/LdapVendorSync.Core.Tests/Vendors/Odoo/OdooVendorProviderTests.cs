using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Odoo;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Postgres;

namespace LdapVendorSync.Core.Tests.Vendors.Odoo;

/// <summary>Against a real PostgreSQL with the tables of each version of Odoo, as the least-privileged account.</summary>
public sealed class OdooVendorProviderTests(OdooServer server) : IClassFixture<OdooServer>
{
    private const int People = 2500;

    public static TheoryData<int> Versions => [14, 16, 17, 18, 19];

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    public async Task Members_are_those_of_the_group_and_of_all_that_imply_it(int version)
    {
        await using var odoo = await OdooServer.ConnectAsync(await server.SettingsAsync(version));

        (await LoginsAsync(odoo, "sales_team.group_sale_manager")).ShouldBe(Logins(i => i % 10 == 0));
        (await LoginsAsync(odoo, "sales_team.group_sale_salesman")).ShouldBe(Logins(i => i % 10 == 0 || i % 3 == 0));
        // Everybody, and the administrator by way of the settings group; OdooBot and templates are no people.
        (await LoginsAsync(odoo, "base.group_user")).ShouldBe(["admin", .. Logins(_ => true)]);
    }

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    public async Task Read_is_proved_complete_and_tells_what_is_known_of_people(int version)
    {
        await using var odoo = await OdooServer.ConnectAsync(await server.SettingsAsync(version));

        var read = await ReadAsync(odoo, "base.group_user");
        var members = read.Members.ToDictionary(member => member.UserName!);

        read.Read.Completeness.ShouldBe(Completeness.Complete);
        read.Read.FilteredOut.ShouldBe(2);
        members["u00005"].DisplayName.ShouldBe("Zoë Straße");
        members["u00005"].Email.ShouldBe("u00005@example.test");
        members["u00005"].Enabled.ShouldBe(true);
        members["u00049"].Enabled.ShouldBe(false);
        members["u00007"].Email.ShouldBeNull();
        members["u00008"].Email.ShouldBeNull();
        members["u00005"].GetValue("share").ShouldBe("false");
        members["u00005"].GetValue("writeDate").ShouldBe("2026-01-02T03:04:05Z");
        members["u00001"].GetValue("direct").ShouldBe("true");
        // Up to 18 Odoo itself lists who is in by another group.
        members["u00003"].GetValue("direct").ShouldBe(version < 19 ? "true" : "false");
    }

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    public async Task Groups_are_found_by_xml_id_and_by_name_with_category_and_language(int version)
    {
        await using var odoo = await OdooServer.ConnectAsync(await server.SettingsAsync(version));
        var isTranslated = version >= 16;

        (await FindAsync("sales_team.group_sale_salesman")).ShouldBe("2");
        (await FindAsync("my_module.group_boss")).ShouldBe("3");
        (await FindAsync("user: own documents ")).ShouldBe("2");
        (await FindAsync("Sales / Administrator")).ShouldBe("3");
        (await FindAsync("Accounting / Administrator")).ShouldBe("5");
        (await FindAsync("Utilisateur")).ShouldBe(isTranslated ? "2" : null);
        (await FindAsync("Ventes / Administrateur")).ShouldBe(isTranslated ? "3" : null);
        (await FindAsync("COMPTABILITÉ")).ShouldBe("8");
        (await FindAsync("Sales / Sales Team / Administrator")).ShouldBe(version >= 19 ? "3" : null);
        (await FindAsync("Sales Team / Administrator")).ShouldBe(version >= 19 ? "3" : null);
        (await FindAsync("9")).ShouldBe("9");
        (await FindAsync("base.nothing")).ShouldBeNull();
        (await FindAsync("' OR true --")).ShouldBeNull();

        var error = await Should.ThrowAsync<VendorException>(() => FindAsync("Administrator"));
        error.Failure.ShouldBe(VendorFailure.Ambiguous);
        error.Message.ShouldContain("'sales_team.group_sale_manager'");

        async Task<string?> FindAsync(string name) => (await odoo.FindGroupAsync(name, CancellationToken.None))?.Id;
    }

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    public async Task Everything_can_be_listed(int version)
    {
        await using var odoo = await OdooServer.ConnectAsync(await server.SettingsAsync(version));

        var groups = await odoo.ListGroupsAsync(CancellationToken.None).ToListAsync();
        var users = await odoo.ListUsersAsync(CancellationToken.None).ToListAsync();

        groups.Select(group => group.Name).ShouldBe(
            [
                "base.group_user", "sales_team.group_sale_salesman", "sales_team.group_sale_manager", "base.group_system",
                version >= 19 ? "Accounting / Invoicing / Administrator" : "Accounting / Administrator", "Circle A", "Circle B",
                version >= 19 ? "Accounting / Invoicing / Comptabilité" : "Accounting / Comptabilité", "Nobody",
            ]);
        users.Count.ShouldBe(People + 1);
    }

    [SkippableFact]
    public async Task Empty_group_and_groups_that_imply_each_other_are_read_to_their_end()
    {
        await using var odoo = await OdooServer.ConnectAsync(await server.SettingsAsync(19));

        var empty = await ReadAsync(odoo, "Nobody");
        empty.Members.ShouldBeEmpty();
        empty.Read.Completeness.ShouldBe(Completeness.Complete);
        (await LoginsAsync(odoo, "Circle A")).ShouldBe(["u00000", "u00001"]);
        (await LoginsAsync(odoo, "Circle B")).ShouldBe(["u00000", "u00001"]);
    }

    [SkippableFact]
    public async Task Accounts_of_odoo_itself_count_where_the_settings_say_so()
    {
        var settings = OdooServer.With(await server.SettingsAsync(17), odoo => odoo with { SystemUsers = true });
        await using var odoo = await OdooServer.ConnectAsync(settings);

        (await LoginsAsync(odoo, "base.group_system")).ShouldBe(["__system__", "admin"]);
    }

    [SkippableFact]
    public async Task Users_are_found_by_any_key_without_regard_to_case()
    {
        await using var odoo = await OdooServer.ConnectAsync(await server.SettingsAsync(17));

        (await FindAsync("userName", "U00012")).ShouldBe("u00012");
        (await FindAsync("email", " u00013@EXAMPLE.test ")).ShouldBe("u00013");
        (await FindAsync("displayName", "ZOË straße")).ShouldBe("u00005");
        (await FindAsync("id", "11")).ShouldBe("u00000");
        (await FindAsync("userName", "nobody")).ShouldBeNull();
        (await FindAsync("costCenter", "7")).ShouldBeNull();
        (await Should.ThrowAsync<VendorException>(() => FindAsync("email", "u00006@example.test"))).Failure.ShouldBe(VendorFailure.Ambiguous);

        async Task<string?> FindAsync(string attribute, string value) =>
            (await odoo.FindUserAsync(MatchKey.Create(attribute, value)!.Value, CancellationToken.None))?.UserName;
    }

    [SkippableFact]
    public async Task Nothing_is_written()
    {
        await using var odoo = await OdooServer.ConnectAsync(await server.SettingsAsync(17));
        var (group, user) = (new VendorGroup("1", "base.group_user"), new GroupMember { Id = "11" });

        odoo.Capabilities.ChangeMemberships.ShouldBeFalse();
        odoo.Capabilities.CreateUsers.ShouldBeFalse();
        odoo.Capabilities.UpdateUsers.ShouldBeFalse();
        Func<Task>[] writes =
        [
            () => odoo.AddGroupMemberAsync(group, user, CancellationToken.None),
            () => odoo.RemoveGroupMemberAsync(group, user, CancellationToken.None),
            () => odoo.CreateUserAsync(user, CancellationToken.None),
            () => odoo.UpdateUserAsync(user, [], CancellationToken.None),
            () => odoo.SetUserEnabledAsync(user, false, CancellationToken.None),
            () => odoo.DeleteUserAsync(user, CancellationToken.None),
            () => odoo.CreateGroupAsync("x", CancellationToken.None),
        ];
        foreach (var write in writes)
        {
            var error = await Should.ThrowAsync<VendorException>(write);
            error.Failure.ShouldBe(VendorFailure.Unsupported);
            error.NotSent.ShouldBeTrue();
            error.Message.ShouldContain("read only");
        }
    }

    [SkippableFact]
    public async Task Members_are_those_of_one_moment_however_slowly_they_are_read()
    {
        var settings = await server.SettingsAsync(16);
        await using var odoo = await OdooServer.ConnectAsync(settings);
        var group = await odoo.FindGroupAsync("base.group_user", CancellationToken.None);
        var read = odoo.ReadGroupMembers(group!, CancellationToken.None);
        var count = 0;

        await foreach (var member in read)
        {
            if (count++ == 0)
                await server.Postgres.RunSqlAsync("odoo16", "DELETE FROM res_groups_users_rel WHERE gid = 1 AND uid > 100");
        }

        count.ShouldBe(People + 1);
        read.Completeness.ShouldBe(Completeness.Complete);
    }

    [SkippableFact]
    public async Task Group_that_is_gone_when_it_is_read_is_a_failure_and_not_an_empty_group()
    {
        await using var odoo = await OdooServer.ConnectAsync(await server.SettingsAsync(18));

        var read = odoo.ReadGroupMembers(new VendorGroup("4711", "gone"), CancellationToken.None);
        (await read.ToListAsync()).ShouldBeEmpty();

        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
        read.Completeness.Reasons[0].Message.ShouldContain("the group 'gone' is gone");
    }

    [SkippableFact]
    public async Task Archived_group_is_told_where_groups_can_be_archived()
    {
        await server.SettingsAsync(17);
        var name = "archive";
        await server.Postgres.RunSqlAsync("postgres", $"CREATE DATABASE {name} TEMPLATE odoo17");
        await server.Postgres.RunSqlAsync(
            name, "ALTER TABLE res_groups ADD active boolean DEFAULT true; UPDATE res_groups SET active = id <> 3; GRANT SELECT (active) ON res_groups TO odoo_reader");
        await using var odoo = await OdooServer.ConnectAsync(OdooServer.Settings(server.Postgres, name));

        (await Should.ThrowAsync<VendorException>(() => odoo.FindGroupAsync("sales_team.group_sale_manager", CancellationToken.None)))
            .Message.ShouldContain("is archived in Odoo");
        (await odoo.FindGroupAsync("Administrator", CancellationToken.None))!.Id.ShouldBe("5");
    }

    [SkippableFact]
    public async Task Archived_group_gives_nobody_the_groups_that_it_implies()
    {
        await server.SettingsAsync(19);
        var name = "archived_implying";
        await server.Postgres.RunSqlAsync("postgres", $"CREATE DATABASE {name} TEMPLATE odoo19");
        await server.Postgres.RunSqlAsync(
            name, "ALTER TABLE res_groups ADD active boolean DEFAULT true; UPDATE res_groups SET active = id <> 3; GRANT SELECT (active) ON res_groups TO odoo_reader");
        await using var odoo = await OdooServer.ConnectAsync(OdooServer.Settings(server.Postgres, name));

        (await LoginsAsync(odoo, "sales_team.group_sale_salesman")).ShouldBe(Logins(i => i % 3 == 0 && i % 10 != 0));
    }

    [SkippableTheory]
    [InlineData("password", VendorFailure.Authentication, "refuses the account")]
    [InlineData("user", VendorFailure.Authentication, "refuses the account")]
    [InlineData("database", VendorFailure.Authentication, "has no such database; check odoo.database")]
    [InlineData("postgres", VendorFailure.Unsupported, "is not that of Odoo")]
    [InlineData("host", VendorFailure.Unavailable, "localhost:1")]
    [InlineData("trust", VendorFailure.Unavailable, "the server's certificate \"CN=localhost\" was not accepted")]
    [InlineData("plain", VendorFailure.Authentication, "no encryption")]
    public async Task Wrong_setting_is_told(string mistake, VendorFailure failure, string reason)
    {
        var settings = await server.SettingsAsync(17);
        var folder = Directory.CreateTempSubdirectory("lvs-odoo-").FullName;
        var other = Path.Combine(folder, "other.pem");
        await File.WriteAllTextAsync(other, TestPki.Shared.UnrelatedAuthority.ExportCertificatePem());
        settings = mistake switch
        {
            "password" => OdooServer.With(settings, odoo => odoo with { Password = new Secret("canary-wrong") }),
            "user" => OdooServer.With(settings, odoo => odoo with { Username = "somebody" }),
            "database" => OdooServer.With(settings, odoo => odoo with { Database = "elsewhere" }),
            "postgres" => OdooServer.With(settings, odoo => odoo with { Database = "postgres" }),
            "host" => OdooServer.With(settings, odoo => odoo with { Port = 1 }),
            "plain" => OdooServer.With(settings, odoo => odoo with { Tls = false }),
            _ => settings with { Truststore = new CertificateStoreSettings { File = other } },
        };
        using var log = new LogRecorder();

        var error = await Should.ThrowAsync<VendorException>(() => OdooServer.ConnectAsync(settings, log));

        error.Failure.ShouldBe(failure);
        error.Message.ShouldStartWith(mistake == "postgres" ? "The database" : "Odoo: cannot connect");
        error.Message.ShouldContain(reason);
        (error + log.All).ShouldNotContain("canary");
        Directory.Delete(folder, recursive: true);
    }

    [SkippableTheory]
    [InlineData("127.0.0.1", true)]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.2", false)]
    public async Task Certificate_must_name_the_host(string host, bool isGood)
    {
        Skip.IfNot(PostgresServer.MissingReason is null, PostgresServer.MissingReason);
        var settings = OdooServer.With(await server.SettingsAsync(17), odoo => odoo with { Host = host });

        if (isGood)
            await (await OdooServer.ConnectAsync(settings)).DisposeAsync();
        else
            (await Should.ThrowAsync<VendorException>(() => OdooServer.ConnectAsync(settings))).Message.ShouldContain("127.0.0.2");
    }

    [SkippableFact]
    public async Task Missing_rights_are_told_by_column()
    {
        await server.SettingsAsync(17);
        await server.Postgres.RunSqlAsync("postgres", "CREATE DATABASE rights TEMPLATE odoo17");
        await server.Postgres.RunSqlAsync("rights", "REVOKE SELECT (login) ON res_users FROM odoo_reader; REVOKE SELECT (write_date) ON res_users FROM odoo_reader");

        var error = await Should.ThrowAsync<VendorException>(() => OdooServer.ConnectAsync(OdooServer.Settings(server.Postgres, "rights")));

        error.Failure.ShouldBe(VendorFailure.Authentication);
        error.Message.ShouldContain("may not read res_users.login of");
        await server.Postgres.RunSqlAsync("rights", "GRANT SELECT (login) ON res_users TO odoo_reader");
        await using var odoo = await OdooServer.ConnectAsync(OdooServer.Settings(server.Postgres, "rights"));
        (await ReadAsync(odoo, "base.group_user")).Members[0].GetValue("writeDate").ShouldBeNull();
    }

    [SkippableFact]
    public async Task Policy_that_hides_rows_is_an_error_and_not_a_shorter_list()
    {
        await server.SettingsAsync(17);
        await server.Postgres.RunSqlAsync("postgres", "CREATE DATABASE policies TEMPLATE odoo17");
        await server.Postgres.RunSqlAsync(
            "policies", "ALTER TABLE res_users ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON res_users USING (id < 100)");
        await using var odoo = await OdooServer.ConnectAsync(OdooServer.Settings(server.Postgres, "policies"));

        var read = await ReadAsync(odoo, "base.group_user");

        read.Members.ShouldBeEmpty();
        read.Read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
        read.Read.Completeness.Reasons[0].Message.ShouldContain("row-level security");
    }

    private static string[] Logins(Func<int, bool> isIn) =>
        [.. Enumerable.Range(0, People).Where(isIn).Select(i => $"u{i:00000}")];

    private static async Task<List<string>> LoginsAsync(OdooVendorProvider odoo, string group)
    {
        var (read, members) = await ReadAsync(odoo, group);
        read.Completeness.ShouldBe(Completeness.Complete);
        return [.. members.Select(member => member.UserName!)];
    }

    private static async Task<(GroupRead Read, List<GroupMember> Members)> ReadAsync(OdooVendorProvider odoo, string name)
    {
        var group = await odoo.FindGroupAsync(name, CancellationToken.None);
        var read = odoo.ReadGroupMembers(group.ShouldNotBeNull(), CancellationToken.None);
        return (read, await read.ToListAsync());
    }
}
