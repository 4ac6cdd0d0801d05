using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>
/// Plans as files: JSON for people and programs, in UTF-8, readable by the owner alone. A checksum at the end finds accidents; it is no
/// signature, and is not needed as one, because a plan is applied only as far as a comparison made afresh yields it again.
/// </summary>
public static class PlanFile
{
    /// <summary>The version of the schema that is written, and the only one that is read.</summary>
    public const int SchemaVersion = 1;

    /// <summary>What every plan file says that it is.</summary>
    public const string Kind = "ldap-vendor-sync-plan";

    private const int StartLength = 4096;

    private static readonly PlanJsonContext Json =
        new(new JsonSerializerOptions(PlanJsonContext.Default.Options) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });

    /// <summary>Writes a plan; it appears under its name only when it is whole, in place of a file that was there.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="path">The file; its folder is made, with access for its owner alone, where it is missing.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left behind.</param>
    /// <exception cref="IOException">The file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static async Task WriteAsync(SyncPlan plan, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(path);
        var full = Path.GetFullPath(path);
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(full) ?? throw new IOException($"'{path}' is a folder."));
        await PrivateFiles.ReplaceAsync(full, async file =>
        {
            await JsonSerializer.SerializeAsync(file, PlanDocument.Of(plan), Json.PlanDocument, cancellationToken).ConfigureAwait(false);
            await file.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            await PlanChecksum.SealAsync(file, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>Reads a plan. Whether it may still be applied is not asked: an old plan can be looked at.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PlanException">The file cannot be used.</exception>
    public static async Task<SyncPlan> ReadAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            await using (file.ConfigureAwait(false))
                return await ReadAsync(file, path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PlanException(PlanFailure.Unreadable, $"The plan '{path}' cannot be read: {error.Message}", error);
        }
    }

    private static async Task<SyncPlan> ReadAsync(FileStream file, string path, CancellationToken cancellationToken)
    {
        var version = await ReadVersionAsync(file, cancellationToken).ConfigureAwait(false)
            ?? throw new PlanException(
                PlanFailure.NotAPlan, $"'{path}' is no plan file. Plans are written by: ldap-vendor-sync plan --out FILE.");
        if (version != SchemaVersion)
        {
            throw new PlanException(
                PlanFailure.UnknownSchema,
                $"The plan '{path}' has the schema version {version}; this version of the product reads {SchemaVersion}. Make a new plan.");
        }

        if (!await PlanChecksum.IsSealedAsync(file, cancellationToken).ConfigureAwait(false))
        {
            throw new PlanException(
                PlanFailure.Damaged,
                $"The plan '{path}' was changed or cut off after it was written: its checksum is wrong. Make a new plan. "
                + "To approve a part of one, use Import-VendorSyncPlan | Where-Object | Export-VendorSyncPlan.");
        }

        try
        {
            file.Position = 0;
            var document = await JsonSerializer.DeserializeAsync(file, Json.PlanDocument, cancellationToken).ConfigureAwait(false);
            return document!.ToPlan();
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new PlanException(PlanFailure.Malformed, $"The plan '{path}' is not what a plan consists of: {error.Message}", error);
        }
    }

    // The rest is read only once it is known to be ours: what another version writes may not even be understood.
    private static async Task<int?> ReadVersionAsync(FileStream file, CancellationToken cancellationToken)
    {
        var start = new byte[StartLength];
        var length = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        try
        {
            return ReadVersion(start.AsSpan(0, length));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int? ReadVersion(ReadOnlySpan<byte> start)
    {
        var reader = new Utf8JsonReader(start, isFinalBlock: false, default);
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject
            && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("kind"u8)
            && reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(Kind)
            && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("schemaVersion"u8)
            && reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var version)
                ? version
                : null;
    }
}
