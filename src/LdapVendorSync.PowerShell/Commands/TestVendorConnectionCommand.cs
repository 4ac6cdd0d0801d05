using System.Management.Automation;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Checks step by step whether vendors can be reached, let us in, and have the groups that are mapped.</summary>
[Cmdlet(
    VerbsDiagnostic.Test,
    "VendorConnection",
    DefaultParameterSetName = ConfigSet,
    HelpUri = OnlineHelp.Folder + "Test-VendorConnection.md")]
[OutputType(typeof(bool), typeof(CheckResult))]
public sealed class TestVendorConnectionCommand : VendorServerCmdlet
{
    /// <summary>The vendors' names in the configuration; all of its vendors where left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ConfigSet)]
    [ValidateNotNullOrEmpty]
    [NameArgument("Vendor", "Name")]
    [ArgumentCompleter(typeof(VendorCompleter))]
    public string[] Vendor { get; set; } = [];

    /// <summary>The groups to look for; those of the mappings where left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameArgument("VendorGroup", "Group", "Name")]
    [ArgumentCompleter(typeof(VendorGroupCompleter))]
    public string[] Group { get; set; } = [];

    /// <summary>Emit each step instead of whether all of them passed.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <inheritdoc />
    protected override void BeginProcessing() => OpenSession();

    /// <inheritdoc />
    protected override void ProcessRecord() => RunAsync(CheckAsync, Vendor.Length == 0 ? Module : Vendor);

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        var asked = Vendor.Length == 0 ? [.. Session.Configuration.Vendors] : Find(Vendor).ToList();
        var passed = Vendor.Length == 0 || asked.Count == Vendor.Length;
        foreach (var vendor in asked)
        {
            var check = await ConnectionCheck.CheckVendorAsync(Session, Refine(vendor), cancellationToken).ConfigureAwait(false);
            passed &= check.Passed;
            foreach (var step in check.Steps)
                await ReportAsync(step with { Server = check.System }, cancellationToken).ConfigureAwait(false);
        }

        if (!Detailed && asked.Count > 0)
            await Pipeline.WriteObjectAsync(passed, cancellationToken).ConfigureAwait(false);
    }

    // The others are looked at although one is not there.
    private IEnumerable<VendorSettings> Find(string[] names)
    {
        foreach (var name in names)
        {
            VendorSettings? found = null;
            try
            {
                found = Session.GetVendor(name);
            }
            catch (VendorException error)
            {
                var problem = new CommandException(ErrorKinds.VendorNotFound, error.Message, error);
                Pipeline.Post(cmdlet => cmdlet.WriteError(CommandError.Create(problem, name)));
            }

            if (found is not null)
                yield return found;
        }
    }

    private VendorSettings Refine(VendorSettings vendor) => Group.Length == 0 ? vendor : vendor with
    {
        Groups = [.. Group.Select(group => FindMapping(vendor, group) ?? Describe(group))],
    };

    // Nobody syncs it, so that it is no matter what the vendor could not do for a sync.
    private static MappingSettings Describe(string group) => new()
    {
        Source = string.Empty,
        SourceGroup = string.Empty,
        VendorGroup = group,
        CreateUsers = false,
        UpdateUsers = false,
    };

    private static MappingSettings? FindMapping(VendorSettings vendor, string group) =>
        vendor.Groups.FirstOrDefault(mapping => mapping.VendorGroup.Equals(group, StringComparison.OrdinalIgnoreCase));

    private async Task ReportAsync(CheckResult step, CancellationToken cancellationToken)
    {
        if (Detailed)
            await Pipeline.WriteObjectAsync(step, cancellationToken).ConfigureAwait(false);
        else
            Pipeline.Post(cmdlet => cmdlet.WriteVerbose($"{step.Server} {step.Step}: {step.Status}. {step.Message} {step.Hint}"));
    }
}
