using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.History;

/// <summary>Where the history is, and the keys that what identifies people in it is encrypted with.</summary>
/// <param name="Path">The file.</param>
public sealed record HistoryLocation(string Path)
{
    /// <summary>The key; <see langword="null"/> where nothing is encrypted.</summary>
    public Secret? EncryptionKey { get; init; }

    /// <summary>The key before, for a file that is still encrypted with it.</summary>
    public Secret? PreviousEncryptionKey { get; init; }

    /// <summary>How much of people's profiles is kept from now on.</summary>
    public ProfileData ProfileData { get; init; } = ProfileData.Full;

    /// <summary>The attributes by which people are recognised; they are kept whatever <see cref="ProfileData"/> says.</summary>
    public IReadOnlyList<string> MatchOn { get; init; } = [];

    /// <summary>Leaves out what is not kept.</summary>
    internal ProfileTrimmer Trimmer => new(ProfileData, MatchOn);

    /// <summary>A history that is not encrypted.</summary>
    public static implicit operator HistoryLocation(string path) => FromPath(path);

    /// <summary>A history that is not encrypted.</summary>
    public static HistoryLocation FromPath(string path) => new(path);

    /// <summary>The history of a configuration.</summary>
    public static HistoryLocation Of(SyncConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new HistoryLocation(System.IO.Path.Combine(configuration.StateDirectory, "history.db"))
        {
            EncryptionKey = configuration.History.EncryptionKey,
            PreviousEncryptionKey = configuration.History.PreviousEncryptionKey,
            ProfileData = configuration.History.ProfileData,
            MatchOn = [.. configuration.Vendors.SelectMany(vendor => vendor.Groups).SelectMany(mapping => mapping.MatchOn).Distinct()],
        };
    }

    /// <summary>Fetches the keys.</summary>
    /// <exception cref="HistoryException"><see cref="HistoryFailure.EncryptionKey"/>: a key cannot be fetched, or is none.</exception>
    internal async Task<HistoryKeys> FetchKeysAsync(CancellationToken cancellationToken) => new(
        await FetchAsync(EncryptionKey, "encryption_key", cancellationToken).ConfigureAwait(false),
        await FetchAsync(PreviousEncryptionKey, "previous_encryption_key", cancellationToken).ConfigureAwait(false));

    private static async Task<PersonalDataKey?> FetchAsync(Secret? secret, string setting, CancellationToken cancellationToken)
    {
        if (secret is null)
            return null;
        try
        {
            var text = await secret.RevealAsync(cancellationToken).ConfigureAwait(false);
            return PersonalDataKey.TryParse(text, out var key)
                ? key
                : throw new HistoryException(
                    HistoryFailure.EncryptionKey, $"history.{setting} is no key. {PersonalDataKey.Form}");
        }
        catch (SecretUnavailableException error)
        {
            throw new HistoryException(
                HistoryFailure.EncryptionKey, $"history.{setting} cannot be fetched, so the history is left alone: {error.Message}", error);
        }
    }
}
