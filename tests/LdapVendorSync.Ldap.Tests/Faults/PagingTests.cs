using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Tests.Faults;

public sealed class PagingTests
{
    [Fact]
    public async Task Pages_are_asked_for_until_the_cookie_is_empty_even_if_one_of_them_is()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            await AnswerPageAsync(connection, entries: 2, cookie: [1]);
            await AnswerPageAsync(connection, entries: 0, cookie: [2]);
            await AnswerPageAsync(connection, entries: 1, cookie: []);
            await connection.BeSilentAsync();
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));

        var response = await connection.SearchPagedAsync(PeerOptions.AnySearch, 2).ReadToEndAsync().WaitAsync(PeerOptions.HangLimit);

        response.Entries.Count.ShouldBe(3);
        response.Result.IsSuccess.ShouldBeTrue();
        peer.Requests.Count().ShouldBe(3);
    }

    [Fact]
    public async Task Same_cookie_with_progress_is_not_taken_for_a_loop()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            await AnswerPageAsync(connection, entries: 1, cookie: [7]);
            await AnswerPageAsync(connection, entries: 1, cookie: [7]);
            await AnswerPageAsync(connection, entries: 1, cookie: []);
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));

        var response = await connection.SearchPagedAsync(PeerOptions.AnySearch, 1).ReadToEndAsync().WaitAsync(PeerOptions.HangLimit);

        response.Entries.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Empty_page_with_the_cookie_of_the_page_before_ends_the_search()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            await AnswerPageAsync(connection, entries: 1, cookie: [7]);
            while (true) await AnswerPageAsync(connection, entries: 0, cookie: [7]);
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));

        var endless = await Should.ThrowAsync<LdapProtocolException>(
            () => connection.SearchPagedAsync(PeerOptions.AnySearch, 1).ReadToEndAsync().WaitAsync(PeerOptions.HangLimit));

        endless.Message.ShouldContain("repeats an empty page");
    }

    [Fact]
    public async Task Page_without_the_control_is_no_proof_of_the_end()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            await AnswerPageAsync(connection, entries: 1, cookie: [7]);
            await AnswerPageAsync(connection, entries: 1, cookie: null);
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));
        var search = connection.SearchPagedAsync(PeerOptions.AnySearch, 1);

        await Should.ThrowAsync<LdapProtocolException>(() => search.ReadToEndAsync().WaitAsync(PeerOptions.HangLimit));

        search.IsFinished.ShouldBeFalse();
    }

    [Fact]
    public async Task Result_other_than_success_on_a_page_ends_the_search_with_it()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            await AnswerPageAsync(connection, entries: 1, cookie: [7]);
            await AnswerPageAsync(connection, entries: 1, cookie: [8], code: LdapResultCode.UnwillingToPerform);
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));

        var response = await connection.SearchPagedAsync(PeerOptions.AnySearch, 1).ReadToEndAsync().WaitAsync(PeerOptions.HangLimit);

        response.Entries.Count.ShouldBe(2);
        response.Result.Code.ShouldBe(LdapResultCode.UnwillingToPerform);
    }

    private static async Task AnswerPageAsync(
        ScriptedLdapConnection connection, int entries, byte[]? cookie, LdapResultCode code = LdapResultCode.Success)
    {
        var search = await connection.ReceiveAsync();
        for (var i = 0; i < entries; i++) await connection.SendAsync(LdapPeerMessage.Entry(search.MessageId, $"cn={i}"));
        await connection.SendAsync(LdapPeerMessage.SearchDone(search.MessageId, (int)code, pagingCookie: cookie));
    }
}
