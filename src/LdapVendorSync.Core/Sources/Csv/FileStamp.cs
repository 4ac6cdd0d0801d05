namespace LdapVendorSync.Core.Sources.Csv;

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
}
