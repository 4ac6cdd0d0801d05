using System.Security.Cryptography.X509Certificates;
using LdapVendorSync.Ldap.Tls;

namespace LdapVendorSync.Ldap;

/// <summary>Where and how to connect, and how long to wait for what.</summary>
public sealed record LdapConnectionOptions
{
    private const int LdapPort = 389;
    private const int LdapsPort = 636;

    /// <summary>The host name or IP address. The server's certificate must be for this name.</summary>
    public required string Host { get; init; }

    /// <summary>The TCP port; null for 636 with LDAPS and 389 else.</summary>
    public int? Port { get; init; }

    /// <summary>How the connection is protected.</summary>
    public LdapSecurity Security { get; init; }

    /// <summary>The limit for looking up the name and opening the TCP connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The limit for the TLS handshake.</summary>
    public TimeSpan TlsHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The limit for the first answer to a request: StartTLS, bind, search and so on.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The limit for the silence between two answers to one request.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a connection may be idle before TCP probes whether the other side is still there.</summary>
    public TimeSpan TcpKeepAliveTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest message accepted from the server, in bytes.</summary>
    public int MaxMessageSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>How many received messages of one search wait for their reader before the connection stops reading.</summary>
    /// <remarks>It reads on when another operation of the same connection waits for an answer, so that a search within the loop over
    /// another one does not lock up.</remarks>
    public int ReceiveQueueLength { get; init; } = 1024;

    /// <summary>Judges the server's certificate; null for a <see cref="CertificateValidator"/> with the operating system's
    /// authorities.</summary>
    public RemoteCertificateValidator? CertificateValidator { get; init; }

    /// <summary>The certificate to present to a server that asks for one, with its private key.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The certificates of the issuers of <see cref="ClientCertificate"/>, sent with it for servers that know only the root.</summary>
    public X509Certificate2Collection ClientCertificateIssuers { get; init; } = [];

    /// <summary>Allows a password on a connection that is neither protected by TLS nor to this very machine.</summary>
    public bool AllowPlaintextPassword { get; init; }

    /// <summary>The clock for all time limits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The address these options lead to.</summary>
    public LdapEndpoint Endpoint => new(Host, Port ?? (Security == LdapSecurity.Ldaps ? LdapsPort : LdapPort), Security);

    internal RemoteCertificateValidator EffectiveCertificateValidator =>
        CertificateValidator ?? new CertificateValidator { TimeProvider = TimeProvider }.Validate;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Host);
        ArgumentOutOfRangeException.ThrowIfLessThan(Endpoint.Port, 1, nameof(Port));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Endpoint.Port, ushort.MaxValue, nameof(Port));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxMessageSize, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReceiveQueueLength, 1);
        RequirePositive(ConnectTimeout, nameof(ConnectTimeout));
        RequirePositive(TlsHandshakeTimeout, nameof(TlsHandshakeTimeout));
        RequirePositive(OperationTimeout, nameof(OperationTimeout));
        RequirePositive(SilenceTimeout, nameof(SilenceTimeout));
        RequirePositive(TcpKeepAliveTime, nameof(TcpKeepAliveTime));
    }

    private static void RequirePositive(TimeSpan value, string name)
    {
        if (value > TimeSpan.Zero && value.TotalMilliseconds <= int.MaxValue) return;
        throw new ArgumentOutOfRangeException(name, value, "A time limit must be positive and below 24 days.");
    }
}
