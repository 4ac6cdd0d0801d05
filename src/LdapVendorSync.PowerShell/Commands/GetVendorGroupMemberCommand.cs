using System.Management.Automation;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Reads who is in a group of a vendor application.</summary>
[Cmdlet(
    VerbsCommon.Get,
    "VendorGroupMember",
    DefaultParameterSetName = ConfigSet,
    HelpUri = OnlineHelp.Folder + "Get-VendorGroupMember.md")]
[OutputType(typeof(GroupMember))]
public sealed class GetVendorGroupMemberCommand : VendorServerCmdlet
{
    private VendorConnection? _vendor;

    /// <summary>The vendor's name in the configuration; what a vendor is called that is described on the spot.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ConfigSet)]
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateNotNullOrEmpty]
    [NameArgument("Vendor", "Name")]
    [ArgumentCompleter(typeof(VendorCompleter))]
    public string? Vendor { get; set; }

    /// <summary>The groups, by the name or id that the vendor takes.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = ConfigSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ServerSet)]
    [Alias("Identity")]
    [ValidateNotNullOrEmpty]
    [NameArgument("VendorGroup", "Group", "Name")]
    [ArgumentCompleter(typeof(VendorGroupCompleter))]
    public string[] Group { get; set; } = [];

    /// <inheritdoc />
    private protected override string NameOnTheSpot => Vendor ?? base.NameOnTheSpot;

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        OpenSession();
        _vendor = ConnectVendor(ParameterSetName == ServerSet ? Session.Configuration.Vendors[0].Name : Vendor!);
    }

    /// <inheritdoc />
    protected override void ProcessRecord() => RunAsync(
        async cancellationToken =>
        {
            foreach (var group in Group)
                await ReadAsync(group, cancellationToken).ConfigureAwait(false);
        },
        _vendor!.Settings.Name);

    /// <inheritdoc />
    protected override void EndProcessing() => CloseReads();

    private async Task ReadAsync(string name, CancellationToken cancellationToken)
    {
        var read = await FindReadAsync(name, cancellationToken).ConfigureAwait(false);
        await WriteMembersAsync(read, cancellationToken).ConfigureAwait(false);
    }

    private async Task<GroupRead> FindReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await _vendor!.Provider.FindGroupAsync(name, cancellationToken).ConfigureAwait(false) is { } group
                ? _vendor.Provider.ReadGroupMembers(group, cancellationToken)
                : throw CommandException.GroupNotFound(_vendor.Settings.Name, name);
        }
        catch (Exception error) when (error is CommandException or VendorException)
        {
            return GroupRead.Failed(ReadSide.Vendor, _vendor!.Settings.Name, name, error);
        }
    }
}
