using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LdapVendorSync.Core.Security;

/// <summary>
/// A Java KeyStore ("JKS"), versions 1 and 2: big-endian, a list of named entries, and a digest over the password and all of it. The
/// format is that of OpenJDK's <c>sun.security.provider.JavaKeyStore</c>. Nothing in it is trusted: counts and lengths are held against
/// what is there.
/// </summary>
internal sealed class JavaKeyStore
{
    private const uint JksMagic = 0xFEEDFEED;
    private const uint JceksMagic = 0xCECECECE;
    private const uint PrivateKeyTag = 1;
    private const uint TrustedCertificateTag = 2;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly List<JavaTrustedEntry> _trusted = [];
    private readonly List<JavaKeyEntry> _keys = [];

    private JavaKeyStore(ReadOnlyMemory<byte> content) => _content = content;

    /// <summary>The certificates that are there to be trusted.</summary>
    public IReadOnlyList<JavaTrustedEntry> Trusted => _trusted;

    /// <summary>The private keys with their certificates.</summary>
    public IReadOnlyList<JavaKeyEntry> Keys => _keys;

    /// <summary>Whether a file begins as Java's own formats do: JKS, or JCEKS, which <see cref="Parse"/> refuses.</summary>
    public static bool IsJava(ReadOnlySpan<byte> content) =>
        JavaKeyStoreReader.TryPeekUInt32(content, out var magic) && magic is JksMagic or JceksMagic;

    /// <summary>Reads the entries; private keys stay protected, and the digest unchecked.</summary>
    /// <exception cref="InvalidDataException">It is damaged or not understood; the message completes "The file … ".</exception>
    public static JavaKeyStore Parse(ReadOnlyMemory<byte> content)
    {
        var reader = new JavaKeyStoreReader(WithoutDigest(content));
        CheckMagic(reader.ReadUInt32());
        var version = reader.ReadUInt32();
        if (version is not (1 or 2))
            throw new InvalidDataException("is a Java key store of a version that is not known");

        var store = new JavaKeyStore(content);
        for (var entries = reader.ReadUInt32(); entries > 0; entries--)
            store.ReadEntry(ref reader, namesCertificateTypes: version == 2);
        return reader.IsAtEnd ? store : throw JavaKeyStoreReader.Damaged();
    }

    /// <summary>Holds the digest against the password.</summary>
    /// <exception cref="InvalidDataException">They do not fit.</exception>
    public void Verify(string password)
    {
        var content = _content.Span;
        var expected = JavaKeyStoreDigest.Compute(password, content[..^SHA1.HashSizeInBytes]);
        if (!CryptographicOperations.FixedTimeEquals(expected, content[^SHA1.HashSizeInBytes..]))
            throw new InvalidDataException("cannot be opened as Jks: the password is wrong, or the file was damaged");
    }

    /// <summary>The private key of an alias, or the only one.</summary>
    /// <exception cref="InvalidDataException">There is none, or there are several, and it cannot be known which is meant.</exception>
    public JavaKeyEntry GetKey(string? alias)
    {
        if (_keys.Count == 0)
            throw new InvalidDataException("holds no certificate with a private key, only trusted certificates");
        if (alias is not null)
            return Aliases.Find(_keys, key => key.Alias, alias) ?? throw Aliases.Missing("private key", alias, _keys.Select(key => key.Alias));
        return _keys is [var only] ? only : throw Aliases.Several("private keys", _keys.Select(key => key.Alias));
    }

    /// <summary>The trusted certificate of an alias, or all of them.</summary>
    /// <exception cref="InvalidDataException">There is none of this alias.</exception>
    public IReadOnlyList<X509Certificate2> GetTrusted(string? alias)
    {
        if (alias is null)
            return [.. _trusted.Select(entry => entry.Certificate)];
        return Aliases.Find(_trusted, entry => entry.Alias, alias) is { } meant
            ? [meant.Certificate]
            : throw Aliases.Missing("trusted certificate", alias, _trusted.Select(entry => entry.Alias));
    }

    private static ReadOnlySpan<byte> WithoutDigest(ReadOnlyMemory<byte> content) =>
        content.Length > SHA1.HashSizeInBytes ? content.Span[..^SHA1.HashSizeInBytes] : throw JavaKeyStoreReader.Damaged();

    private static void CheckMagic(uint magic)
    {
        if (magic == JceksMagic)
            throw new InvalidDataException(
                "is a Java key store of type JCEKS, which is not read; convert it: "
                + "keytool -importkeystore -srcstoretype JCEKS -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12");
        if (magic != JksMagic)
            throw new InvalidDataException("is no Java key store");
    }

    private void ReadEntry(ref JavaKeyStoreReader reader, bool namesCertificateTypes)
    {
        var tag = reader.ReadUInt32();
        var alias = Printable(reader.ReadText());
        reader.Skip(sizeof(long)); // when it was made
        if (tag == TrustedCertificateTag)
            _trusted.Add(new JavaTrustedEntry(alias, ReadCertificate(ref reader, namesCertificateTypes)));
        else if (tag == PrivateKeyTag)
            _keys.Add(ReadKey(ref reader, alias, namesCertificateTypes));
        else
            throw JavaKeyStoreReader.Damaged();
    }

    private static JavaKeyEntry ReadKey(ref JavaKeyStoreReader reader, string alias, bool namesCertificateTypes)
    {
        var key = reader.ReadBlock().ToArray();
        var chain = new List<X509Certificate2>();
        for (var certificates = reader.ReadUInt32(); certificates > 0; certificates--)
            chain.Add(ReadCertificate(ref reader, namesCertificateTypes));
        return new JavaKeyEntry(alias, key, chain);
    }

    private static X509Certificate2 ReadCertificate(ref JavaKeyStoreReader reader, bool namesType)
    {
        if (namesType && !reader.ReadText().SequenceEqual("X.509"u8))
            throw new InvalidDataException("holds a certificate that is not of type X.509");
        try
        {
            return X509CertificateLoader.LoadCertificate(reader.ReadBlock());
        }
        catch (CryptographicException)
        {
            throw JavaKeyStoreReader.Damaged();
        }
    }

    // Aliases appear in messages, and whoever made the file chose them.
    private static string Printable(ReadOnlySpan<byte> alias) =>
        string.Concat(Encoding.UTF8.GetString(alias[..Math.Min(alias.Length, 64)]).Select(c => char.IsControl(c) ? '?' : c));
}

/// <summary>A certificate of a Java KeyStore that is there to be trusted.</summary>
internal sealed record JavaTrustedEntry(string Alias, X509Certificate2 Certificate);
