using System.Net.Sockets;

namespace LdapVendorSync.Fixtures.Net;

/// <summary>A TCP proxy on loopback that cuts connections after so many bytes of the server's answers.</summary>
public sealed class CuttingProxy(int serverPort) : LoopbackProxy(serverPort)
{
    private long _answered;

    /// <summary>Every connection is cut once this many bytes of answers have passed it; <see langword="null"/> for never.</summary>
    public long? CutAfterBytes { get; set; }

    /// <summary>How many connections may be cut, from the first one on; <see langword="null"/> for all of them.</summary>
    public int? CutConnections { get; set; }

    /// <summary>Whether connections after those that were cut find nobody any more.</summary>
    public bool IsGoneThen { get; set; }

    /// <summary>How many bytes of answers have passed, over all connections.</summary>
    public long AnsweredBytes => Interlocked.Read(ref _answered);

    protected override bool IsPassed(int number) => IsCut(number) || !IsGoneThen;

    protected override async Task PassAsync(int number, Socket client, Socket server)
    {
        await Task.WhenAny(AskAsync(client, server), AnswerAsync(server, client, IsCut(number) ? CutAfterBytes : null));
        client.Close(0);
    }

    private bool IsCut(int number) => number <= (CutConnections ?? int.MaxValue);

    private async Task AskAsync(Socket client, Socket server)
    {
        var buffer = new byte[4096];
        while (await client.ReceiveAsync(buffer, Stopped) is > 0 and var count)
            await server.SendAsync(buffer.AsMemory(0, count), Stopped);
    }

    private async Task AnswerAsync(Socket server, Socket client, long? cutAfter)
    {
        var buffer = new byte[4096];
        var passed = 0L;
        while (await server.ReceiveAsync(buffer, Stopped) is > 0 and var count)
        {
            var allowed = (int)Math.Min(count, (cutAfter ?? long.MaxValue) - passed);
            await client.SendAsync(buffer.AsMemory(0, allowed), Stopped);
            passed += allowed;
            Interlocked.Add(ref _answered, allowed);
            if (allowed < count)
                return;
        }
    }
}
