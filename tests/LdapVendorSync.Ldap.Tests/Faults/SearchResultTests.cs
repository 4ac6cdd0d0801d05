using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Tests.Faults;

public sealed class SearchResultTests
{
    [Theory]
    [InlineData(LdapResultCode.TimeLimitExceeded)]
    [InlineData(LdapResultCode.SizeLimitExceeded)]
    [InlineData(LdapResultCode.AdminLimitExceeded)]
    [InlineData(LdapResultCode.Busy)]
    [InlineData(LdapResultCode.SyncRefreshRequired)]
    [InlineData((LdapResultCode)16654)]
    public async Task Result_other_than_success_is_kept_with_the_entries_before_it(LdapResultCode code)
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var search = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.Entry(search.MessageId, "cn=1"));
            await connection.SendAsync(LdapPeerMessage.Result(search.MessageId, 5, (int)code, "dc=test", "so it is"));
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));

        var response = await connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync().WaitAsync(PeerOptions.HangLimit);

        response.Entries.ShouldHaveSingleItem().Dn.ShouldBe("cn=1");
        response.Result.Code.ShouldBe(code);
        response.Result.MatchedDn.ShouldBe("dc=test");
        response.Result.ToString().ShouldEndWith($"({(int)code}), matched \"dc=test\": so it is");
    }

    [Fact]
    public async Task References_and_referrals_are_kept()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var search = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.Reference(search.MessageId, "ldap://a/dc=a", "ldap://b/dc=a"));
            await connection.SendAsync(LdapPeerMessage.SearchDone(search.MessageId, 10, "elsewhere", null, "ldap://c/dc=c"));
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));

        var response = await connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync().WaitAsync(PeerOptions.HangLimit);

        response.References.ShouldHaveSingleItem().Uris.ShouldBe(["ldap://a/dc=a", "ldap://b/dc=a"]);
        response.Result.Code.ShouldBe(LdapResultCode.Referral);
        response.Result.Referrals.ShouldBe(["ldap://c/dc=c"]);
        response.Result.ToString().ShouldBe("referral (10), referred to ldap://c/dc=c: elsewhere");
    }

    [Fact]
    public async Task Range_of_values_can_be_told_from_all_values()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var search = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.Entry(
                search.MessageId, "cn=g", ("member", []), ("member;range=0-1", ["cn=a", "cn=b"]), ("Member;Range=2-*", ["cn=c"])));
            await connection.SendAsync(LdapPeerMessage.SearchDone(search.MessageId));
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));

        var entry = (await connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync()).Entries[0];

        var members = entry.OfType("MEMBER").ToList();
        members.Select(attribute => attribute.Description.Range).ShouldBe([null, new AttributeRange(0, 1), new AttributeRange(2, null)]);
        members.Select(attribute => attribute.Description.Range?.IsLast).ShouldBe([null, false, true]);
        entry["member;range=0-1"]!.GetStrings().ShouldBe(["cn=a", "cn=b"]);
        entry["member"]!.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Intermediate_response_is_handed_on()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var search = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.Intermediate(search.MessageId, "1.3.6.1.4.1.4203.1.9.1.4", [1, 2, 3]));
            await connection.SendAsync(LdapPeerMessage.SearchDone(search.MessageId));
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));
        var items = new List<LdapSearchItem>();

        await foreach (var item in connection.SearchAsync(PeerOptions.AnySearch)) items.Add(item);

        var intermediate = items.ShouldHaveSingleItem().ShouldBeOfType<LdapIntermediateResponse>();
        intermediate.Name.ShouldBe("1.3.6.1.4.1.4203.1.9.1.4");
        intermediate.Value.ToArray().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Search_can_be_enumerated_once()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
            await connection.SendAsync(LdapPeerMessage.SearchDone((await connection.ReceiveAsync()).MessageId)));
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));
        var search = connection.SearchAsync(PeerOptions.AnySearch);
        await search.ReadToEndAsync();

        await Should.ThrowAsync<InvalidOperationException>(() => search.ReadToEndAsync());
    }

    [Fact]
    public async Task Leaving_or_cancelling_a_search_sends_abandon_and_late_answers_are_ignored()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var first = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.Entry(first.MessageId, "cn=1"));
            await connection.ReceiveAsync();
            var second = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.Entry(second.MessageId, "cn=2"));
            await connection.ReceiveAsync();
            await connection.SendAsync(
                [.. LdapPeerMessage.Entry(first.MessageId, "cn=late"), .. LdapPeerMessage.SearchDone(second.MessageId)]);
            var third = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.SearchDone(third.MessageId));
            await connection.BeSilentAsync();
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));
        using var cancelled = new CancellationTokenSource();

        await foreach (var item in connection.SearchAsync(PeerOptions.AnySearch)) break;
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in connection.SearchAsync(PeerOptions.AnySearch, cancelled.Token)) await cancelled.CancelAsync();
        });
        var third = await connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync().WaitAsync(PeerOptions.HangLimit);

        third.Entries.ShouldBeEmpty();
        var abandoned = peer.Requests.Where(request => request.Operation == LdapPeerRequest.Abandon).Select(request => request.AbandonedId);
        abandoned.ShouldBe(
            peer.Requests.Where(request => request.Operation == LdapPeerRequest.Search).Take(2).Select(request => request.MessageId));
    }

    [Fact]
    public async Task Cancelled_search_yields_nothing_more_of_what_came_together_and_sends_abandon()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var search = await connection.ReceiveAsync();
            await connection.SendAsync(
                [.. LdapPeerMessage.Entry(search.MessageId, "cn=1"), .. LdapPeerMessage.Entry(search.MessageId, "cn=2")]);
            await connection.BeSilentAsync();
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));
        using var cancelled = new CancellationTokenSource();
        var names = new List<string>();

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in connection.SearchAsync(PeerOptions.AnySearch).WithCancellation(cancelled.Token))
            {
                names.Add(item.ToString()!);
                await cancelled.CancelAsync();
            }
        });

        names.ShouldBe(["cn=1"]);
        await Eventually.BeTrueAsync(() => peer.Requests.Any(request => request.Operation == LdapPeerRequest.Abandon));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Search_that_is_left_with_a_full_queue_holds_up_no_other(int queueLength)
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            while (true)
            {
                var request = await connection.ReceiveAsync();
                if (request.Operation != LdapPeerRequest.Search) continue;
                var entry = LdapPeerMessage.Entry(request.MessageId, "cn=1");
                byte[] entries = [.. Enumerable.Repeat(entry, 20).SelectMany(bytes => bytes)];
                await connection.SendAsync([.. entries, .. LdapPeerMessage.SearchDone(request.MessageId)]);
            }
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer) with { ReceiveQueueLength = queueLength });

        for (var i = 0; i < 200; i++)
        {
            await foreach (var item in connection.SearchAsync(PeerOptions.AnySearch)) break;
        }

        var whole = await connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync().WaitAsync(PeerOptions.HangLimit);
        whole.Entries.Count.ShouldBe(20);
    }

    [Fact]
    public async Task Entries_that_came_together_with_a_message_that_cannot_be_read_are_read_before_the_fault()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var search = await connection.ReceiveAsync();
            byte[] malformed = [0x30, 0x03, 0x02, 0x01, 0x01];
            await connection.SendAsync(
                [.. LdapPeerMessage.Entry(search.MessageId, "cn=1"), .. LdapPeerMessage.Entry(search.MessageId, "cn=2"), .. malformed]);
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));
        var names = new List<string>();

        await Should.ThrowAsync<LdapProtocolException>(async () =>
        {
            await foreach (var item in connection.SearchAsync(PeerOptions.AnySearch)) names.Add(item.ToString()!);
        });

        names.ShouldBe(["cn=1", "cn=2"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1024)]
    public async Task Batches_hold_what_the_search_yields_in_its_order(int queueLength)
    {
        const int entries = 500;
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var search = await connection.ReceiveAsync();
            for (var i = 0; i < entries; i++) await connection.SendAsync(LdapPeerMessage.Entry(search.MessageId, $"cn={i}"));
            await connection.SendAsync(LdapPeerMessage.Reference(search.MessageId, "ldap://elsewhere/dc=x"));
            await connection.SendAsync(LdapPeerMessage.SearchDone(search.MessageId));
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer) with { ReceiveQueueLength = queueLength });
        var search = connection.SearchAsync(PeerOptions.AnySearch);
        var batches = new List<IReadOnlyList<LdapSearchItem>>();

        await foreach (var items in search.ReadBatchesAsync()) batches.Add(items);

        batches.ShouldAllBe(batch => batch.Count > 0);
        var all = batches.SelectMany(batch => batch).ToList();
        all.Take(entries).Select(item => item.ToString()).ShouldBe(Enumerable.Range(0, entries).Select(i => $"cn={i}"));
        all.Skip(entries).ShouldHaveSingleItem().ShouldBeOfType<LdapSearchReference>();
        search.Result.IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Connection_stops_reading_while_a_search_is_not_read_and_loses_nothing()
    {
        const int entries = 100_000;
        var sent = 0;
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var search = await connection.ReceiveAsync();
            var entry = LdapPeerMessage.Entry(search.MessageId, "cn=" + new string('x', 1000));
            for (; sent < entries; sent++) await connection.SendAsync(entry);
            await connection.SendAsync(LdapPeerMessage.SearchDone(search.MessageId));
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer) with { ReceiveQueueLength = 16 });
        var read = 0;
        var sentWhilePaused = 0;

        await foreach (var item in connection.SearchAsync(PeerOptions.AnySearch))
        {
            if (++read != 1) continue;
            await Task.Delay(TimeSpan.FromMilliseconds(500));
            sentWhilePaused = Volatile.Read(ref sent);
        }

        read.ShouldBe(entries);
        sentWhilePaused.ShouldBeLessThan(entries / 2);
    }
}
