using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LdapVendorSync.Core.Security;

/// <summary>A private key that signs, with the algorithm it signs by (RFC 7518 section 3.1) and its certificate where it has one.</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key;

    private SigningKey(AsymmetricAlgorithm key, X509Certificate2? certificate, string algorithm)
    {
        _key = key;
        Certificate = certificate;
        Algorithm = algorithm;
    }

    /// <summary>The certificate that belongs to the key.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>The algorithm, for example <c>RS256</c>.</summary>
    public string Algorithm { get; }

    private HashAlgorithmName Hash => Algorithm[2..] switch
    {
        "384" => HashAlgorithmName.SHA384,
        "512" => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    /// <summary>A key that signs by the usual algorithm of its kind.</summary>
    public static SigningKey Of(AsymmetricAlgorithm key, X509Certificate2? certificate = null) =>
        new(key, certificate, key is ECDsa curve ? AlgorithmOf(curve) : "RS256");

    /// <summary>The same key with another algorithm.</summary>
    /// <param name="algorithm">The algorithm; <see langword="null"/> to keep it.</param>
    /// <exception cref="ArgumentException">The key cannot sign by it.</exception>
    public SigningKey With(string? algorithm)
    {
        if (algorithm is null || algorithm == Algorithm)
            return this;
        // A curve has one algorithm (RFC 7518 section 3.4), an RSA key all others.
        if (_key is ECDsa || algorithm.StartsWith("ES", StringComparison.Ordinal))
            throw new ArgumentException($"is {algorithm}, but the key signs by {(_key is ECDsa ? Algorithm : "RS or PS")}");
        return new SigningKey(_key, Certificate, algorithm);
    }

    /// <summary>The signature of some data.</summary>
    public byte[] Sign(byte[] data) => _key is ECDsa curve
        ? curve.SignData(data, Hash)
        : ((RSA)_key).SignData(data, Hash, Algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);

    public void Dispose() => _key.Dispose();

    private static string AlgorithmOf(ECDsa curve) => curve.KeySize switch
    {
        384 => "ES384",
        521 => "ES512",
        _ => "ES256",
    };
}
