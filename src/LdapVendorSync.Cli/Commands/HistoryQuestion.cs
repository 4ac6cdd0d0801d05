using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Core.History;

namespace LdapVendorSync.Cli.Commands;

/// <summary>Asks the history for what the command line names; what is not there is a mistake of the command line.</summary>
internal static class HistoryQuestion
{
    /// <summary>Asks.</summary>
    /// <exception cref="CommandLineException">The history has nothing of that name.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HistoryException error) when (error.Failure is HistoryFailure.Refused or HistoryFailure.SnapshotNotFound)
        {
            throw new CommandLineException(error.Message);
        }
    }
}
