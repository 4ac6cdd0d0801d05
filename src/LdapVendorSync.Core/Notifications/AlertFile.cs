using System.Text.Json;
using LdapVendorSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Notifications;

/// <summary>
/// Keeps the <see cref="AlertBook"/> in the state folder. It stands beside the history, not in it: a history that is broken is a reason
/// to tell somebody.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="logger">Hears of a file that cannot be used.</param>
internal sealed class AlertFile(string path, ILogger logger)
{
    public const string FileName = "alerts.json";

    /// <summary>Reads what was told before; nothing where the file is missing or damaged, so that rather too much is told.</summary>
    public async Task<AlertBook> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(path))
                return new AlertBook([]);
            var stream = File.OpenRead(path);
            await using (stream.ConfigureAwait(false))
            {
                var open = await JsonSerializer
                    .DeserializeAsync(stream, NotificationJsonContext.Default.OpenAlertArray, cancellationToken)
                    .ConfigureAwait(false);
                return new AlertBook(open ?? []);
            }
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            logger.LogWarning("'{Path}' cannot be read, so that known problems are reported anew: {Reason}", path, error.Message);
            return new AlertBook([]);
        }
    }

    /// <summary>Writes it back; the file is replaced as a whole.</summary>
    public async Task WriteAsync(AlertBook book, CancellationToken cancellationToken)
    {
        try
        {
            PrivateFiles.CreateDirectory(Path.GetDirectoryName(path)!);
            await PrivateFiles
                .ReplaceAsync(path, stream => JsonSerializer.SerializeAsync(
                    stream, book.Open.ToArray(), NotificationJsonContext.Default.OpenAlertArray, cancellationToken))
                .ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("'{Path}' cannot be written, so that known problems are reported anew: {Reason}", path, error.Message);
        }
    }
}
