using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LdapVendorSync.Core.Security;

/// <summary>A file with certificates: the authorities to trust, or one's own certificate with its key.</summary>
/// <param name="path">The file.</param>
/// <param name="password">The password of the file or of its key; <see langword="null"/> for none.</param>
/// <param name="type">The format; <see langword="null"/> to tell by the file's name and content.</param>
public sealed class CertificateStore(string path, Secret? password = null, CertificateStoreType? type = null)
{
    private static ReadOnlySpan<byte> JksMagic => [0xFE, 0xED, 0xFE, 0xED];

    private const byte DerSequence = 0x30;

    /// <summary>The format: what was given, else what the file's name says, else what the file begins with.</summary>
    public CertificateStoreType Type => type ?? TypeByName() ?? TypeByContent();

    /// <summary>The authorities to trust.</summary>
    /// <exception cref="CertificateStoreException">The file cannot be read, or holds no certificate.</exception>
    /// <exception cref="SecretUnavailableException">The password cannot be fetched.</exception>
    public async Task<X509Certificate2Collection> LoadTrustedAsync(CancellationToken cancellationToken)
    {
        var content = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var secret = await RevealAsync(cancellationToken).ConfigureAwait(false);
        var certificates = Decode(() => LoadAll(content, secret));
        return certificates.Count > 0 ? certificates : throw Failure("holds no certificate");
    }

    /// <summary>One's own certificate, with its private key.</summary>
    /// <exception cref="CertificateStoreException">The file cannot be read, or holds no certificate with a key.</exception>
    /// <exception cref="SecretUnavailableException">The password cannot be fetched.</exception>
    public async Task<X509Certificate2> LoadClientCertificateAsync(CancellationToken cancellationToken)
    {
        var content = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var secret = await RevealAsync(cancellationToken).ConfigureAwait(false);
        return Decode(() => LoadWithKey(content, secret)) ?? throw Failure("holds no certificate with a private key");
    }

    private X509Certificate2Collection LoadAll(byte[] content, string? secret) => Type switch
    {
        CertificateStoreType.Pkcs12 => X509CertificateLoader.LoadPkcs12Collection(content, secret),
        CertificateStoreType.Pem => LoadPem(content),
        _ => throw UnsupportedJks(),
    };

    private X509Certificate2? LoadWithKey(byte[] content, string? secret) => Type switch
    {
        CertificateStoreType.Pkcs12 => X509CertificateLoader.LoadPkcs12Collection(content, secret).FirstOrDefault(one => one.HasPrivateKey),
        CertificateStoreType.Pem => LoadPemWithKey(Encoding.ASCII.GetString(content), secret),
        _ => throw UnsupportedJks(),
    };

    private static X509Certificate2Collection LoadPem(byte[] content)
    {
        if (content is [DerSequence, ..])
            return [X509CertificateLoader.LoadCertificate(content)];
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(Encoding.ASCII.GetString(content));
        return certificates;
    }

    private static X509Certificate2 LoadPemWithKey(string pem, string? secret)
    {
        using var ephemeral = secret is null
            ? X509Certificate2.CreateFromPem(pem, pem)
            : X509Certificate2.CreateFromEncryptedPem(pem, pem, secret);

        // TLS on Windows takes no ephemeral keys.
        return X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), password: null);
    }

    private T Decode<T>(Func<T> load)
    {
        try
        {
            return load();
        }
        catch (CryptographicException exception)
        {
            var reason = password is null
                ? "it is damaged, of another format, or needs a password"
                : "the password is wrong, or it is damaged or of another format";
            throw new CertificateStoreException($"The certificate file '{path}' cannot be opened as {Type}: {reason}.", exception);
        }
    }

    private async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CertificateStoreException($"The certificate file '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    private async ValueTask<string?> RevealAsync(CancellationToken cancellationToken) =>
        password is null ? null : await password.RevealAsync(cancellationToken).ConfigureAwait(false);

    private CertificateStoreType? TypeByName() => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JKS" or ".KEYSTORE" or ".TRUSTSTORE" => CertificateStoreType.Jks,
        ".P12" or ".PFX" or ".PKCS12" => CertificateStoreType.Pkcs12,
        ".PEM" or ".CRT" or ".CER" => CertificateStoreType.Pem,
        _ => null,
    };

    private CertificateStoreType TypeByContent()
    {
        Span<byte> start = stackalloc byte[4];
        try
        {
            using var file = File.OpenRead(path);
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whoever reads the file says so.
            return CertificateStoreType.Pem;
        }

        if (start.SequenceEqual(JksMagic))
            return CertificateStoreType.Jks;
        return start is [DerSequence, ..] ? CertificateStoreType.Pkcs12 : CertificateStoreType.Pem;
    }

    private CertificateStoreException UnsupportedJks() =>
        Failure("is a Java key store, which this version cannot read; convert it to PKCS12");

    private CertificateStoreException Failure(string why) => new($"The certificate file '{path}' {why}.");
}
