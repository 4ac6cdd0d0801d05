using System.Management.Automation;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Reads who is in a group of a directory.</summary>
[Cmdlet(VerbsCommon.Get, "LdapGroupMember", DefaultParameterSetName = ConfigSet, HelpUri = OnlineHelp.Folder + "Get-LdapGroupMember.md")]
[OutputType(typeof(GroupMember))]
public sealed class GetLdapGroupMemberCommand : LdapServerCmdlet
{
    private ISource? _source;

    /// <summary>The groups: DN, short name of the configuration, or name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DistinguishedName", "Identity", "Name")]
    [ValidateNotNullOrEmpty]
    [NameArgument("DistinguishedName", "SourceGroup", "Group", "Name")]
    [ArgumentCompleter(typeof(SourceGroupCompleter))]
    public string[] Group { get; set; } = [];

    /// <summary>Further attributes to read.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateNotNullOrEmpty]
    public string[] Attribute { get; set; } = [];

    /// <summary>Count members of nested groups.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        OpenSession();
        _source = FindSource();
    }

    /// <inheritdoc />
    protected override void ProcessRecord() => RunAsync(
        async cancellationToken =>
        {
            foreach (var group in Group)
                await WriteMembersAsync(_source!.ReadGroup(ReferTo(group), cancellationToken), cancellationToken).ConfigureAwait(false);
        },
        _source!.Name);

    /// <inheritdoc />
    protected override void EndProcessing() => CloseReads();

    private protected override LdapSourceSettings Refine(LdapSourceSettings settings) => settings with { Attributes = Attribute };

    private GroupReference ReferTo(string group) => MyInvocation.BoundParameters.ContainsKey(nameof(Recurse))
        ? new GroupReference(group, Recurse)
        : Session.ReferTo(_source!.Name, group);

    private ISource FindSource()
    {
        try
        {
            return Session.GetSource(Source);
        }
        catch (SourceException error) when (error.Failure == SourceFailure.Unavailable)
        {
            Terminate(new CommandException(ErrorKinds.SourceNotFound, error.Message, error), Source);
            throw;
        }
        catch (Exception error)
        {
            // A source that contradicts itself: a filter or DN that is none.
            Terminate(error, Source);
            throw;
        }
    }
}
