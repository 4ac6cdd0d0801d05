using System.Management.Automation;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Emits comparisons that are stored in the history.</summary>
[Cmdlet(
    VerbsCommon.Get,
    "DirectoryComparison",
    DefaultParameterSetName = ConfigurationSet,
    HelpUri = OnlineHelp.Folder + "Get-DirectoryComparison.md")]
[OutputType(typeof(SystemComparison))]
public sealed class GetDirectoryComparisonCommand : HistoryCmdlet
{
    /// <summary>The numbers of the comparisons; all where left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(ComparisonCompleter))]
    public int[]? Number { get; set; }

    /// <summary>How many at most, of the newest.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Last { get; set; }

    /// <summary>Leaves the findings out of what is emitted, which is faster; the counts are there.</summary>
    [Parameter]
    public SwitchParameter CountOnly { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord() => RunAsync(
        cancellationToken => Number is null ? WriteListAsync(cancellationToken) : WriteNumbersAsync(Number, cancellationToken),
        Location.Path);

    private async Task WriteListAsync(CancellationToken cancellationToken)
    {
        foreach (var header in await SystemComparisonViewer.ListAsync(Location, Last, cancellationToken).ConfigureAwait(false))
        {
            var comparison = CountOnly
                ? header
                : await SystemComparisonViewer.GetAsync(Location, header.Number, cancellationToken).ConfigureAwait(false);
            await Pipeline.WriteObjectAsync(comparison, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteNumbersAsync(int[] numbers, CancellationToken cancellationToken)
    {
        foreach (var number in numbers)
        {
            try
            {
                var found = await SystemComparisonViewer.GetAsync(Location, number, cancellationToken).ConfigureAwait(false);
                await Pipeline.WriteObjectAsync(CountOnly ? found with { Findings = [] } : found, cancellationToken).ConfigureAwait(false);
            }
            catch (HistoryException error) when (error.Failure == HistoryFailure.Refused)
            {
                Pipeline.Post(cmdlet => cmdlet.WriteError(CommandError.Create(
                    new CommandException(ErrorKinds.ComparisonNotFound, error.Message, error), number)));
            }
        }
    }
}
