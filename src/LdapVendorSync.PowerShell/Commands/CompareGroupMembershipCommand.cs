using System.Diagnostics;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Exclusion;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Errors;
using LdapVendorSync.PowerShell.Pipeline;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Finds the changes that make a vendor group follow a source group.</summary>
[Cmdlet(
    VerbsData.Compare,
    "GroupMembership",
    DefaultParameterSetName = VendorSet,
    HelpUri = OnlineHelp.Folder + "Compare-GroupMembership.md")]
[OutputType(typeof(MembershipChange))]
public sealed class CompareGroupMembershipCommand : ConfiguredCmdlet
{
    private const string VendorSet = "Vendor";
    private const string MembersSet = "Members";

    // Stands for the source in the changes of a reference set that was made by hand.
    private const string UnnamedSource = "(given members)";

    private readonly List<GroupMember> _reference = [];
    private bool _isConfigured;

    /// <summary>
    /// The members of the source group; with -Vendor and -Group, and neither this nor a pipeline, they are read by the mapping.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public GroupMember[]? Reference { get; set; }

    /// <summary>The members of the vendor group.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MembersSet)]
    [AllowEmptyCollection]
    public GroupMember[] Difference { get; set; } = [];

    /// <summary>The vendor's name in the configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = VendorSet)]
    [Parameter(ParameterSetName = MembersSet)]
    [ValidateNotNullOrEmpty]
    [NameArgument("Vendor", "Name")]
    [ArgumentCompleter(typeof(VendorCompleter))]
    public string? Vendor { get; set; }

    /// <summary>The vendor group, as the configuration names it.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = VendorSet)]
    [Parameter(ParameterSetName = MembersSet)]
    [ValidateNotNullOrEmpty]
    [NameArgument("VendorGroup", "Group", "Name")]
    [ArgumentCompleter(typeof(VendorGroupCompleter))]
    public string? Group { get; set; }

    /// <summary>The attributes that recognise a person on both sides, the best first.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AttributeCompleter))]
    public string[]? MatchOn { get; set; }

    /// <summary>Asserts that the members given are all there are, so that the others may be removed.</summary>
    [Parameter]
    public SwitchParameter ReferenceIsComplete { get; set; }

    private bool IsReferenceGiven => MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(Reference));

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        // Two sets can be compared without any configuration.
        if (ParameterSetName == VendorSet || IsConfigGiven)
            OpenSession(LoadConfiguration());
    }

    /// <inheritdoc />
    protected override void ProcessRecord() => _reference.AddRange(Reference ?? []);

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        var mapping = FindMapping();
        var vendor = ParameterSetName == VendorSet ? ConnectVendor(mapping.Reference.Vendor) : null;
        RunAsync(
            async cancellationToken =>
            {
                var links = await GetLinksAsync(mapping, cancellationToken).ConfigureAwait(false);
                var comparison = new PipelineComparison(mapping, links, ReferenceIsComplete, _isConfigured ? Session.IsReadOf : null);
                await AddReferenceAsync(comparison, mapping, cancellationToken).ConfigureAwait(false);
                await AddDifferenceAsync(comparison, vendor, cancellationToken).ConfigureAwait(false);
                await WriteAsync(comparison.Finish(), mapping.Reference, cancellationToken).ConfigureAwait(false);
            },
            mapping.Reference);
    }

    private SyncMapping FindMapping()
    {
        var read = Difference.Select(member => member.Read).FirstOrDefault(read => read is not null);
        var group = Group ?? read?.Group;
        if ((Vendor ?? read?.System) is not { } vendor || group is null)
        {
            const string Message = "The difference set does not say which vendor group it is; name it with -Vendor and -Group.";
            Terminate(new CommandException(ErrorKinds.MappingUnknown, Message), Difference);
            throw new UnreachableException();
        }

        var configured = FindConfigured(vendor, group);
        _isConfigured = configured is not null;
        var mapping = configured ?? DescribeMapping(vendor, group);
        return MatchOn is null ? mapping : mapping with { Parts = [.. mapping.Parts.Select(part => part with { MatchOn = MatchOn })] };
    }

    private SyncMapping? FindConfigured(string vendor, string group)
    {
        if (!HasSession)
            return null;
        _ = FindVendor(vendor);
        var mapping = Session.FindMapping(vendor, group);
        if (mapping is null && !IsReferenceGiven)
        {
            var message = $"The configuration has no mapping for group '{group}' of vendor '{vendor}', "
                + "so the source group is not known; give its members with -Reference.";
            Terminate(new CommandException(ErrorKinds.MappingNotFound, message), group);
        }

        return mapping;
    }

    private SyncMapping DescribeMapping(string vendor, string group)
    {
        var settings = HasSession ? FindVendor(vendor) : new VendorSettings { Name = vendor, Module = string.Empty, Groups = [] };
        var read = _reference.Select(member => member.Read).FirstOrDefault(read => read is not null);
        return SyncMapping.Unconfigured(settings, read?.System ?? UnnamedSource, read?.Group ?? UnnamedSource, group);
    }

    private async Task<MemberLinks> GetLinksAsync(SyncMapping mapping, CancellationToken cancellationToken) => HasSession
        ? await Session.ReadLinksAsync(mapping, cancellationToken).ConfigureAwait(false)
        : MemberLinks.None;

    private async Task AddReferenceAsync(PipelineComparison comparison, SyncMapping mapping, CancellationToken cancellationToken)
    {
        _reference.ForEach(comparison.AddReference);
        foreach (var part in mapping.Parts.Where(part => part.Except.Count > 0))
            comparison.LeaveOut(part, await ReadExceptAsync(part, cancellationToken).ConfigureAwait(false));
        if (IsReferenceGiven)
            return;
        foreach (var part in mapping.Parts)
        {
            var read = Session.GetSource(part.Source).ReadGroup(new GroupReference(part.SourceGroup, part.Recurse), cancellationToken);
            comparison.AddReferenceRead(read);
            await ReadAllAsync(read, comparison.AddReference, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<List<ExcludedGroup>> ReadExceptAsync(MappingSettings part, CancellationToken cancellationToken)
    {
        var groups = new List<ExcludedGroup>();
        foreach (var except in part.Except)
        {
            var read = Session.GetSource(except.Source).ReadGroup(new GroupReference(except.Group, except.Recurse), cancellationToken);
            var content = await GroupContent.ReadAsync(read, null, cancellationToken).ConfigureAwait(false);
            if (content.Completeness.Error is { } error)
                ExceptionDispatchInfo.Throw(error);
            groups.Add(new ExcludedGroup(except, content));
        }

        return groups;
    }

    private async Task AddDifferenceAsync(PipelineComparison comparison, VendorConnection? vendor, CancellationToken cancellationToken)
    {
        foreach (var member in Difference)
            comparison.AddDifference(member);
        if (vendor is null)
            return;
        var group = await vendor.Provider.FindGroupAsync(Group!, cancellationToken).ConfigureAwait(false)
            ?? throw CommandException.GroupNotFound(vendor.Settings.Name, Group!);
        var read = vendor.Provider.ReadGroupMembers(group, cancellationToken);
        comparison.AddDifferenceRead(read);
        await ReadAllAsync(read, comparison.AddDifference, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadAllAsync(GroupRead read, Action<GroupMember> add, CancellationToken cancellationToken)
    {
        var counter = new ReadCounter(Pipeline, read, Session.Environment.TimeProvider);
        await foreach (var member in counter.CountAsync(cancellationToken).ConfigureAwait(false))
            add(member);
        if (read.Completeness!.Error is { } error)
            ExceptionDispatchInfo.Throw(error);
    }

    private async Task WriteAsync(PipelineComparisonResult result, MappingReference mapping, CancellationToken cancellationToken)
    {
        foreach (var change in result.Changes)
            await Pipeline.WriteObjectAsync(change, cancellationToken).ConfigureAwait(false);
        foreach (var problem in result.Problems)
            Pipeline.Post(cmdlet => cmdlet.WriteWarning($"{mapping}: {problem.Message}"));
        if (result.HeldAdditions is { } held)
            Pipeline.Post(cmdlet => cmdlet.WriteWarning($"{mapping}: {held.Message}"));
        if (result.WithheldRemovals.Count > 0)
            Pipeline.Post(cmdlet => cmdlet.WriteWarning(Describe(result, mapping)));
        Pipeline.Post(cmdlet => cmdlet.WriteVerbose(
            $"{mapping}: {result.Changes.Count} changes, {result.Unchanged} members are right as they are."));
    }

    private static string Describe(PipelineComparisonResult result, MappingReference mapping)
    {
        var people = string.Join(", ", result.WithheldRemovals.Take(5).Select(change => change.User));
        var more = result.WithheldRemovals.Count > 5 ? $" and {result.WithheldRemovals.Count - 5} more" : string.Empty;
        return $"{mapping}: {result.WithheldRemovals.Count} removal(s) withheld ({people}{more}). "
            + string.Join(" ", result.WithheldReasons);
    }
}
