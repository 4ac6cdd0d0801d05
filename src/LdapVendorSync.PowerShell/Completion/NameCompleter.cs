using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace LdapVendorSync.PowerShell.Completion;

/// <summary>Completes the names of one kind. It never fails and never takes long: at the prompt, nothing is better than either.</summary>
internal abstract class NameCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var line = new CommandLine(fakeBoundParameters);
            using var limit = new CancellationTokenSource(Limit);
            var candidates = Task.Run(() => FindAsync(line, limit.Token), limit.Token).WaitAsync(Limit).GetAwaiter().GetResult();

            // An empty list, unlike none, keeps PowerShell from offering files.
            return [.. new TypedWord(wordToComplete).Complete(candidates)];
        }
#pragma warning disable CA1031 // Whatever it is, the prompt shall not suffer from it.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }

    /// <summary>What could be meant, the likeliest first.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract Task<IReadOnlyList<Candidate>> FindAsync(CommandLine line, CancellationToken cancellationToken);
}
