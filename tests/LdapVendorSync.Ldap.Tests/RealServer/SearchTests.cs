using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Controls;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Ldap.Tests.RealServer;

[Collection(SharedSlapd.Name)]
public sealed class SearchTests(SlapdFixture slapd)
{
    private static readonly LdapSearchRequest AllPeople = new()
    {
        BaseDn = "ou=people," + DirectorySeed.Suffix,
        Filter = LdapFilter.Equality("objectClass", "inetOrgPerson"),
        Attributes = ["uid", "mail", "cn", "sn", "givenName"],
    };

    [SkippableFact]
    public async Task Paged_search_returns_all_of_ten_thousand_entries_once()
    {
        await using var connection = await slapd.ConnectAsync();

        var response = await connection.SearchPagedAsync(AllPeople, 500).ReadToEndAsync();

        response.Result.IsSuccess.ShouldBeTrue();
        response.Entries.Select(entry => entry.Dn).Distinct().Count().ShouldBe(10_000);
        response.References.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Entry_has_the_attributes_that_were_asked_for_as_text()
    {
        await using var connection = await slapd.ConnectAsync();

        var response = await connection.SearchAsync(AllPeople with { Filter = LdapFilter.Equality("uid", "u00008") }).ReadToEndAsync();

        var entry = response.Entries.ShouldHaveSingleItem();
        entry.Attributes.Select(attribute => attribute.Name).ShouldBe(["uid", "mail", "cn", "sn", "givenName"], ignoreOrder: true);
        entry.TryGetString("GIVENNAME", out var given).ShouldBeTrue();
        given.ShouldBe("Jo*n");
        entry.TryGetString("memberOf", out _).ShouldBeFalse();
    }

    [SkippableTheory]
    [InlineData("Jo*n")]
    [InlineData("Ann (temp)")]
    [InlineData("Back\\slash")]
    [InlineData("王")]
    [InlineData("José")]
    public async Task Value_with_special_characters_is_found_as_it_is(string given)
    {
        await using var connection = await slapd.ConnectAsync();
        var request = AllPeople with { Filter = LdapFilter.Equality("givenName", given) };

        var response = await connection.SearchPagedAsync(request, 400).ReadToEndAsync();

        response.Entries.Count.ShouldBe(1000);
    }

    [SkippableFact]
    public async Task Group_with_an_escaped_name_is_found_by_name_and_by_member_of()
    {
        await using var connection = await slapd.ConnectAsync();

        var group = await connection.SearchAsync(LdapSearchRequest.ForEntry(DirectorySeed.EscapedDn, "member")).ReadToEndAsync();
        var members = await connection.SearchAsync(
            AllPeople with { Filter = LdapFilter.Equality("memberOf", DirectorySeed.EscapedDn) }).ReadToEndAsync();

        var listed = group.Entries.ShouldHaveSingleItem()["member"]!.GetStrings().Select(DistinguishedName.Parse);
        listed.ShouldBe(members.Entries.Select(entry => DistinguishedName.Parse(entry.Dn)), ignoreOrder: true);
        DistinguishedName.Parse(group.Entries[0].Dn).ShouldBe(
            DistinguishedName.Parse(@"CN=Ops\, Night \+ Day, OU=Groups,DC=example,DC=test"));
    }

    [SkippableFact]
    public async Task Size_limit_of_the_server_is_reported_with_the_entries_that_came()
    {
        await using var connection = await LdapConnection.ConnectAsync(slapd.Options());
        await connection.BindAsync(LdapCredential.Simple(DirectorySeed.ReaderDn, DirectorySeed.Password));

        var response = await connection.SearchAsync(AllPeople).ReadToEndAsync();

        response.Result.Code.ShouldBe(LdapResultCode.SizeLimitExceeded);
        response.Entries.Count.ShouldBe(500);
    }

    [SkippableFact]
    public async Task Size_limit_of_the_request_is_reported_in_a_paged_search_too()
    {
        await using var connection = await slapd.ConnectAsync();

        var response = await connection.SearchPagedAsync(AllPeople with { SizeLimit = 150 }, 100).ReadToEndAsync();

        response.Result.Code.ShouldBe(LdapResultCode.SizeLimitExceeded);
        response.Entries.Count.ShouldBe(150);
    }

    [SkippableFact]
    public async Task Missing_base_is_reported_with_what_exists_of_it()
    {
        await using var connection = await slapd.ConnectAsync();
        var request = LdapSearchRequest.ForEntry("cn=none,ou=groups," + DirectorySeed.Suffix);

        var response = await connection.SearchAsync(request).ReadToEndAsync();

        response.Result.Code.ShouldBe(LdapResultCode.NoSuchObject);
        response.Result.MatchedDn.ShouldBe("ou=groups," + DirectorySeed.Suffix);
        response.Entries.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Malformed_base_is_the_servers_to_refuse()
    {
        await using var connection = await slapd.ConnectAsync();

        var response = await connection.SearchAsync(LdapSearchRequest.ForEntry("this is no name")).ReadToEndAsync();

        response.Result.Code.ShouldBe(LdapResultCode.InvalidDnSyntax);
    }

    [SkippableFact]
    public async Task Unknown_critical_control_is_refused_by_the_server()
    {
        await using var connection = await slapd.ConnectAsync();
        var request = LdapSearchRequest.ForEntry(DirectorySeed.Suffix) with { Controls = [new LdapControl("1.2.3.4.5", isCritical: true)] };

        var response = await connection.SearchAsync(request).ReadToEndAsync();

        response.Result.Code.ShouldBe(LdapResultCode.UnavailableCriticalExtension);
    }

    [SkippableFact]
    public async Task Request_that_cannot_be_meant_is_refused_before_it_is_sent()
    {
        await using var connection = await slapd.ConnectAsync();

        Should.Throw<ArgumentOutOfRangeException>(() => connection.SearchAsync(AllPeople with { SizeLimit = -1 }));
        Should.Throw<ArgumentOutOfRangeException>(() => connection.SearchAsync(AllPeople with { TimeLimit = TimeSpan.FromSeconds(-1) }));
        Should.Throw<ArgumentOutOfRangeException>(() => connection.SearchPagedAsync(AllPeople, 0));
    }

    [SkippableFact]
    public async Task Known_controls_are_accepted()
    {
        await using var connection = await slapd.ConnectAsync();
        var request = LdapSearchRequest.ForEntry(DirectorySeed.Suffix) with
        {
            Controls = [new ManageDsaITControl(true), new DomainScopeControl()],
        };

        var response = await connection.SearchAsync(request).ReadToEndAsync();

        response.Result.IsSuccess.ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Types_only_search_yields_attributes_without_values()
    {
        await using var connection = await slapd.ConnectAsync();

        var response = await connection.SearchAsync(
            LdapSearchRequest.ForEntry(DirectorySeed.PersonDn(1), "mail") with { TypesOnly = true }).ReadToEndAsync();

        var mail = response.Entries.ShouldHaveSingleItem()["mail"].ShouldNotBeNull();
        mail.Count.ShouldBe(0);
    }

    [SkippableFact]
    public async Task Group_of_ten_thousand_members_comes_in_one_entry()
    {
        await using var connection = await slapd.ConnectAsync();

        var response = await connection.SearchAsync(LdapSearchRequest.ForEntry(DirectorySeed.EveryoneDn, "member")).ReadToEndAsync();

        response.Entries[0]["member"]!.GetStrings().ToHashSet().Count.ShouldBe(10_000);
    }

    [SkippableFact]
    public async Task Hundred_searches_on_one_connection_each_get_their_own_answer()
    {
        await using var connection = await slapd.ConnectAsync();

        var tasks = Enumerable.Range(0, 100).Select(async number =>
        {
            var filter = LdapFilter.Equality("memberOf", DirectorySeed.TeamDn(number));
            var response = await connection.SearchAsync(AllPeople with { Filter = filter }).ReadToEndAsync();
            return (number, uids: response.Entries.Select(entry => entry.TryGetString("uid", out var uid) ? uid : null).ToList());
        });

        foreach (var (number, uids) in await Task.WhenAll(tasks))
        {
            uids.ShouldBe(Enumerable.Range(number * 50, 50).Select(DirectorySeed.Uid), ignoreOrder: true);
        }
    }

    [SkippableFact]
    public async Task Search_within_the_loop_over_another_one_does_not_lock_up()
    {
        await using var connection = await LdapConnection.ConnectAsync(slapd.Options() with { ReceiveQueueLength = 4 });
        await connection.BindAsync(LdapCredential.Simple(SlapdServer.AdminDn, SlapdServer.AdminPassword));
        var looked = 0;

        await foreach (var item in connection.SearchAsync(AllPeople))
        {
            if (looked++ >= 50) break;
            var request = LdapSearchRequest.ForEntry(((LdapEntry)item).Dn, LdapSearchRequest.NoAttributes);
            var again = await connection.SearchAsync(request).ReadToEndAsync();
            again.Entries.ShouldHaveSingleItem();
        }

        looked.ShouldBe(51);
    }

    [SkippableFact]
    public async Task Large_searches_with_readers_of_different_speed_share_a_connection()
    {
        await using var connection = await LdapConnection.ConnectAsync(slapd.Options() with { ReceiveQueueLength = 3 });
        await connection.BindAsync(LdapCredential.Simple(SlapdServer.AdminDn, SlapdServer.AdminPassword));

        var counts = await Task.WhenAll(Enumerable.Range(0, 12).Select(async number =>
        {
            var count = 0;
            await foreach (var item in connection.SearchAsync(AllPeople))
            {
                count++;
                if (count % (50 * (number + 1)) == 0) await Task.Delay(1);
                if (number % 3 == 0 && count == 2000) break;
            }

            return count;
        }));

        counts.ShouldBe(Enumerable.Range(0, 12).Select(number => number % 3 == 0 ? 2000 : 10_000));
    }

    [SkippableFact]
    public async Task Paged_searches_that_overlap_never_end_in_success_with_entries_missing()
    {
        await using var connection = await slapd.ConnectAsync();

        var responses = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(number => connection.SearchPagedAsync(AllPeople, 900 + number).ReadToEndAsync()));

        responses.ShouldAllBe(response => response.Entries.Count == 10_000 || !response.Result.IsSuccess);
    }

    [SkippableFact]
    public async Task Abandoned_search_leaves_the_connection_usable()
    {
        await using var connection = await slapd.ConnectAsync();
        await foreach (var item in connection.SearchAsync(AllPeople)) break;
        using var cancelled = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in connection.SearchAsync(AllPeople).WithCancellation(cancelled.Token)) await cancelled.CancelAsync();
        });

        (await connection.WhoAmIAsync()).ShouldBe("dn:" + SlapdServer.AdminDn);
        connection.Failure.ShouldBeNull();
    }

    [SkippableFact]
    public async Task Search_agrees_with_ldapsearch_in_every_value()
    {
        await using var connection = await slapd.ConnectAsync();
        var filter = LdapFilter.Parse("(|(uid=u0001*)(cn=*temp*)(&(givenName=Jo\\2an)(!(sn=Test8)))(cn:caseIgnoreMatch:=bob 6))");
        var ours = await connection.SearchPagedAsync(
            new LdapSearchRequest { BaseDn = DirectorySeed.Suffix, Filter = filter }, 300).ReadToEndAsync();

        var theirs = await slapd.Server.LdapSearchAsync("-b", DirectorySeed.Suffix, filter.ToString());

        var ourLines = ours.Entries.SelectMany(entry => entry.Attributes.SelectMany(
            attribute => attribute.Values.Select(value => $"{entry.Dn}|{attribute.Name}|{Convert.ToBase64String(value.Span)}")));
        ourLines.ShouldBe(LdifLines.Read(theirs), ignoreOrder: true);
        ours.Entries.Count.ShouldBeGreaterThan(2000);
    }
}
