using System.Text.Json;

namespace LdapVendorSync.Core.History;

/// <summary>A record of the history whose inside cannot be understood, though the file around it is sound.</summary>
internal static class DamagedRecord
{
    /// <summary>Reads one.</summary>
    /// <param name="what">What it is, in words: a comparison.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="HistoryException"><see cref="HistoryFailure.Damaged"/>: it cannot be understood.</exception>
    public static T Guard<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or JsonException or InvalidOperationException or FormatException)
        {
            throw new HistoryException(
                HistoryFailure.Damaged, $"{what} of the history is damaged: {error.Message.TrimEnd('.')}.", error);
        }
    }
}
