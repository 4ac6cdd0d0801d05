using System.Net;
using System.Net.Sockets;

namespace LdapVendorSync.Cli.Tests.Chaos.Faults;

/// <summary>The mail server is down, silent, or refuses. Never changes how a run ends.</summary>
internal sealed class MailFault : ChaosFault
{
    private readonly Kind _kind;

    private MailFault(Kind kind) => _kind = kind;

    private enum Kind
    {
        Down,
        Silent,
        Refuses,
        Busy,
    }

    /// <inheritdoc />
    public override bool NeedsProcess => true;

    /// <inheritdoc />
    public override IReadOnlyCollection<int> ExitCodes { get; } = [0];

    /// <summary>One of the ways.</summary>
    public static ChaosFault Create(Random random, ChaosWorld world) => new MailFault((Kind)random.Next(4));

    /// <inheritdoc />
    public override async Task<RunResult> RunAsync(ChaosWorld world, RunSettings settings)
    {
        Strike();
        // It accepts connections into its backlog, and never says a word.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        if (_kind == Kind.Down)
            silent.Stop();
        return await world.RunAsync(_kind switch
        {
            Kind.Refuses => settings with { Recipient = "bounce@example.test" },
            Kind.Busy => settings with { Recipient = "busyforever@example.test" },
            _ => settings with { MailPort = port },
        });
    }

    /// <inheritdoc />
    public override string ToString() => $"mail server {_kind}";
}
