using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LdapVendorSync.Core.Security;

/// <summary>A file with certificates: the authorities to trust, or one's own certificate with its key.</summary>
/// <param name="path">The file. What it begins with tells its format.</param>
/// <param name="password">The password of the file or of its key; <see langword="null"/> for none.</param>
/// <param name="type">The format to assume where the file does not tell; <see langword="null"/> to go by its name.</param>
/// <param name="alias">The entry that is meant, where the file has several; <see langword="null"/> for all of them, or for the only key.</param>
public sealed class CertificateStore(string path, Secret? password = null, CertificateStoreType? type = null, string? alias = null)
{
    // Far above any list of authorities.
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The authorities to trust.</summary>
    /// <exception cref="CertificateStoreException">The file cannot be read, or holds no certificate.</exception>
    /// <exception cref="SecretUnavailableException">The password cannot be fetched.</exception>
    public async Task<X509Certificate2Collection> LoadTrustedAsync(CancellationToken cancellationToken)
    {
        var content = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var secret = await RevealAsync(cancellationToken).ConfigureAwait(false);
        var certificates = Decode(content, format => LoadAll(content, format, secret));
        return certificates.Count > 0 ? certificates : throw Failure("holds no certificate");
    }

    /// <summary>One's own certificate, with its private key.</summary>
    /// <exception cref="CertificateStoreException">The file cannot be read, or holds no certificate with a key.</exception>
    /// <exception cref="SecretUnavailableException">The password cannot be fetched.</exception>
    public async Task<ClientCertificate> LoadClientCertificateAsync(CancellationToken cancellationToken)
    {
        var content = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var secret = await RevealAsync(cancellationToken).ConfigureAwait(false);
        return Decode(content, format => LoadWithKey(content, format, secret)) ?? throw Failure("holds no certificate with a private key");
    }

    /// <summary>One's own private key, with or without a certificate.</summary>
    /// <exception cref="CertificateStoreException">The file cannot be read, or holds no private key that signs.</exception>
    /// <exception cref="SecretUnavailableException">The password cannot be fetched.</exception>
    internal async Task<SigningKey> LoadSigningKeyAsync(CancellationToken cancellationToken)
    {
        var content = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var secret = await RevealAsync(cancellationToken).ConfigureAwait(false);
        return Decode(content, format => LoadSigningKey(content, format, secret)) ?? throw Failure("holds no private key that can sign");
    }

    private SigningKey? LoadSigningKey(byte[] content, CertificateStoreType format, string? secret)
    {
        var pem = format == CertificateStoreType.Pem ? Encoding.ASCII.GetString(content) : null;
        if (pem is not null && !pem.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
            return PemKey.Load(pem, secret) is { } bare ? SigningKey.Of(bare) : null;
        var own = LoadWithKey(content, format, secret)?.Certificate;
        AsymmetricAlgorithm? key = own?.GetRSAPrivateKey();
        key ??= own?.GetECDsaPrivateKey();
        return key is null ? null : SigningKey.Of(key, own);
    }

    private X509Certificate2Collection LoadAll(byte[] content, CertificateStoreType format, string? secret) => format switch
    {
        CertificateStoreType.Pkcs12 => LoadTrustedPkcs12(content, secret),
        CertificateStoreType.Jks => LoadTrustedJks(content, secret),
        _ when alias is not null => throw WithoutAliases(),
        _ => LoadPem(content),
    };

    private ClientCertificate? LoadWithKey(byte[] content, CertificateStoreType format, string? secret) => format switch
    {
        CertificateStoreType.Pkcs12 => LoadPkcs12WithKey(content, secret),
        CertificateStoreType.Jks => LoadJksWithKey(content, secret),
        _ when alias is not null => throw WithoutAliases(),
        _ => LoadPemWithKey(content, secret),
    };

    private static X509Certificate2Collection LoadPem(byte[] content)
    {
        if (IsDer(content))
            return [X509CertificateLoader.LoadCertificate(content)];
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(Encoding.ASCII.GetString(content));
        return certificates;
    }

    private static ClientCertificate LoadPemWithKey(byte[] content, string? secret)
    {
        var pem = Encoding.ASCII.GetString(content);
        if (!pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal) && LoadPem(content).Count > 0)
            throw new InvalidDataException("holds no private key; keystore_file needs one beside the certificate, in the same file");
        if (secret is not null && LegacyPemKey.IsIn(pem))
            pem = LegacyPemKey.Open(pem, secret);
        using var own = PemKey.IsEncrypted(pem) && secret is not null
            ? X509Certificate2.CreateFromEncryptedPem(pem, pem, secret)
            : X509Certificate2.CreateFromPem(pem, pem);
        return Persist(own, Without(own, LoadPem(content)));
    }

    private X509Certificate2Collection LoadTrustedPkcs12(byte[] content, string? secret)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(content, secret);
        if (alias is null)
            return all;
        var entries = Pkcs12Entry.Read(content, secret);
        var meant = Aliases.Find(entries, entry => entry.Alias, alias)
            ?? throw Aliases.Missing("certificate", alias, entries.Select(entry => entry.Alias));
        return [.. all.Where(meant.IsOf)];
    }

    private ClientCertificate? LoadPkcs12WithKey(byte[] content, string? secret)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(content, secret);
        var own = all.Where(one => one.HasPrivateKey).ToList();
        if (own.Count == 0)
            return null;
        if (own.Count == 1 && alias is null)
            return new ClientCertificate(own[0], Without(own[0], all));

        var entries = Pkcs12Entry.Read(content, secret).Where(entry => own.Exists(entry.IsOf)).ToList();
        if (alias is null)
            throw Aliases.Several("private keys", entries.Select(entry => entry.Alias));
        var meant = Aliases.Find(entries, entry => entry.Alias, alias)
            ?? throw Aliases.Missing("private key", alias, entries.Select(entry => entry.Alias));
        var certificate = own.Find(meant.IsOf)!;
        return new ClientCertificate(certificate, Without(certificate, all));
    }

    private X509Certificate2Collection LoadTrustedJks(byte[] content, string? secret)
    {
        var store = JavaKeyStore.Parse(content);

        // As in Java, trusted certificates may be read without the password; there is no key in reach then.
        if (secret is not null)
            store.Verify(secret);
        return store.Trusted.Count == 0 && store.Keys.Count > 0
            ? throw new InvalidDataException("holds no trusted certificate, only private keys: it is a key store, not a trust store")
            : [.. store.GetTrusted(alias)];
    }

    private ClientCertificate? LoadJksWithKey(byte[] content, string? secret)
    {
        var store = JavaKeyStore.Parse(content);
        if (secret is null)
            throw new InvalidDataException("is a Java key store, whose keys need its password");
        store.Verify(secret);
        var entry = store.GetKey(alias);
        if (entry.Chain.Count == 0)
            return null;
        var key = PemEncoding.Write("PRIVATE KEY", entry.Unprotect(secret));
        using var own = X509Certificate2.CreateFromPem(entry.Chain[0].ExportCertificatePem(), key);
        return Persist(own, [.. entry.Chain.Skip(1)]);
    }

    // TLS on Windows takes no ephemeral keys.
    private static ClientCertificate Persist(X509Certificate2 own, X509Certificate2Collection others) =>
        new(X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), password: null), others);

    private static X509Certificate2Collection Without(X509Certificate2 own, X509Certificate2Collection all) =>
        [.. all.Where(one => !one.RawDataMemory.Span.SequenceEqual(own.RawDataMemory.Span))];

    private static InvalidDataException WithoutAliases() =>
        new("is no PKCS12 or JKS file, and other formats know no aliases; leave the alias out");

    private T Decode<T>(byte[] content, Func<CertificateStoreType, T> load)
    {
        var format = FormatOf(content) ?? type ?? TypeByName() ?? CertificateStoreType.Pem;
        try
        {
            return load(format);
        }
        catch (InvalidDataException exception)
        {
            throw new CertificateStoreException(Sentence(exception.Message), exception);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            var reason = password is null
                ? "it is damaged, of another format, or needs a password"
                : "the password is wrong, or it is damaged or of another format";
            throw new CertificateStoreException(Sentence($"cannot be opened as {format}: {reason}"), exception);
        }
    }

    private async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes })
                throw Failure($"is larger than {MaxBytes / (1024 * 1024)} MB and is not read");
            return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CertificateStoreException($"The certificate file '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    private async ValueTask<string?> RevealAsync(CancellationToken cancellationToken) =>
        password is null ? null : await password.RevealAsync(cancellationToken).ConfigureAwait(false);

    private static CertificateStoreType? FormatOf(ReadOnlySpan<byte> content)
    {
        if (JavaKeyStore.IsJava(content))
            return CertificateStoreType.Jks;
        if (IsDer(content))
            return IsPkcs12(content) ? CertificateStoreType.Pkcs12 : CertificateStoreType.Pem;
        return content.IndexOf("-----BEGIN "u8) >= 0 ? CertificateStoreType.Pem : null;
    }

    private static bool IsDer(ReadOnlySpan<byte> content) => content is [0x30, ..];

    // PKCS #12 begins with its version (RFC 7292, 4), a certificate with what is signed (RFC 5280, 4.1).
    private static bool IsPkcs12(ReadOnlySpan<byte> content)
    {
        var inside = content switch
        {
            [_, > 0x80 and var length, ..] => 2 + (length & 0x7F),
            _ => 2,
        };
        return inside < content.Length && content[inside] == 0x02;
    }

    private CertificateStoreType? TypeByName() => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JKS" or ".KEYSTORE" or ".TRUSTSTORE" => CertificateStoreType.Jks,
        ".P12" or ".PFX" or ".PKCS12" => CertificateStoreType.Pkcs12,
        ".PEM" or ".CRT" or ".CER" => CertificateStoreType.Pem,
        _ => null,
    };

    private CertificateStoreException Failure(string why) => new(Sentence(why));

    private string Sentence(string why) => $"The certificate file '{path}' {why}.";
}
