using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// The right to write to one vendor target, for one run at a time. It is an open file, so the system frees it when the process ends,
/// however it ends; a file beside it tells others who the holder is.
/// </summary>
/// <remarks>
/// The lock file stays when the lock is released: a file that is deleted while somebody waits for it would be locked twice.
/// </remarks>
public sealed class RunLock : IDisposable
{
    private const int ReadableLength = 40;
    private readonly FileStream _file;
    private readonly string _holderPath;

    private RunLock(string target, FileStream file, string holderPath)
    {
        Target = target;
        _file = file;
        _holderPath = holderPath;
    }

    /// <summary>The vendor target.</summary>
    public string Target { get; }

    /// <summary>Takes the lock if nobody has it. Never waits.</summary>
    /// <param name="stateDirectory">The <c>state_dir</c>; the lock lives in its folder <c>locks</c>.</param>
    /// <param name="target">The canonical name of the vendor target: the same for all who write to the same application.</param>
    /// <param name="claim">Who asks.</param>
    /// <param name="runLock">The lock, to be disposed when the run has written its last change.</param>
    /// <param name="holder">
    /// Who has the lock; <see langword="null"/> where the lock was taken or its holder did not write itself down.
    /// </param>
    /// <exception cref="IOException">The lock file cannot be made, or its file system does not lock.</exception>
    /// <exception cref="UnauthorizedAccessException">The lock file belongs to another account.</exception>
    public static bool TryAcquire(
        string stateDirectory, string target, RunLockHolder claim, [NotNullWhen(true)] out RunLock? runLock, out RunLockHolder? holder)
    {
        var folder = Path.Combine(stateDirectory, "locks");
        PrivateFiles.CreateDirectory(folder);
        var name = Path.Combine(folder, FileName(target));
        runLock = null;
        holder = null;

        if (LockFile.TryLock(name + ".lock") is not { } file)
        {
            holder = ReadHolder(name + ".json");
            return false;
        }

        runLock = new RunLock(target, file, name + ".json");
        runLock.WriteHolder(claim);
        return true;
    }

    /// <summary>Frees the lock.</summary>
    public void Dispose()
    {
        // The name goes first: once the lock is free, the file is the next holder's.
        if (_file.CanWrite)
            DeleteHolder();
        _file.Dispose();
    }

    private static string FileName(string target)
    {
        // The readable part helps who looks into the folder, the hash tells targets apart that read alike.
        var readable = new StringBuilder(ReadableLength);
        foreach (var c in target.Take(ReadableLength))
            readable.Append(char.IsAsciiLetterOrDigit(c) || c is '.' ? char.ToLowerInvariant(c) : '-');
        return $"{readable.ToString().Trim('-', '.')}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target)))[..16]}";
    }

    private static RunLockHolder? ReadHolder(string path)
    {
        try
        {
            // Shared with everything, so that reading never gets into the holder's way.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonSerializer.Deserialize(stream, RunLockJson.Default.RunLockHolder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            // The lock itself is what counts; its holder may be just writing the file, or deleting it.
            return null;
        }
    }

    private void WriteHolder(RunLockHolder claim)
    {
        try
        {
            using var stream = PrivateFiles.Open(_holderPath, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            JsonSerializer.Serialize(stream, claim, RunLockJson.Default.RunLockHolder);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    private void DeleteHolder()
    {
        try
        {
            File.Delete(_holderPath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A name without a lock says nothing, and the next holder overwrites it.
        }
    }
}

/// <summary>The file beside a lock.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RunLockHolder))]
internal sealed partial class RunLockJson : JsonSerializerContext;
