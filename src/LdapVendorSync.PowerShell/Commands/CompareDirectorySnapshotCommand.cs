using System.Collections;
using System.Management.Automation;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync.Auditing;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Compares snapshots of two systems, or of one system at two times.</summary>
[Cmdlet(
    VerbsData.Compare,
    "DirectorySnapshot",
    DefaultParameterSetName = TwoSet,
    HelpUri = OnlineHelp.Folder + "Compare-DirectorySnapshot.md")]
[OutputType(typeof(SystemFinding), typeof(SystemComparison))]
public sealed class CompareDirectorySnapshotCommand : ConfiguredCmdlet
{
    private const string TwoSet = "Two";
    private const string SinceSet = "Since";

    /// <summary>What should be, or was: a snapshot, its number, or the name of a source or vendor, whose newest snapshot counts.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SnapshotCompleter))]
    public object Reference { get; set; } = string.Empty;

    /// <summary>What is, likewise; where left out, the newest snapshot of the reference is compared with the one before it.</summary>
    [Parameter(Position = 1, ParameterSetName = TwoSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SnapshotCompleter))]
    public object? Difference { get; set; }

    /// <summary>Compares the newest snapshot of the reference with the last one that was there at this moment.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SinceSet)]
    public DateTime? Since { get; set; }

    /// <summary>Emits findings of these kinds alone.</summary>
    [Parameter]
    public FindingKind[] Kind { get; set; } = [];

    /// <summary>Emits findings that matter this much or more.</summary>
    [Parameter]
    public FindingSeverity Severity { get; set; }

    /// <summary>What recognises people in two systems; what the vendor's match_on says where left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AttributeCompleter))]
    public string[]? MatchOn { get; set; }

    /// <summary>The attributes of people that are compared.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AttributeCompleter))]
    public string[]? Attribute { get; set; }

    /// <summary>Groups of two systems that belong together, besides those that the configuration maps.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable GroupPair { get; set; } = [];

    /// <summary>Names of groups that are left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] IgnoreGroup { get; set; } = [];

    /// <summary>Who counts as a member.</summary>
    [Parameter]
    public MembershipScope? Member { get; set; }

    /// <summary>Does not keep the comparison in the history.</summary>
    [Parameter]
    public SwitchParameter NoStore { get; set; }

    /// <summary>Emits the comparison as one object, with its counts and doubts, instead of its findings.</summary>
    [Parameter]
    public SwitchParameter AsComparison { get; set; }

    /// <inheritdoc />
    protected override void BeginProcessing() => OpenSession(LoadConfiguration());

    /// <inheritdoc />
    protected override void ProcessRecord() => RunAsync(CompareAsync, Reference);

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        var comparison = await FindAsync(cancellationToken).ConfigureAwait(false);
        var shown = new FindingFilter { Kinds = Kind, AtLeast = Severity }.Apply(comparison);
        foreach (var doubt in shown.Doubts)
        {
            Pipeline.Post(cmdlet => cmdlet.WriteWarning(
                $"{doubt.Count} times {doubt.Kind} is not known: {doubt.Reason}"));
        }

        if (AsComparison)
        {
            await Pipeline.WriteObjectAsync(shown, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var finding in shown.Findings)
            await Pipeline.WriteObjectAsync(finding, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SystemComparison> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await new SystemComparisons(Session).CompareAsync(Request(), cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryException error) when (error.Failure == HistoryFailure.Refused)
        {
            throw new CommandException(ErrorKinds.ComparisonInvalid, error.Message, error);
        }
    }

    private ComparisonRequest Request() => new()
    {
        Reference = SnapshotArgument.NameOf(Reference),
        Difference = Difference is null ? null : SnapshotArgument.NameOf(Difference),
        Since = HistoryCmdlet.ToOffset(Since),
        MatchOn = MatchOn,
        Attributes = Attribute,
        GroupPairs = [.. GroupPair.Cast<DictionaryEntry>().Select(pair => new GroupPair([$"{pair.Key}"], $"{pair.Value}"))],
        IgnoredGroups = IgnoreGroup,
        Memberships = Member,
        IsStored = !NoStore,
    };
}
