using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace LdapVendorSync.Core.Security;

/// <summary>A certificate of a PKCS #12 file (RFC 7292) with the name that it goes by; .NET tells that name on Windows only.</summary>
/// <param name="Alias">Its <c>friendlyName</c> (RFC 2985 section 5.5.1), or that of its key; what Java calls an alias.</param>
/// <param name="Certificate">The certificate, without its key.</param>
internal sealed record Pkcs12Entry(string? Alias, X509Certificate2 Certificate)
{
    private const string FriendlyName = "1.2.840.113549.1.9.20";
    private const string LocalKeyId = "1.2.840.113549.1.9.21";

    /// <summary>Reads the certificates of a file that opens with this password.</summary>
    /// <exception cref="CryptographicException">It is damaged, or the password is another.</exception>
    public static IReadOnlyList<Pkcs12Entry> Read(ReadOnlyMemory<byte> content, string? password)
    {
        var bags = Pkcs12Info.Decode(content, out _).AuthenticatedSafe.SelectMany(safe => Open(safe, password)).ToList();
        var keys = bags.Where(bag => bag is Pkcs12KeyBag or Pkcs12ShroudedKeyBag).ToList();
        return [.. bags.OfType<Pkcs12CertBag>().Where(bag => bag.IsX509Certificate).Select(bag => Describe(bag, keys))];
    }

    public bool IsOf(X509Certificate2 certificate) => Certificate.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span);

    private static IEnumerable<Pkcs12SafeBag> Open(Pkcs12SafeContents safe, string? password)
    {
        if (safe.ConfidentialityMode == Pkcs12ConfidentialityMode.Password)
            safe.Decrypt(password);
        return safe.GetBags();
    }

    private static Pkcs12Entry Describe(Pkcs12CertBag bag, List<Pkcs12SafeBag> keys)
    {
        var id = AttributeOf(bag, LocalKeyId);
        var key = id is null ? null : keys.Find(one => AttributeOf(one, LocalKeyId) is { } other && other.AsSpan().SequenceEqual(id));
        return new Pkcs12Entry(NameOf(bag) ?? (key is null ? null : NameOf(key)), bag.GetCertificate());
    }

    private static string? NameOf(Pkcs12SafeBag bag)
    {
        try
        {
            return AttributeOf(bag, FriendlyName) is { } name
                ? new AsnReader(name, AsnEncodingRules.BER).ReadCharacterString(UniversalTagNumber.BMPString)
                : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static byte[]? AttributeOf(Pkcs12SafeBag bag, string oid) => bag.Attributes
        .Cast<CryptographicAttributeObject>()
        .Where(attribute => attribute.Oid.Value == oid && attribute.Values.Count > 0)
        .Select(attribute => attribute.Values[0].RawData)
        .FirstOrDefault();
}
