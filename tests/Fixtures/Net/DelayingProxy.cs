using System.Net.Sockets;

namespace LdapVendorSync.Fixtures.Net;

/// <summary>A TCP proxy on loopback behind which a server answers as over a network: after a round trip of some time.</summary>
public sealed class DelayingProxy(int serverPort, TimeSpan roundTrip) : LoopbackProxy(serverPort)
{
    private const int BufferBytes = 1024 * 1024;

    protected override Task PassAsync(int number, Socket client, Socket server)
    {
        server.NoDelay = true;
        client.NoDelay = true;
        return Task.WhenAny(PumpAsync(client, server, TimeSpan.Zero), PumpAsync(server, client, roundTrip));
    }

    // The whole round trip is spent on the way back; what arrives meanwhile goes together.
    private async Task PumpAsync(Socket from, Socket to, TimeSpan delay)
    {
        var buffer = new byte[BufferBytes];
        while (await from.ReceiveAsync(Memory<byte>.Empty, Stopped) == 0)
        {
            if (delay > TimeSpan.Zero)
                await Task.Delay(delay, Stopped);
            var count = await from.ReceiveAsync(buffer, Stopped);
            if (count == 0)
                return;
            await to.SendAsync(buffer.AsMemory(0, count), Stopped);
        }
    }
}
