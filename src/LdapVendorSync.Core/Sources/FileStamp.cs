namespace LdapVendorSync.Core.Sources;

/// <summary>By what is recognised that a file was written while it was read.</summary>
/// <param name="File">The file.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="WrittenAt">When it was last written.</param>
internal sealed record FileStamp(string File, long Length, DateTime WrittenAt)
{
    /// <summary>The stamp of a file as it is now.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static FileStamp Of(string file)
    {
        var info = new FileInfo(file);
        return new FileStamp(file, info.Length, info.LastWriteTimeUtc);
    }

    /// <summary>Whether the file is not the one any more that it was.</summary>
    public bool HasChanged() => !System.IO.File.Exists(File) || Of(File) != this;

    /// <summary>Makes sure that what was read is the file as it was all the time.</summary>
    /// <exception cref="IOException">It was written, or taken away, meanwhile.</exception>
    public void RequireUnchanged()
    {
        if (HasChanged())
            throw new IOException($"'{File}' was written while it was read. Write it under another name and rename it.");
    }
}
