using System.Management.Automation;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Reads who is in a group of a vendor application.</summary>
[Cmdlet(VerbsCommon.Get, "VendorGroupMember", HelpUri = OnlineHelp.Folder + "Get-VendorGroupMember.md")]
[OutputType(typeof(GroupMember))]
public sealed class GetVendorGroupMemberCommand : ConfiguredCmdlet
{
    private VendorConnection? _vendor;

    /// <summary>The vendor's name in the configuration.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Vendor { get; set; } = string.Empty;

    /// <summary>The groups, by the name or id that the vendor takes.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string[] Group { get; set; } = [];

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        OpenSession(LoadConfiguration());
        _vendor = ConnectVendor(Vendor);
    }

    /// <inheritdoc />
    protected override void ProcessRecord() => RunAsync(
        async cancellationToken =>
        {
            foreach (var group in Group)
                await ReadAsync(group, cancellationToken).ConfigureAwait(false);
        },
        Vendor);

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
