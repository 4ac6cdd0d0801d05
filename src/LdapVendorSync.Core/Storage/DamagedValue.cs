using System.Security.Cryptography;
using System.Text;

namespace LdapVendorSync.Core.Storage;

/// <summary>A stored value that cannot be decrypted though the file is encrypted with the key at hand: it was altered or cut short.</summary>
internal static class DamagedValue
{
    /// <summary>Whether an error of <see cref="IPersonalDataFormat"/> means that.</summary>
    public static bool IsCauseOf(Exception error) => error is CryptographicException or DecoderFallbackException;

    /// <summary>The error that names the place.</summary>
    /// <param name="place">Table and column: <c>links.vendor_id</c>.</param>
    /// <param name="error">What came of decrypting it.</param>
    public static CryptographicException In(string place, Exception error) =>
        new($"a value in {place} was altered or cut short; the key is the right one", error);

    /// <summary>Does something with a stored value.</summary>
    /// <exception cref="CryptographicException">The value is damaged; the message names the place.</exception>
    public static T Guard<T>(string place, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (IsCauseOf(error))
        {
            throw In(place, error);
        }
    }
}
