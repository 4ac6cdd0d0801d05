using LdapVendorSync.Core.History;

namespace LdapVendorSync.PowerShell.Errors;

/// <summary>Asks the history for the run that somebody names. That it has none such is no fault of its file.</summary>
internal static class RunLookup
{
    /// <summary>Asks.</summary>
    /// <exception cref="CommandException"><see cref="ErrorKinds.RunNotFound"/>: no run is meant, or several.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (HistoryException error) when (error.Failure == HistoryFailure.Refused)
        {
            throw new CommandException(ErrorKinds.RunNotFound, error.Message, error);
        }
    }
}
