namespace LdapVendorSync.Core.Storage;

/// <summary>
/// Files and folders that their owner alone can read: state, locks, logs and reports tell who has access to what.
/// </summary>
/// <remarks>
/// On Unix these are the modes 0600 and 0700, whatever the umask; on Windows the access list of the folder above is inherited.
/// </remarks>
public static class PrivateFiles
{
    // ENOSPC, and EDQUOT on Linux; on Windows ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
    private static readonly int[] FullCodes = OperatingSystem.IsWindows() ? [39, 112] : [28, 122];

    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode700 = FileMode600 | UnixFileMode.UserExecute;

    /// <summary>
    /// Creates a folder and the missing ones above it. A folder that is there already keeps its mode: it may not be ours.
    /// </summary>
    /// <exception cref="IOException">A file is in the way, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder above may not be written.</exception>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // One by one: made on the way to another, a folder would be readable by everybody.
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } above && !Directory.Exists(above))
            CreateDirectory(above);
        Directory.CreateDirectory(path, FolderMode700);
    }

    /// <summary>Opens a file; a new one belongs to its owner alone from its first moment, and an existing one is restricted.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it may or must be created.</param>
    /// <param name="access">What it is opened for.</param>
    /// <param name="share">What others may do meanwhile.</param>
    /// <param name="bufferSize">How many bytes wait for a flush; 0 for a file that gets every write at once.</param>
    /// <exception cref="IOException">Another process holds the file, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize = 4096)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = bufferSize };
        if (!OperatingSystem.IsWindows() && mode is not (FileMode.Open or FileMode.Truncate))
            options.UnixCreateMode = FileMode600;

        var stream = new FileStream(path, options);
        try
        {
            Restrict(path);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes a file that its owner alone can read. It appears under its name, in place of one that was there, only when it is whole and on
    /// the disk.
    /// </summary>
    /// <param name="path">The file; its folder must be there.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <exception cref="IOException">The file could not be written, or is there and is not to be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static async Task ReplaceAsync(string path, Func<FileStream, Task> write, bool overwrite = true)
    {
        ArgumentNullException.ThrowIfNull(write);
        var unfinished = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            var stream = Open(unfinished, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            await using (stream.ConfigureAwait(false))
            {
                await write(stream).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite);
        }
        catch
        {
            // Also after a cancellation: nobody else knows the name of this file. One that was never made is no fault.
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Whether an error means that the disk, or the quota on it, is full.</summary>
    public static bool IsDiskFull(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error is IOException && Array.IndexOf(FullCodes, error.HResult & 0xFFFF) >= 0;
    }

    /// <summary>Takes everybody else's access to an existing file away.</summary>
    /// <exception cref="UnauthorizedAccessException">The file belongs to somebody else.</exception>
    public static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != FileMode600)
            File.SetUnixFileMode(path, FileMode600);
    }
}
