namespace LdapVendorSync.Core.Sources;

/// <summary>A source that can tell what changed in it since it was asked before, so that what did not change need not be read again.</summary>
public interface IChangeFeed
{
    /// <summary>Asks what changed. To be asked before anything is read that shall be kept.</summary>
    /// <param name="since">The <see cref="SourceChanges.Token"/> of an earlier answer; <see langword="null"/> for a token only.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SourceException">The source cannot be asked.</exception>
    Task<SourceChanges> ReadChangesAsync(string? since, CancellationToken cancellationToken);

    /// <summary>Whom the source takes us for, as far as it says: another account may be shown other entries.</summary>
    /// <exception cref="SourceException">The source cannot be asked.</exception>
    Task<string> ReadIdentityAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Whether everything that was read since came from the server that gave this answer. Another one may lag behind it: what was read
    /// there is then not worth keeping under the token of this one.
    /// </summary>
    Task<bool> IsStillTheSameServerAsync(SourceChanges changes, CancellationToken cancellationToken);
}
