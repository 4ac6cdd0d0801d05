using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Tests.Faults;

public sealed class BindFaultTests
{
    private const string Password = "correct horse battery staple";

    [SkippableFact]
    public async Task Password_is_not_sent_unprotected_over_the_network_unless_that_is_allowed()
    {
        var address = OwnAddress();
        Skip.If(address is null, "this machine has no address but loopback");
        await using var peer = ScriptedLdapPeer.Start(connection => connection.AcceptBindAsync(), IPAddress.Any);
        var options = PeerOptions.Patient(peer) with { Host = address!.ToString() };
        await using var connection = await LdapConnection.ConnectAsync(options);
        await using var allowed = await LdapConnection.ConnectAsync(options with { AllowPlaintextPassword = true });

        var refused = await Should.ThrowAsync<LdapPlaintextPasswordException>(
            () => connection.BindAsync(LdapCredential.Simple("cn=x", Password)));
        peer.Requests.ShouldBeEmpty();
        await connection.BindAsync(LdapCredential.Anonymous);
        await allowed.BindAsync(LdapCredential.Simple("cn=x", Password));

        refused.Message.ShouldContain("Use StartTLS or LDAPS");
    }

    [Fact]
    public void Name_without_password_is_refused_as_servers_take_it_for_anonymous()
    {
        Should.Throw<ArgumentException>(() => LdapCredential.Simple("cn=x", string.Empty)).Message.ShouldContain("RFC 4513 section 5.1.2");
        Should.Throw<ArgumentException>(() => LdapCredential.Simple(string.Empty, Password));
    }

    [Fact]
    public async Task Refused_bind_says_why_without_the_password_and_is_sent_once()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var bind = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.BindResponse(
                bind.MessageId, 49, "80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data 775, v2580\0"));
            await connection.BeSilentAsync();
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));
        var credential = LdapCredential.Simple("cn=sync", Password);

        var refused = await Should.ThrowAsync<LdapResultException>(() => connection.BindAsync(credential));

        refused.Message.ShouldContain("refused the bind as cn=sync: invalidCredentials (49)");
        refused.Message.ShouldEndWith("(the account is locked out)");
        refused.ToString().ShouldNotContain(Password);
        credential.ToString()!.ShouldNotContain(Password);
        peer.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Refused_start_tls_says_why()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var request = await connection.ReceiveAsync();
            await connection.SendAsync(
                LdapPeerMessage.ExtendedResponse(request.MessageId, 2, diagnostic: "unsupported extended operation"));
            await connection.BeSilentAsync();
        });

        var refused = await Should.ThrowAsync<LdapResultException>(
            () => LdapConnection.ConnectAsync(PeerOptions.Patient(peer, LdapSecurity.StartTls)).WaitAsync(PeerOptions.HangLimit));

        refused.Message.ShouldEndWith("refused the StartTLS: protocolError (2): unsupported extended operation");
    }

    [Fact]
    public async Task Cancelled_bind_ends_the_connection_as_nobody_knows_who_it_is_then()
    {
        await using var peer = ScriptedLdapPeer.Start(connection => connection.BeSilentAsync());
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));
        using var cancelled = new CancellationTokenSource(PeerOptions.Limit);

        await Should.ThrowAsync<OperationCanceledException>(() => connection.BindAsync(LdapCredential.Anonymous, cancelled.Token));

        connection.Failure.ShouldBeOfType<LdapConnectionLostException>().Message.ShouldContain("given up");
    }

    [Theory]
    [InlineData("data 52e, v1db1", null)]
    [InlineData("80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data 52e, v3839", 0x52e)]
    [InlineData("80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data 533, v3839\0", 0x533)]
    [InlineData("80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data abc, v3839", 0xabc)]
    public void Sub_code_of_active_directory_is_read(string message, int? code) =>
        (ActiveDirectoryLogonFailure.Find(message)?.Code).ShouldBe(code);

    private static IPAddress? OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
}
