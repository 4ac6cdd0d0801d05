namespace LdapVendorSync.Core.Storage;

/// <summary>Files that are locked by being open: the system frees them when their process dies, however it dies.</summary>
/// <remarks><c>flock</c> on Unix, share modes on Windows. Two handles in one process exclude each other like two processes.</remarks>
internal static class LockFile
{
    // EWOULDBLOCK of flock on Linux and macOS, ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION on Windows.
    private static readonly int[] HeldCodes = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];

    /// <summary>Locks a file for this handle alone.</summary>
    /// <returns>The lock, or <see langword="null"/> where another handle has the file locked.</returns>
    /// <exception cref="IOException">The file cannot be created, or its file system does not lock.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static FileStream? TryLock(string path)
    {
        var stream = TryOpen(path, FileAccess.ReadWrite, FileShare.None);
        if (stream is null)
            return null;

        // .NET carries on without a lock where the file system offers none. A lock that a second handle walks through is none.
        using var second = TryOpen(path, FileAccess.ReadWrite, FileShare.None);
        if (second is null)
            return stream;

        stream.Dispose();
        throw new IOException($"The file system of '{path}' does not lock files; put state_dir on one that does.");
    }

    /// <summary>Holds a file together with other sharers, so that nobody can lock it.</summary>
    /// <returns>The hold, or <see langword="null"/> where another handle has the file locked.</returns>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static FileStream? TryShare(string path) => TryOpen(path, FileAccess.Read, FileShare.Read);

    private static FileStream? TryOpen(string path, FileAccess access, FileShare share)
    {
        try
        {
            return PrivateFiles.Open(path, FileMode.OpenOrCreate, access, share);
        }
        catch (IOException error) when (HeldCodes.Contains(error.HResult))
        {
            return null;
        }
    }
}
