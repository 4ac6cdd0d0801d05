using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>The keys of a history.</summary>
/// <param name="Current">What it is to be encrypted with; <see langword="null"/> for not at all.</param>
/// <param name="Previous">What it may still be encrypted with.</param>
internal sealed record HistoryKeys(PersonalDataKey? Current, PersonalDataKey? Previous)
{
    private const string MoveAway =
        "Without the right key nobody can read it. If the key is lost, rename the file to 'history.db.damaged-key-lost': the next run starts a "
        + "new history and, as after any loss, removes nobody.";

    /// <summary>No encryption.</summary>
    public static HistoryKeys None { get; } = new(null, null);

    /// <summary>How a file is kept that is encrypted as the configuration wants it.</summary>
    public IPersonalDataFormat CreateFormat() => FormatOf(Current);

    /// <summary>How a file is kept now.</summary>
    /// <param name="path">The file.</param>
    /// <param name="check">The check value of the key it is encrypted with; <see langword="null"/> where it is not.</param>
    /// <exception cref="HistoryException"><see cref="HistoryFailure.EncryptionKey"/>: the key is not known.</exception>
    public IPersonalDataFormat CreateFormat(string path, string? check)
    {
        if (check is null)
            return PlainPersonalData.Instance;
        var key = new[] { Current, Previous }.FirstOrDefault(key => key?.Check == check);
        return key is not null ? FormatOf(key) : throw Refuse(path);
    }

    private static IPersonalDataFormat FormatOf(PersonalDataKey? key) =>
        key is null ? PlainPersonalData.Instance : new PersonalDataCipher(key);

    private HistoryException Refuse(string path) => new(
        HistoryFailure.EncryptionKey,
        Current is null && Previous is null
            ? $"The history '{path}' is encrypted and the configuration has no history.encryption_key. Give the key it was encrypted with. {MoveAway}"
            : $"The history '{path}' is encrypted with another key than history.encryption_key. Give the key it was encrypted with; after a change "
                + $"of keys it belongs into history.previous_encryption_key. {MoveAway}");
}
